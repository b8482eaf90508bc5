/*
 * Calendar days and moments as people and protocols write them. Days are
 * GG.AA.YYYY; moments are shown in Turkish time (UTC+3 all year, since 2016)
 * and travel as RFC 3339 in UTC.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct date {
	int year, month, day;
};

#define DATE_TEXT   11 /* "GG.AA.YYYY" and NUL */
#define DATE_MOMENT 32 /* any moment's text and NUL */

/* Reads G.A.YYYY with '.', '/', '-' or blanks between, or GGAAYYYY;
 * answers 0, -1: not that form, -2: no such day. */
int date_parse(const char *s, struct date *out);

/* "GG.AA.YYYY" into a buffer of DATE_TEXT bytes; answers buf. */
char *date_format(const struct date *d, char buf[DATE_TEXT]);

bool date_valid(const struct date *d);

/* Negative, zero, positive as strcmp. */
int date_cmp(const struct date *a, const struct date *b);

/* The day in Turkey of a moment (seconds since 1970 UTC). */
struct date date_of(int64_t wall);

/* The moment in which that day begins there. */
int64_t date_begins(const struct date *d);

/* Whole years from birth to the given day. */
int date_age(const struct date *birth, const struct date *on);

/* Whole days from one moment to another, rounded up; negative when past. */
long date_days_until(int64_t from, int64_t to);

/* "GG.AA.YYYY SS:DD:ss" in Turkish time. */
char *date_moment(int64_t wall, char buf[DATE_MOMENT]);

/* "2026-11-21T14:02:10Z". */
char *date_rfc3339(int64_t wall, char buf[DATE_MOMENT]);

/* Reads what date_rfc3339 writes, nothing else; -1 when it is not that. */
int date_from_rfc3339(const char *s, int64_t *out);

#endif
