#include "config.h"
#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/banned.h"

#define TURKEY (3 * 3600)

static bool
leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

bool
date_valid(const struct date *d)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	int last;

	if (d->year < 1 || d->year > 9999 || d->month < 1 || d->month > 12)
		return false;
	last = days[d->month - 1] + (d->month == 2 && leap(d->year) ? 1 : 0);
	return d->day >= 1 && d->day <= last;
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* One number of 1 to max digits; moves *s behind it. */
static int
number(const char **s, int max)
{
	int n = 0, seen = 0;

	while (digit(**s) && seen < max) {
		n = n * 10 + (**s - '0');
		(*s)++;
		seen++;
	}
	return seen == 0 || digit(**s) ? -1 : n;
}

static int
between(const char **s)
{
	int seen = 0;

	while (**s == ' ' || **s == '.' || **s == '/' || **s == '-') {
		if (**s != ' ' && seen++ > 0)
			return -1;
		(*s)++;
	}
	return 0;
}

int
date_parse(const char *s, struct date *out)
{
	struct date d;

	if (strlen(s) == 8 && strspn(s, "0123456789") == 8) {
		d.day = (s[0] - '0') * 10 + s[1] - '0';
		d.month = (s[2] - '0') * 10 + s[3] - '0';
		s += 4;
	} else {
		d.day = number(&s, 2);
		if (d.day < 0 || between(&s) < 0)
			return -1;
		d.month = number(&s, 2);
		if (d.month < 0 || between(&s) < 0)
			return -1;
	}
	if (strlen(s) != 4)
		return -1;
	d.year = number(&s, 4);
	if (d.year < 0 || *s != '\0')
		return -1;
	if (!date_valid(&d))
		return -2;
	*out = d;
	return 0;
}

char *
date_format(const struct date *d, char buf[DATE_TEXT])
{
	unsigned day = (unsigned)d->day % 100;
	unsigned month = (unsigned)d->month % 100;
	unsigned year = (unsigned)d->year % 10000;

	snprintf(buf, DATE_TEXT, "%02u.%02u.%04u", day, month, year);
	return buf;
}

int
date_cmp(const struct date *a, const struct date *b)
{
	if (a->year != b->year)
		return a->year < b->year ? -1 : 1;
	if (a->month != b->month)
		return a->month < b->month ? -1 : 1;
	return a->day == b->day ? 0 : a->day < b->day ? -1 : 1;
}

struct date
date_of(int64_t wall)
{
	time_t t = (time_t)(wall + TURKEY);
	struct tm tm;
	struct date d = { 1970, 1, 1 };

	if (gmtime_r(&t, &tm) != NULL) {
		d.year = tm.tm_year + 1900;
		d.month = tm.tm_mon + 1;
		d.day = tm.tm_mday;
	}
	return d;
}

int64_t
date_begins(const struct date *d)
{
	struct tm tm = { .tm_year = d->year - 1900,
		.tm_mon = d->month - 1,
		.tm_mday = d->day };

	return (int64_t)timegm(&tm) - TURKEY;
}

int
date_age(const struct date *birth, const struct date *on)
{
	int age = on->year - birth->year;

	if (on->month < birth->month ||
	    (on->month == birth->month && on->day < birth->day))
		age--;
	return age;
}

long
date_days_until(int64_t from, int64_t to)
{
	int64_t s = to - from;

	return (long)(s > 0 ? (s + 86399) / 86400 : -((-s + 86399) / 86400));
}

char *
date_moment(int64_t wall, char buf[DATE_MOMENT])
{
	time_t t = (time_t)(wall + TURKEY);
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(buf, DATE_MOMENT, "%d.%m.%Y %H:%M:%S", &tm) == 0)
		buf[0] = '\0';
	return buf;
}

char *
date_rfc3339(int64_t wall, char buf[DATE_MOMENT])
{
	time_t t = (time_t)wall;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(buf, DATE_MOMENT, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		buf[0] = '\0';
	return buf;
}

int
date_from_rfc3339(const char *s, int64_t *out)
{
	static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
	char back[DATE_MOMENT];
	struct tm tm = { 0 };
	int64_t t;

	if (strlen(s) != sizeof(form) - 1)
		return -1;
	for (size_t i = 0; form[i] != '\0'; i++)
		if (form[i] == 'd' ? !digit(s[i]) : s[i] != form[i])
			return -1;
	if (strptime(s, "%Y-%m-%dT%H:%M:%SZ", &tm) == NULL)
		return -1;
	t = (int64_t)timegm(&tm);
	if (strcmp(date_rfc3339(t, back), s) != 0) /* 30 February */
		return -1;
	*out = t;
	return 0;
}
