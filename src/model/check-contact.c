/* Rules about places, e-mail addresses and telephones. */
#include "config.h"
#include "model/check.h"

#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "model/check-digits.h"
#include "model/place.h"
#include "base/banned.h"

#define LOCAL_MOST  64	/* RFC 5321 §4.5.3.1.1 */
#define DOMAIN_MOST 255 /* RFC 5321 §4.5.3.1.2 */
#define LABEL_MOST  63	/* RFC 1035 §2.3.4 */

int
check_postcode(const char *v, const struct record *r, struct err *e)
{
	size_t p, d;
	const char *province, *district;
	int rc = check_digits(v, _("Postal code"), 5, e);

	if (rc < 0)
		return rc;
	if (!place_of_postcode(v, &p, &d))
		return err_set(e, ERR_INVALID,
		    _("There is no postal code %s. Please check it."), v);
	if (r == NULL)
		return 0;
	province = record_get(r, FIELD_PROVINCE);
	district = record_get(r, FIELD_DISTRICT);
	if ((province[0] == '\0' || strcmp(province, place_province(p)) == 0) &&
	    (district[0] == '\0' ||
		strcmp(district, place_district(p, d)) == 0))
		return 0;
	return err_set(e, ERR_INVALID,
	    _("Postal code %s belongs to %s / %s. Please correct the postal "
	      "code, or the province and the district."),
	    v, place_district(p, d), place_province(p));
}

int
check_province(const char *v, const struct record *r, struct err *e)
{
	(void)r;
	if (place_province_find(v) < 0)
		return err_set(e, ERR_INVALID,
		    _("There is no such province. Please choose one of the "
		      "list."));
	return 0;
}

int
check_district(const char *v, const struct record *r, struct err *e)
{
	int p;

	if (r == NULL) {
		for (size_t i = 0; i < PLACE_PROVINCES; i++)
			if (place_district_find(i, v) >= 0)
				return 0;
		return err_set(e, ERR_INVALID,
		    _("There is no such district. Please choose one of the "
		      "list."));
	}
	p = place_province_find(record_get(r, FIELD_PROVINCE));
	if (p < 0)
		return err_set(
		    e, ERR_INVALID, _("Please choose the province first."));
	if (place_district_find((size_t)p, v) < 0)
		return err_set(e, ERR_INVALID,
		    _("%s has no such district. Please choose one of the "
		      "list."),
		    place_province((size_t)p));
	return 0;
}

static bool
alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* RFC 5321 §4.1.2 Dot-string; quoted ones are in nobody's personal use. */
static int
check_local(const char *v, size_t n, struct err *e)
{
	char one[5];

	if (n == 0)
		return err_set(e, ERR_INVALID,
		    _("There is nothing before the \"@\" of the e-mail "
		      "address. Please complete it."));
	if (n > LOCAL_MOST)
		return err_set(e, ERR_INVALID,
		    _("The part before the \"@\" may have at most %d "
		      "characters. Please check the e-mail address."),
		    LOCAL_MOST);
	for (size_t i = 0; i < n; i++)
		if (!alnum(v[i]) &&
		    strchr("!#$%&'*+-/=?^_`{|}~.", v[i]) == NULL)
			return err_set(e, ERR_INVALID,
			    _("An e-mail address cannot have \"%s\" before "
			      "the \"@\": please correct it."),
			    check_offender(v + i, one));
	if (v[0] == '.' || v[n - 1] == '.')
		return err_set(e, ERR_INVALID,
		    _("The part before the \"@\" cannot begin or end with a "
		      "dot. Please correct the e-mail address."));
	return 0;
}

static int
check_label(const char *v, size_t n, struct err *e)
{
	char one[5];

	for (size_t i = 0; i < n; i++)
		if (!alnum(v[i]) && v[i] != '-')
			return err_set(e, ERR_INVALID,
			    _("An e-mail address cannot have \"%s\" after the "
			      "\"@\": please correct it."),
			    check_offender(v + i, one));
	if (n == 0)
		return err_set(e, ERR_INVALID,
		    _("The part after the \"@\" cannot begin or end with a "
		      "dot. Please correct the e-mail address."));
	if (n > LABEL_MOST || v[0] == '-' || v[n - 1] == '-')
		return err_set(e, ERR_INVALID,
		    _("The part after the \"@\" is not a domain name. Please "
		      "check the e-mail address."));
	return 0;
}

