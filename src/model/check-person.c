/* Rules about the person: numbers, names, dates and the security word. */
#include "config.h"
#include "model/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/turkish.h"
#include "model/check-digits.h"
#include "base/banned.h"

#define AGE_LEAST  18
#define AGE_MOST   100
#define WORD_LEAST 8
#define WORD_MOST  64

/* The two check digits of the first nine and the first ten digits. */
static void
tckn_checks(const char *v, int *tenth, int *last)
{
	int odd = 0, even = 0;

	for (int i = 0; i < 9; i++)
		*(i % 2 == 0 ? &odd : &even) += v[i] - '0';
	*tenth = (odd * 7 - even + 1000) % 10;
	*last = (odd + even + v[9] - '0') % 10;
}

bool
check_tckn_valid(const char *v)
{
	return check_tckn(v, NULL, NULL) == 0;
}

int
check_tckn(const char *v, const struct record *r, struct err *e)
{
	int tenth, last, rc;

	(void)r;
	rc = check_digits(v, _("ID number"), 11, e);
	if (rc < 0)
		return rc;
	if (v[0] == '0')
		return err_set(e, ERR_INVALID,
		    _("An ID number cannot begin with 0. Please check the "
		      "first digit."));
	tckn_checks(v, &tenth, &last);
	if (v[9] - '0' != tenth)
		return err_set(e, ERR_INVALID,
		    _("The ID number is wrong: its 10th digit does not agree "
		      "with the first 9. Please check every digit."));
	if (v[10] - '0' != last)
		return err_set(e, ERR_INVALID,
		    _("The ID number is wrong: its last digit does not agree "
		      "with the first 10. Please check every digit."));
	return 0;
}

static bool
apostrophe(uint32_t c)
{
	return c == '\'' || c == 0x2019;
}

int
check_person_name(const char *v, const struct record *r, struct err *e)
{
	const char *p = v, *at = v;
	bool letters = false;
	uint32_t c;
	char one[5];

	(void)r;
	for (; (c = text_next(&p)) != 0; at = p) {
		if (text_letter(c))
			letters = true;
		else if (c != ' ' && c != '-' && c != '.' && !apostrophe(c))
			return err_set(e, ERR_INVALID,
			    _("A name has letters, blanks, hyphens, "
			      "apostrophes and dots only: please remove "
			      "\"%s\"."),
			    check_offender(at, one));
	}
	if (!letters)
		return err_set(e, ERR_INVALID,
		    _("A name has at least one letter. Please write it as in "
		      "the population register."));
	return 0;
}

int
check_birth_place(const char *v, const struct record *r, struct err *e)
{
	const char *p = v, *at = v;
	bool letters = false;
	uint32_t c;
	char one[5];

	(void)r;
	for (; (c = text_next(&p)) != 0; at = p) {
		if (text_letter(c))
			letters = true;
		else if (!apostrophe(c) &&
			 (c >= 0x80 ||
			     strchr(" -./()0123456789", (int)c) == NULL))
			return err_set(e, ERR_INVALID,
			    _("A place of birth cannot have \"%s\": please "
			      "remove it."),
			    check_offender(at, one));
	}
	if (!letters)
		return err_set(e, ERR_INVALID,
		    _("A place of birth has at least one letter. Please write "
		      "it as in the population register."));
	return 0;
}

int
check_birth_date(const char *v, const struct record *r, struct err *e)
{
	struct date birth, today = date_of(clock_wall());
	int rc = date_parse(v, &birth), age;

	(void)r;
	if (rc == -1)
		return err_set(e, ERR_INVALID,
		    _("Please write the date as day, month and year: "
		      "DD.MM.YYYY, for example 05.03.1980."));
	if (rc < 0)
		return err_set(e, ERR_INVALID,
		    _("There is no such day in the calendar. Please check day "
		      "and month."));
	if (date_cmp(&birth, &today) > 0)
		return err_set(e, ERR_INVALID,
		    _("The date of birth lies in the future. Please check the "
		      "year."));
	age = date_age(&birth, &today);
	if (age < AGE_LEAST)
		return err_set(e, ERR_INVALID,
		    _("An applicant must be at least %d years old. Please "
		      "check the date of birth."),
		    AGE_LEAST);
	if (age > AGE_MOST)
		return err_set(e, ERR_INVALID,
		    _("The date of birth lies more than %d years back. Please "
		      "check the year."),
		    AGE_MOST);
	return 0;
}

