#include "config.h"
#include "client/form/mask.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "base/banned.h"

#define DATE_DIGITS  8
#define PHONE_DIGITS 11

size_t
mask_date_at(size_t digit)
{
	return digit + (digit >= 2) + (digit >= 4);
}

size_t
mask_phone_at(const char *digits, size_t digit)
{
	size_t head = digits[0] == '0' || digits[0] == '\0' ? 4 : 3;

	return digit + (digit > head) + (digit > head + 3) + (digit > head + 5);
}

void
mask_date(const char *digits, char out[MASK_MAX])
{
	size_t n = 0;

	for (size_t i = 0; digits[i] != '\0' && i < DATE_DIGITS; i++) {
		if (i == 2 || i == 4)
			out[n++] = '.';
		out[n++] = digits[i];
	}
	out[n] = '\0';
}

void
mask_phone(const char *digits, char out[MASK_MAX])
{
	size_t n = 0, head = digits[0] == '0' ? 4 : 3;

	for (size_t i = 0; digits[i] != '\0' && i < PHONE_DIGITS + 4; i++) {
		if (i == head || i == head + 3 || i == head + 5)
			out[n++] = ' ';
		out[n++] = digits[i];
	}
	out[n] = '\0';
}

void
mask_date_digits(const char *text, char out[MASK_MAX])
{
	struct date d;

	if (date_parse(text, &d) == 0)
		snprintf(out, MASK_MAX, "%02d%02d%04d", d.day, d.month, d.year);
	else
		text_digits(text, out, DATE_DIGITS + 1);
}

void
mask_phone_digits(const char *text, char out[MASK_MAX])
{
	char all[MASK_MAX];
	size_t n = text_digits(text, all, sizeof(all));

	if (n == 14 && strncmp(all, "0090", 4) == 0)
		snprintf(out, MASK_MAX, "0%s", all + 4);
	else if (n == 12 && strncmp(all, "90", 2) == 0)
		snprintf(out, MASK_MAX, "0%s", all + 2);
	else
		snprintf(out, MASK_MAX, "%.*s", PHONE_DIGITS, all);
}

size_t
mask_phone_room(const char *digits)
{
	if (strncmp(digits, "0090", 4) == 0)
		return 14;
	return strncmp(digits, "90", 2) == 0 ? 12 : PHONE_DIGITS;
}