/* RFC 5321 §4.1.2 Domain, with at least two labels. */
static int
check_domain(const char *v, struct err *e)
{
	const char *last = strrchr(v, '.');
	int rc = 0;

	if (v[0] == '\0')
		return err_set(e, ERR_INVALID,
		    _("There is nothing after the \"@\" of the e-mail "
		      "address. Please complete it."));
	if (strlen(v) > DOMAIN_MOST)
		return err_set(e, ERR_INVALID,
		    _("The part after the \"@\" may have at most %d "
		      "characters. Please check the e-mail address."),
		    DOMAIN_MOST);
	for (const char *p = v; rc == 0;) {
		size_t n = strcspn(p, ".");

		rc = check_label(p, n, e);
		if (p[n] == '\0')
			break;
		p += n + 1;
	}
	if (rc < 0)
		return rc;
	if (last == NULL)
		return err_set(e, ERR_INVALID,
		    _("There is no dot after the \"@\", as in "
		      "\"name@example.com\". Please complete the e-mail "
		      "address."));
	if (strlen(last + 1) < 2 || text_all_digits(last + 1))
		return err_set(e, ERR_INVALID,
		    _("The end of the e-mail address is not a domain, as in "
		      "\".com\" or \".gov.tr\". Please check it."));
	return 0;
}

int
check_email(const char *v, const struct record *r, struct err *e)
{
	const char *at = strchr(v, '@');
	int rc;

	(void)r;
	if (strchr(v, ' ') != NULL)
		return err_set(e, ERR_INVALID,
		    _("An e-mail address has no blank. Please remove it."));
	if (at == NULL)
		return err_set(e, ERR_INVALID,
		    _("The e-mail address has no \"@\". Please complete it, "
		      "as in \"name@example.com\"."));
	if (strchr(at + 1, '@') != NULL)
		return err_set(e, ERR_INVALID,
		    _("The e-mail address has more than one \"@\". Please "
		      "write one address only."));
	if (strstr(v, "..") != NULL)
		return err_set(e, ERR_INVALID,
		    _("The e-mail address has two dots side by side. Please "
		      "remove one."));
	rc = check_local(v, (size_t)(at - v), e);
	if (rc == 0)
		rc = check_domain(at + 1, e);
	return rc;
}

/* Ten digits; a leading 0 is not one of them. */
static int
check_ten(const char *v, const char *what, struct err *e)
{
	return check_digits(v[0] == '0' ? v + 1 : v, what, 10, e);
}

int
check_land_line(const char *v, const struct record *r, struct err *e)
{
	char code[4];
	int rc;

	(void)r;
	if (strlen(v) == 7 && text_all_digits(v) && strncmp(v, "444", 3) == 0)
		return 0; /* reached from everywhere without an area code */
	if (strlen(v) == 7 && text_all_digits(v))
		return err_set(e, ERR_INVALID,
		    _("The area code is missing. Please write 10 digits, for "
		      "example 312 and 7 digits more."));
	rc = check_ten(v, _("The telephone number"), e);
	if (rc < 0)
		return rc;
	if (v[0] == '5')
		return err_set(e, ERR_INVALID,
		    _("This is a mobile number. Please write a land line "
		      "here."));
	memcpy(code, v, 3);
	code[3] = '\0';
	/* Northern Cyprus has an area code of the plan, but is no il. */
	if (place_of_area_code(code) < 0 && strcmp(code, "392") != 0)
		return err_set(e, ERR_INVALID,
		    _("There is no area code %s. Please check the first three "
		      "digits."),
		    code);
	return 0;
}

int
check_mobile(const char *v, const struct record *r, struct err *e)
{
	int rc = check_ten(v, _("Mobile phone"), e);

	(void)r;
	if (rc == 0 && v[0] != '5')
		rc = err_set(e, ERR_INVALID,
		    _("A mobile phone number begins with 5. Please check it."));
	return rc;
}

int
check_extension(const char *v, const struct record *r, struct err *e)
{
	char one[5];
	const char *odd = v + strspn(v, "0123456789");

	(void)r;
	if (*odd != '\0')
		return err_set(e, ERR_INVALID,
		    _("%s may have digits only: please remove \"%s\"."),
		    _("Extension"), check_offender(odd, one));
	if (strlen(v) > 6)
		return err_set(e, ERR_INVALID,
		    _("An extension has at most 6 digits. Please check it."));
	return 0;
}
