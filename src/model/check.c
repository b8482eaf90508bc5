/*
 * Judges fields by their rows: compulsory, length, choices, then the rule of
 * the row (check-person.c, check-contact.c). Also what is typed outside the
 * form.
 */
#include "config.h"
#include "model/check.h"

#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "model/check-digits.h"
#include "model/place.h"
#include "base/banned.h"

const char *
check_offender(const char *s, char one[5])
{
	text_put(text_next(&s), one);
	return text_printable(one, false) ? one : "?";
}

int
check_digits(const char *v, const char *what, size_t want, struct err *e)
{
	const char *odd = v + strspn(v, "0123456789 ");
	size_t n = strlen(v), off;
	char one[5];

	if (*odd != '\0')
		return err_set(e, ERR_INVALID,
		    _("%s may have digits only: please remove \"%s\"."), what,
		    check_offender(odd, one));
	if (strchr(v, ' ') != NULL)
		return err_set(e, ERR_INVALID,
		    _("%s must be written without blanks."), what);
	if (n == want)
		return 0;
	off = n < want ? want - n : n - want;
	if (n < want)
		return err_set(e, ERR_INVALID,
		    lang_plural("%s must have %zu digits: %zu is missing.",
			"%s must have %zu digits: %zu are missing.", off),
		    what, want, off);
	return err_set(e, ERR_INVALID,
	    lang_plural("%s must have %zu digits: %zu is too many.",
		"%s must have %zu digits: %zu are too many.", off),
	    what, want, off);
}

static bool
compulsory(const struct record *r, const struct field_def *f)
{
	return f->id == FIELD_REASON ? record_renewal(r) : f->starred;
}

static int
check_empty(const struct record *r, const struct field_def *f, struct err *e)
{
	if (!compulsory(r, f))
		return 0;
	if (f->kind == KIND_CHOICE || f->kind == KIND_RADIO)
		return err_why(e, ERR_INVALID, "missing",
		    _("%s is compulsory: please choose."), _(f->label));
	if (f->filler == FILL_STAFF)
		return err_why(e, ERR_INVALID, "missing",
		    _("%s is missing in your personnel record. Please contact "
		      "your institution."),
		    _(f->label));
	return err_why(e, ERR_INVALID, "missing",
	    _("%s is compulsory: please fill it in."), _(f->label));
}

static int
check_choice(const struct field_def *f, const char *v, struct err *e)
{
	if (f->choices == NULL ||
	    (f->kind != KIND_CHOICE && f->kind != KIND_RADIO))
		return 0;
	for (const struct field_choice *c = f->choices; c->value != NULL; c++)
		if (strcmp(c->value, v) == 0)
			return 0;
	return err_set(e, ERR_INVALID, _("%s: please choose one of the list."),
	    _(f->label));
}

/* Numbers of a fixed length say better what is too much. */
static bool
counts_itself(const struct field_def *f)
{
	return f->check != NULL &&
	       (f->kind == KIND_DIGITS || f->kind == KIND_PHONE ||
		   f->kind == KIND_DATE || f->kind == KIND_SECRET);
}

static int
check_value(const struct record *r, const struct field_def *f, const char *v,
    struct err *e)
{
	size_t n = text_length(v);
	int rc;

	if (f->id == FIELD_REASON && !record_renewal(r))
		return err_set(e, ERR_INVALID,
		    _("A first application has no reason of application. "
		      "Please leave it empty."));
	if (n > f->max && !counts_itself(f))
		return err_set(e, ERR_INVALID,
		    _("%s may have at most %zu characters; it has %zu. Please "
		      "shorten it."),
		    _(f->label), f->max, n);
	if (!text_printable(v, f->kind == KIND_LINES))
		return err_set(e, ERR_INVALID,
		    _("The text has a character that cannot be shown. Please "
		      "type it again."));
	rc = check_choice(f, v, e);
	if (rc == 0 && f->check != NULL)
		rc = f->check(v, r, e);
	return rc;
}

