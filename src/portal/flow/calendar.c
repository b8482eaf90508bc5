/* The renewal window as an entry for a calendar: see notice_calendar. */
#include "config.h"
#include "portal/flow/notice.h"

#include <string.h>
#include <time.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/banned.h"

#define DAY	  86400
#define LINE_MOST 75 /* bytes before a fold (RFC 5545 §3.1) */

/* Without its line feed a line is folded between characters. */
static void
add_line(struct buf *out, const char *name, const char *value)
{
	struct buf line = BUF_INIT(1024);
	size_t column = 0;

	buf_adds(&line, name);
	for (; *value != '\0'; value++) {
		if (strchr("\\;,", *value) != NULL)
			buf_addc(&line, '\\');
		buf_addc(&line, *value);
	}
	for (const char *p = buf_str(&line); *p != '\0'; p++) {
		bool begins = ((unsigned char)*p & 0xC0) != 0x80;

		if (begins && column + 4 > LINE_MOST) {
			buf_adds(out, "\r\n ");
			column = 1;
		}
		buf_addc(out, *p);
		column++;
	}
	buf_adds(out, "\r\n");
	out->failed = out->failed || line.failed;
	buf_free(&line);
}

static void
add_day(struct buf *out, const char *name, int64_t moment)
{
	struct date d = date_of(moment);

	buf_addf(out, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, d.year, d.month,
	    d.day);
}

static void
add_stamp(struct buf *out, int64_t now)
{
	time_t t = (time_t)now;
	struct tm utc;

	gmtime_r(&t, &utc);
	buf_addf(out, "DTSTAMP:%04d%02d%02dT%02d%02d%02dZ\r\n",
	    utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
	    utc.tm_min, utc.tm_sec);
}

void
notice_calendar(struct buf *out, const struct portal_options *o,
    const struct notice_facts *f, int64_t now)
{
	buf_adds(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
		      "PRODID:-//eimza//eimza-portal//TR\r\n"
		      "METHOD:PUBLISH\r\nBEGIN:VEVENT\r\n");
	/* The same for all alerts of a certificate: a later one replaces an
	 * earlier one in the calendar. */
	buf_addf(out, "UID:renewal-%s@eimza\r\n",
	    f->serial == NULL ? "" : f->serial);
	add_stamp(out, now);
	add_day(out, "DTSTART", f->ends - o->renewal_days * DAY);
	/* The day of the end is the last one; DTEND does not count. */
	add_day(out, "DTEND", f->ends + DAY);
	add_line(out, "SUMMARY:", _("Renew the e-signature certificate"));
	add_line(out, "DESCRIPTION:",
	    _("Start eimza and choose Başvuru. Please apply at the latest one "
	      "month before the last of these days."));
	buf_adds(out, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
		      "END:VCALENDAR\r\n");
}
