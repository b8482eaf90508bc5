#include "config.h"
#include "portal/send/mail.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "portal/send/escape.h"
#include "base/banned.h"

#define TEXT_MOST (2 * sizeof(((struct message *)0)->text))
#define LINE_MOST 4096
#define TURKEY	  INT64_C(10800) /* seconds ahead of UTC */

bool
mail_address(const char *address)
{
	const char *at = strchr(address, '@');

	if (at == NULL || at == address || at[1] == '\0' ||
	    strchr(at + 1, '@') != NULL)
		return false;
	for (const char *p = address; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' ||
		    strchr("<>()[]\\,;:\"", *p) != NULL)
			return false;
	return true;
}

static int
add_line(struct mail *l, struct buf *line)
{
	struct curl_slist *more = NULL;

	if (!line->failed)
		more = curl_slist_append(l->head, buf_str(line));
	buf_free(line);
	if (more == NULL)
		return -1;
	l->head = more;
	return 0;
}

/* The names are the protocol's, not the locale's (RFC 5322 §3.3). */
static int
add_date(struct mail *l, int64_t now)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct buf line = BUF_INIT(LINE_MOST);
	time_t local = (time_t)(now + TURKEY);
	struct tm t;

	gmtime_r(&local, &t);
	buf_addf(&line, "Date: %s, %d %s %d %02d:%02d:%02d +0300",
	    days[t.tm_wday], t.tm_mday, months[t.tm_mon], t.tm_year + 1900,
	    t.tm_hour, t.tm_min, t.tm_sec);
	return add_line(l, &line);
}

static int
add_from(struct mail *l, const char *name, const char *from)
{
	struct buf line = BUF_INIT(LINE_MOST), coded = BUF_INIT(LINE_MOST);

	escape_word(&coded, name);
	/* Plain words stand in quotation marks: dots and commas are fine. */
	if (strncmp(buf_str(&coded), "=?", 2) == 0)
		buf_addf(&line, "From: %s <%s>", buf_str(&coded), from);
	else if (strpbrk(name, "\"\\") == NULL)
		buf_addf(&line, "From: \"%s\" <%s>", name, from);
	else
		buf_addf(&line, "From: %s", from);
	line.failed = line.failed || coded.failed;
	buf_free(&coded);
	return add_line(l, &line);
}

static int
add_subject(struct mail *l, const char *subject)
{
	struct buf line = BUF_INIT(LINE_MOST);

	buf_adds(&line, "Subject: ");
	escape_word(&line, subject);
	return add_line(l, &line);
}

static int
add_head(struct mail *l, const struct message *m, const char *name,
    const char *from, int64_t now)
{
	struct buf to = BUF_INIT(LINE_MOST), id = BUF_INIT(LINE_MOST),
		   lang = BUF_INIT(LINE_MOST), kind = BUF_INIT(LINE_MOST);
	int rc = add_date(l, now) | add_from(l, name, from);

	buf_addf(&to, "To: <%s>", m->address);
	buf_addf(&id, "Message-ID: <%s%s>", m->reference, strchr(from, '@'));
	buf_addf(&lang, "Content-Language: %s", lang_name(m->lang));
	/* No answers from machines (RFC 3834 §5). */
	buf_adds(&kind, "Auto-Submitted: auto-generated");
	rc |= add_line(l, &to) | add_subject(l, m->subject);
	rc |= add_line(l, &id) | add_line(l, &kind);
	return rc | add_line(l, &lang);
}

static int
add_part(struct mail *l, const char *data, size_t len, const char *type,
    const char *encoder, const char *name)
{
	curl_mimepart *part = curl_mime_addpart(l->mime);

	if (part == NULL || curl_mime_data(part, data, len) != CURLE_OK ||
	    curl_mime_type(part, type) != CURLE_OK ||
	    curl_mime_encoder(part, encoder) != CURLE_OK)
		return -1;
	if (name == NULL)
		return 0;
	return curl_mime_filename(part, name) == CURLE_OK ? 0 : -1;
}

static int
add_text(struct mail *l, const char *text)
{
	l->text = (struct buf){ .max = TEXT_MOST, .wipe = true };
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			buf_addc(&l->text, '\r');
		buf_addc(&l->text, *text);
	}
	buf_adds(&l->text, "\r\n");
	if (l->text.failed)
		return -1;
	return add_part(l, buf_str(&l->text), l->text.len,
	    "text/plain; charset=utf-8", "quoted-printable", NULL);
}

static int
add_attachment(struct mail *l, const struct message *m)
{
	return add_part(l, m->attachment, strlen(m->attachment),
	    "text/calendar; charset=utf-8; method=PUBLISH", "base64",
	    m->attachment_name);
}

int
mail_make(struct mail *out, CURL *easy, const struct message *m,
    const char *name, const char *from, int64_t now)
{
	int rc;

	*out = (struct mail){ .mime = curl_mime_init(easy) };
	if (out->mime == NULL)
		return -1;
	rc = add_head(out, m, name, from, now);
	rc |= add_text(out, m->text);
	if (m->attachment[0] != '\0')
		rc |= add_attachment(out, m);
	return rc == 0 ? 0 : -1;
}

void
mail_clear(struct mail *l)
{
	if (l->mime != NULL)
		curl_mime_free(l->mime);
	if (l->head != NULL)
		curl_slist_free_all(l->head);
	buf_free(&l->text);
}