int
check_image_text(const char *v, const struct record *r, struct err *e)
{
	(void)r;
	for (const char *p = v; *p != '\0'; p++)
		if (!(*p >= '0' && *p <= '9') && !(*p >= 'a' && *p <= 'z') &&
		    !(*p >= 'A' && *p <= 'Z'))
			return err_set(e, ERR_INVALID,
			    _("The text in the picture has English letters "
			      "and digits only. Please type it again."));
	if (strlen(v) != 5)
		return err_set(e, ERR_INVALID,
		    _("The text in the picture has 5 characters; you typed "
		      "%zu. Please type it again."),
		    strlen(v));
	return 0;
}

static void
wipe_free(char *s)
{
	if (s != NULL)
		explicit_bzero(s, strlen(s));
	free(s);
}

/* The word without what people put between digits. */
static char *
packed(const char *v)
{
	char *out = strdup(v), *w = out;

	for (const char *p = v; out != NULL && *p != '\0'; p++)
		if (strchr(" .-/_,:", *p) == NULL)
			*w++ = *p;
	if (out != NULL)
		*w = '\0';
	return out;
}

static bool
has_birth_date(const char *pack, const char *birth)
{
	struct date d;
	char forms[7][16];
	unsigned day, month, year;

	if (date_parse(birth, &d) < 0)
		return false;
	day = (unsigned)d.day % 100;
	month = (unsigned)d.month % 100;
	year = (unsigned)d.year % 10000;
	snprintf(forms[0], 16, "%02u%02u%04u", day, month, year);
	snprintf(forms[1], 16, "%04u%02u%02u", year, month, day);
	snprintf(forms[2], 16, "%u%u%04u", day, month, year);
	snprintf(forms[3], 16, "%02u%u%04u", day, month, year);
	snprintf(forms[4], 16, "%02u%02u%02u", day, month, year % 100);
	snprintf(forms[5], 16, "%02u%02u%02u", year % 100, month, day);
	snprintf(forms[6], 16, "%u%02u%04u", day, month, year);
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strstr(pack, forms[i]) != NULL)
			return true;
	return false;
}

/* Any of the names that has 3 letters or more; shorter ones would forbid
 * half of the dictionary. */
static bool
has_name(const char *word, const char *names)
{
	char *key = turkish_key(word), *parts = turkish_key(names);
	char *save = NULL;
	bool has = false;

	if (key != NULL && parts != NULL)
		for (char *p = strtok_r(parts, " -.", &save); p != NULL;
		     p = strtok_r(NULL, " -.", &save))
			if (text_length(p) >= 3 && strstr(key, p) != NULL)
				has = true;
	wipe_free(key);
	free(parts);
	return has;
}

static int
check_word_content(
    const char *v, const char *pack, const struct record *r, struct err *e)
{
	const char *tckn = record_get(r, FIELD_TCKN);

	if (tckn[0] != '\0' && strstr(pack, tckn) != NULL)
		return err_set(e, ERR_INVALID,
		    _("The security word must not contain your ID number. "
		      "Please choose another one."));
	if (has_name(v, record_get(r, FIELD_NAME)) ||
	    has_name(v, record_get(r, FIELD_SURNAME)))
		return err_set(e, ERR_INVALID,
		    _("The security word must not contain your name or "
		      "surname. Please choose another one."));
	if (has_birth_date(pack, record_get(r, FIELD_BIRTH_DATE)))
		return err_set(e, ERR_INVALID,
		    _("The security word must not contain your date of birth. "
		      "Please choose another one."));
	return 0;
}

int
check_word(const char *v, const struct record *r, struct err *e)
{
	size_t n = text_length(v);
	char *pack;
	int rc;

	if (n < WORD_LEAST)
		return err_set(e, ERR_INVALID,
		    _("The security word must have at least %d characters. "
		      "Please choose a longer one."),
		    WORD_LEAST);
	if (n > WORD_MOST)
		return err_set(e, ERR_INVALID,
		    _("The security word may have at most %d characters. "
		      "Please choose a shorter one."),
		    WORD_MOST);
	if (v[strspn(v, " ")] == '\0')
		return err_set(e, ERR_INVALID,
		    _("The security word cannot be blanks only. Please choose "
		      "another one."));
	if (r == NULL)
		return 0;
	pack = packed(v);
	if (pack == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = check_word_content(v, pack, r, e);
	wipe_free(pack);
	return rc;
}

int
check_word_again(const char *v, const struct record *r, struct err *e)
{
	if (r != NULL && strcmp(v, record_get(r, FIELD_WORD)) != 0)
		return err_set(e, ERR_INVALID,
		    _("The two security words differ. Please type the same "
		      "word in both."));
	return 0;
}
