/* A new PIN of a card: what somebody who finds the card would try first. */
#include "config.h"
#include "model/check.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/banned.h"

/* Each digit follows from the one before: 4444, 3456, 7890, 4321. */
static bool
runs(const char *pin, int step)
{
	for (; pin[1] != '\0'; pin++)
		if ((pin[0] - '0' + step + 10) % 10 != pin[1] - '0')
			return false;
	return true;
}

/* One stands in the other. */
static bool
overlap(const char *pin, int a, int b, int c)
{
	char date[40];

	snprintf(date, sizeof(date), "%02d%02d%02d", a, b, c);
	return strstr(date, pin) != NULL || strstr(pin, date) != NULL;
}

/* As people write a day in digits, or a part of it. */
static bool
of_birth(const char *pin, const char *birth)
{
	struct date d;
	int year;

	if (birth == NULL || date_parse(birth, &d) != 0)
		return false;
	year = d.year % 100;
	return overlap(pin, d.day, d.month, d.year) ||
	       overlap(pin, d.year, d.month, d.day) ||
	       overlap(pin, d.day, d.month, year) ||
	       overlap(pin, year, d.month, d.day);
}

int
check_new_pin(
    const char *pin, const char *birth, const char *tckn, struct err *e)
{
	int rc = check_pin(pin, e);

	if (rc < 0)
		return rc;
	if (runs(pin, 0))
		return err_why(e, ERR_INVALID, "pin-weak",
		    _("A PIN of one digit again and again is guessed at once. "
		      "Choose another one."));
	if (runs(pin, 1) || runs(pin, -1))
		return err_why(e, ERR_INVALID, "pin-weak",
		    _("Digits in their order, up or down, are guessed at "
		      "once. Choose another PIN."));
	if (of_birth(pin, birth))
		return err_why(e, ERR_INVALID, "pin-weak",
		    _("A PIN from your date of birth is guessed at once. "
		      "Choose another one."));
	if (tckn != NULL && strncmp(tckn, pin, strlen(pin)) == 0)
		return err_why(e, ERR_INVALID, "pin-weak",
		    _("A PIN from the beginning of your T.C. kimlik no is "
		      "guessed at once. Choose another one."));
	return 0;
}