int
check_field(const struct record *r, enum field_id id, struct err *e)
{
	const struct field_def *f = field(id);
	const char *v = record_get(r, id);
	int rc = v[0] == '\0' ? check_empty(r, f, e) : check_value(r, f, v, e);

	if (rc < 0)
		err_field(e, f->name);
	return rc;
}

int
check_record(const struct record *r, enum field_id first, enum field_id last,
    struct err *bad)
{
	struct err one;
	int wrong = 0;

	for (int id = 0; bad != NULL && id < FIELD_COUNT; id++)
		err_clear(&bad[id]);
	for (int id = (int)first; id <= (int)last; id++) {
		if (check_field(r, (enum field_id)id, &one) == 0)
			continue;
		wrong++;
		if (bad != NULL)
			err_copy(&bad[id], &one);
	}
	return wrong;
}

static bool
warn_area(const struct record *r, const char *phone, struct err *e)
{
	const char *province = record_get(r, FIELD_PROVINCE);
	char code[4];
	int p;

	if (strlen(phone) != 10 || province[0] == '\0')
		return false;
	memcpy(code, phone, 3);
	code[3] = '\0';
	p = place_of_area_code(code);
	if (p < 0 || strcmp(place_province((size_t)p), province) == 0)
		return false;
	err_fill(e, ERR_OK,
	    _("Area code %s is of %s, not of %s. Please check the number."),
	    code, place_province((size_t)p), province);
	return true;
}

/* Mobile prefixes as allocated; numbers keep theirs when the operator is
 * changed. */
static bool
known_prefix(const char *mobile)
{
	static const char *const prefixes[] = { "501", "505", "506", "507",
		"510", "516", "524", "53", "54", "551", "552", "553", "554",
		"555", "559", "594", "596", "56161" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(mobile, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

bool
check_warning(const struct record *r, enum field_id id, struct err *e)
{
	const char *v = record_get(r, id);
	bool warn = false;

	if (id == FIELD_WORK_PHONE || id == FIELD_HOME_PHONE)
		warn = warn_area(r, v, e);
	else if (id == FIELD_MOBILE && strlen(v) == 10 && !known_prefix(v)) {
		err_fill(e, ERR_OK,
		    _("No known mobile number begins with %.3s. Please check "
		      "it: the SMS approval code comes to this number."),
		    v);
		warn = true;
	}
	if (warn)
		err_field(e, field(id)->name);
	return warn;
}

int
check_pin(const char *v, struct err *e)
{
	size_t n = strlen(v);

	if (n == 0)
		return err_set(e, ERR_INVALID, _("Please type the PIN."));
	if (v[strspn(v, "0123456789")] != '\0')
		return err_set(e, ERR_INVALID,
		    _("A PIN has digits only. Nothing was "
		      "sent to the card; please try again."));
	if (n < 4 || n > 12)
		return err_set(e, ERR_INVALID,
		    _("A PIN has 4 to 12 digits, usually 6. Nothing was sent "
		      "to the card; please try again."));
	return 0;
}

int
check_sms_code(const char *v, struct err *e)
{
	return check_digits(v, _("The SMS approval code"), 6, e);
}

int
check_sign_code(const char *v, struct err *e)
{
	char digits[24];
	size_t n = text_digits(v, digits, sizeof(digits));
	const char *odd = v + strspn(v, "0123456789 -");
	char one[5];
	int rc;

	if (*odd != '\0')
		return err_set(e, ERR_INVALID,
		    _("%s may have digits only: please remove \"%s\"."),
		    _("The verification code"), check_offender(odd, one));
	if (n >= sizeof(digits))
		return err_set(e, ERR_INVALID,
		    _("The verification code has 15 digits. Please type it "
		      "again."));
	rc = check_digits(digits, _("The verification code"), 15, e);
	if (rc == 0 && digits[0] == '0')
		rc = err_set(e, ERR_INVALID,
		    _("The verification code cannot begin with 0. Please type "
		      "it again."));
	return rc;
}
