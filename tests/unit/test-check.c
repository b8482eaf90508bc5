#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/clock.h"
#include "base/lang.h"
#include "model/check.h"
#include "model/place.h"
#include "people.h"

static int64_t
november_2026(void)
{
	return 1795262400; /* 21.11.2026 12:00 UTC */
}

struct value {
	int (*check)(const char *, const struct record *, struct err *);
	const char *value;
	const char *says; /* part of the sentence; NULL: the value is right */
};

static const struct value values[] = {
	{ check_tckn, "10000000146", NULL },
	{ check_tckn, "10000000214", NULL },
	{ check_tckn, "12345678950", NULL },
	{ check_tckn, "11111111110", NULL },
	{ check_tckn, "20000000046", NULL },
	{ check_tckn, "31415926562", NULL },
	{ check_tckn, "27182818254", NULL },
	{ check_tckn, "98765432150", NULL },
	{ check_tckn, "50000000500", NULL },
	{ check_tckn, "74638291000", NULL },
	{ check_tckn, "90000000100", NULL },
	{ check_tckn, "99999999990", NULL },
	{ check_tckn, "10000000147", "last digit" },
	{ check_tckn, "10000000156", "10th digit" },
	{ check_tckn, "01000000146", "begin with 0" },
	{ check_tckn, "1000000014", "1 is missing" },
	{ check_tckn, "100000001", "2 are missing" },
	{ check_tckn, "100000001460", "1 is too many" },
	{ check_tckn, "1000000014O", "remove \"O\"" },
	{ check_tckn, "1000000014Ş", "remove \"Ş\"" },
	{ check_tckn, "1000000014\x07", "remove \"?\"" },
	{ check_tckn, "100 00000146", "without blanks" },

	{ check_person_name, "AYŞE NUR", NULL },
	{ check_person_name, "O'NEİL-ÇELİK JR.", NULL },
	{ check_person_name, "D’ARC", NULL },
	{ check_person_name, "Â", NULL },
	{ check_person_name, "AL1", "remove \"1\"" },
	{ check_person_name, "ALİ;", "remove \";\"" },
	{ check_person_name, "ALİ_", "remove \"_\"" },
	{ check_person_name, "ALİ😀", "remove \"😀\"" },
	{ check_person_name, "-.'", "at least one letter" },
	{ check_birth_place, "19 MAYIS", NULL },
	{ check_birth_place, "AFYON/SANDIKLI (MERKEZ)", NULL },
	{ check_birth_place, "19", "at least one letter" },
	{ check_birth_place, "MUŞ;", "cannot have \";\"" },

	{ check_birth_date, "05.03.1980", NULL },
	{ check_birth_date, "21.11.2008", NULL }, /* 18 today */
	{ check_birth_date, "22.11.2008", "at least 18" },
	{ check_birth_date, "29.02.2000", NULL },
	{ check_birth_date, "29.02.2001", "no such day" },
	{ check_birth_date, "31.04.1980", "no such day" },
	{ check_birth_date, "01.13.1980", "no such day" },
	{ check_birth_date, "22.11.2026", "future" },
	{ check_birth_date, "21.11.1926", NULL },
	{ check_birth_date, "21.11.1925", "more than 100 years" },
	{ check_birth_date, "1980-03-05", "DD.MM.YYYY" },
	{ check_birth_date, "05.03.80", "DD.MM.YYYY" },
	{ check_birth_date, "yesterday", "DD.MM.YYYY" },

	{ check_image_text, "aB3xZ", NULL },
	{ check_image_text, "aB3x", "typed 4" },
	{ check_image_text, "aB3xZ1", "typed 6" },
	{ check_image_text, "aB3xŞ", "English letters" },

	{ check_postcode, "72050", NULL },
	{ check_postcode, "7205", "1 is missing" },
	{ check_postcode, "720500", "1 is too many" },
	{ check_postcode, "7205a", "remove \"a\"" },
	{ check_postcode, "99999", "no postal code 99999" },
	{ check_province, "MUŞ", NULL },
	{ check_province, "MUS", "no such province" },
	{ check_district, "BULANIK", NULL },
	{ check_district, "MERKEZ", "no such district" },

	{ check_email, "ayse@example.com", NULL },
	{ check_email, "a.b+c_d-e@mail.example.gov.tr", NULL },
	{ check_email, "!#$%&'*/=?^`{|}~@example.com", NULL },
	{ check_email, "ayse.example.com", "no \"@\"" },
	{ check_email, "a@b@example.com", "more than one" },
	{ check_email, "a b@example.com", "no blank" },
	{ check_email, "@example.com", "nothing before" },
	{ check_email, "a@", "nothing after" },
	{ check_email, "a@example", "no dot" },
	{ check_email, "a..b@example.com", "two dots" },
	{ check_email, ".a@example.com", "begin or end with a dot" },
	{ check_email, "a.@example.com", "begin or end with a dot" },
	{ check_email, "a@.example.com", "begin or end with a dot" },
	{ check_email, "a@example.com.", "begin or end with a dot" },
	{ check_email, "ayşe@example.com", "cannot have \"ş\" before" },
	{ check_email, "a,b@example.com", "cannot have \",\" before" },
	{ check_email, "a@exämple.com", "cannot have \"ä\" after" },
	{ check_email, "a@exa_mple.com", "cannot have \"_\" after" },
	{ check_email, "a@-example.com", "not a domain" },
	{ check_email, "a@example-.com", "not a domain" },
	{ check_email, "a@example.c", "not a domain" },
	{ check_email, "a@10.0.0.1", "not a domain" },

	{ check_mobile, "5301234567", NULL },
	{ check_mobile, "530123456", "Mobile phone must have 10 digits: 1 is" },
	{ check_mobile, "05301234", "must have 10 digits: 3 are missing" },
	{ check_mobile, "53012345678", "1 is too many" },
	{ check_mobile, "3121234567", "begins with 5" },
	{ check_mobile, "530123456x", "remove \"x\"" },
	{ check_land_line, "4360000000", NULL },
	{ check_land_line, "4445576", NULL },
	{ check_land_line, "3921234567", NULL },
	{ check_land_line, "2125576", "area code is missing" },
	{ check_land_line, "5301234567", "mobile number" },
	{ check_land_line, "2001234567", "no area code 200" },
	{ check_land_line, "8501234567", "no area code 850" },
	{ check_land_line, "0312123456", "1 is missing" },
	{ check_land_line, "312", "7 are missing" },
	{ check_extension, "1", NULL },
	{ check_extension, "123456", NULL },
	{ check_extension, "1234567", "at most 6" },
	{ check_extension, "12a", "remove \"a\"" },

	{ check_word, "12345678", NULL },
	{ check_word, "çğışöüÇĞ", NULL }, /* characters, not bytes */
	{ check_word, "1234567", "at least 8" },
	{ check_word, "çğışöüÇ", "at least 8" },
	{ check_word, "        ", "blanks only" },
};

static void
one_value(const struct value *v)
{
	struct err e;
	int rc;

	err_clear(&e);
	rc = v->check(v->value, NULL, &e);
	if (rc != (v->says == NULL ? 0 : ERR_INVALID) ||
	    (v->says != NULL && strstr(e.text, v->says) == NULL))
		fail_msg("\"%s\": %d \"%s\", wanted \"%s\"", v->value, rc,
		    e.text, v->says == NULL ? "" : v->says);
}

static void
rules(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(values); i++)
		one_value(&values[i]);
}

static void
email_lengths(void **state)
{
	char local[66], domain[300], all[400];
	struct err e;

	(void)state;
	memset(local, 'a', sizeof(local));
	for (size_t n = 64; n <= 65; n++) {
		snprintf(all, sizeof(all), "%.*s@example.com", (int)n, local);
		assert_int_equal(
		    check_email(all, NULL, &e), n == 64 ? 0 : ERR_INVALID);
	}
	assert_non_null(strstr(e.text, "at most 64"));
	for (size_t i = 0; i < sizeof(domain); i++)
		domain[i] = i % 50 == 49 ? '.' : 'b';
	snprintf(all, sizeof(all), "a@%.*s", 255, domain);
	assert_int_equal(check_email(all, NULL, &e), 0);
	snprintf(all, sizeof(all), "a@%.*s", 256, domain);
	assert_int_equal(check_email(all, NULL, &e), ERR_INVALID);
	assert_non_null(strstr(e.text, "at most 255"));
	memset(domain, 'b', 64); /* a label has 63 at most */
	snprintf(all, sizeof(all), "a@%.*s.com", 63, domain);
	assert_int_equal(check_email(all, NULL, &e), 0);
	snprintf(all, sizeof(all), "a@%.*s.com", 64, domain);
	assert_int_equal(check_email(all, NULL, &e), ERR_INVALID);
}

/* d10 and d11 find every single wrong digit. */
static void
tckn_single_errors(void **state)
{
	char v[] = "74638291000";

	(void)state;
	assert_true(check_tckn_valid(v));
	for (size_t i = 0; i < 11; i++) {
		char right = v[i];

		for (int d = 0; d < 10; d++) {
			v[i] = "0123456789"[d];
			assert_int_equal(check_tckn_valid(v), v[i] == right);
		}
		v[i] = right;
	}
}

/* What one field of an otherwise right form says. */
static const struct {
	enum field_id id;
	const char *value;
	const char *says;
} form[] = {
	{ FIELD_REASON, "renewal", NULL },
	{ FIELD_REASON, "Renewal", "one of the list" },
	{ FIELD_REASON, "", "please choose" },
	{ FIELD_READER, "big", "one of the list" },
	{ FIELD_VALIDITY, "5", "one of the list" },
	{ FIELD_CHANNEL, "", "please choose" },
	{ FIELD_CHANNEL, "fax", "one of the list" },
	{ FIELD_OPERATOR, "turkcell", "one of the list" },
	{ FIELD_TITLE, "BAHÇIVAN", NULL }, /* typed, not in the list */
	{ FIELD_TCKN, "10000000147", "last digit" },
	{ FIELD_NAME, "", "please fill it in" },
	{ FIELD_NAME, "R2D2", "remove \"2\"" },
	{ FIELD_EMPLOYER, "", "personnel record" },
	{ FIELD_REGISTRY_NO, "", NULL },
	{ FIELD_EXTENSION, "", NULL },
	{ FIELD_HOME_PHONE, "", NULL },
	{ FIELD_HOME_PHONE, "-", "digits only" },
	{ FIELD_WORK_PHONE, "", "please fill it in" },
	{ FIELD_MOBILE, "0530 123 45 6", "1 is missing" },
	{ FIELD_MOBILE, "0530 123 45 6l", "remove \"l\"" },
	{ FIELD_MOBILE, "00 90 530 1234567", NULL },
	{ FIELD_POSTCODE, "72050", "belongs to BATMAN MERKEZ / BATMAN" },
	{ FIELD_DISTRICT, "BATMAN MERKEZ", "no such district" },
	{ FIELD_DISTRICT, "", "please choose" },
	{ FIELD_PROVINCE, "MUS", "no such province" },
	{ FIELD_WORD, "10000000146", "ID number" },
	{ FIELD_WORD, "x100 000 001-46", "ID number" },
	{ FIELD_WORD, "örnekörnek", "name or surname" },
	{ FIELD_WORD, "ORNEK12345", "name or surname" },
	{ FIELD_WORD, "çokAyşe12", "name or surname" },
	{ FIELD_WORD, "benimNURum", "name or surname" },
	{ FIELD_WORD, "x05031980", "date of birth" },
	{ FIELD_WORD, "5.3.1980xx", "date of birth" },
	{ FIELD_WORD, "1980-03-05", "date of birth" },
	{ FIELD_WORD, "abcd050380", "date of birth" },
	{ FIELD_WORD, "800305abc", "date of birth" },
	{ FIELD_WORD, "05/3/1980", "date of birth" },
	{ FIELD_WORD, "", "please fill it in" },
	{ FIELD_WORD_AGAIN, "mavi kapi 8", "differ" },
	{ FIELD_WORD_AGAIN, "Mavi kapi 7", "differ" },
	{ FIELD_WORD_AGAIN, "mavi kapi 7", NULL },
	{ FIELD_ADDRESS, "Bir\niki\nüç", NULL },
};

static void
form_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(form); i++) {
		struct record *r = person();
		struct err e;
		int rc;

		err_clear(&e);
		put(r, form[i].id, form[i].value);
		rc = check_field(r, form[i].id, &e);
		if (rc != (form[i].says == NULL ? 0 : ERR_INVALID) ||
		    (form[i].says != NULL &&
			strstr(e.text, form[i].says) == NULL))
			fail_msg("%s \"%s\": %d \"%s\"",
			    field(form[i].id)->name, form[i].value, rc, e.text);
		if (rc < 0)
			assert_string_equal(e.field, field(form[i].id)->name);
		record_free(r);
	}
}

/* Nothing typed in secret is quoted. */
static void
word_is_not_quoted(void **state)
{
	struct record *r = person();
	struct err e;

	(void)state;
	put(r, FIELD_WORD, "ORNEKxyzzy");
	assert_int_equal(check_field(r, FIELD_WORD, &e), ERR_INVALID);
	assert_null(strstr(e.text, "xyzzy"));
	assert_int_equal(check_field(r, FIELD_WORD_AGAIN, &e), ERR_INVALID);
	assert_null(strstr(e.text, "xyzzy"));
	assert_null(strstr(e.text, "mavi"));
	record_free(r);
}

static void
word_lengths(void **state)
{
	char v[70];

	(void)state;
	memset(v, 'q', sizeof(v));
	v[64] = '\0';
	assert_int_equal(check_word(v, NULL, NULL), 0);
	v[64] = 'q';
	v[65] = '\0';
	assert_int_equal(check_word(v, NULL, NULL), ERR_INVALID);
}

static void
short_names_are_free(void **state)
{
	struct record *r = person();

	(void)state;
	put(r, FIELD_NAME, "SU");
	put(r, FIELD_SURNAME, "ÖZ");
	put(r, FIELD_WORD, "susam özü 1");
	assert_int_equal(check_field(r, FIELD_WORD, NULL), 0);
	record_free(r);
}

static void
whole_record(void **state)
{
	struct record *r = person();
	struct err bad[FIELD_COUNT];

	(void)state;
	assert_int_equal(
	    check_record(r, FIELD_FORM_FIRST, FIELD_FORM_LAST, bad), 0);
	for (size_t i = 0; i < FIELD_COUNT; i++)
		assert_string_equal(bad[i].text, "");
	put(r, FIELD_EMAIL, "x");
	put(r, FIELD_TITLE, "");
	assert_int_equal(
	    check_record(r, FIELD_FORM_FIRST, FIELD_FORM_LAST, bad), 2);
	assert_int_equal(
	    check_record(r, FIELD_FORM_FIRST, FIELD_FORM_LAST, NULL), 2);
	assert_non_null(strstr(bad[FIELD_EMAIL].text, "no \"@\""));
	assert_string_equal(bad[FIELD_TITLE].field, "title");
	assert_string_equal(bad[FIELD_CHANNEL].text, "");
	assert_int_equal(
	    check_record(r, FIELD_LOGIN_FIRST, FIELD_LOGIN_LAST, bad), 6);
	record_free(r);
}

static void
first_application(void **state)
{
	struct record *r = person();
	struct err e;

	(void)state;
	record_set_renewal(r, false);
	assert_int_equal(check_field(r, FIELD_REASON, &e), ERR_INVALID);
	assert_non_null(strstr(e.text, "first application"));
	put(r, FIELD_REASON, "");
	assert_int_equal(
	    check_record(r, FIELD_FORM_FIRST, FIELD_FORM_LAST, NULL), 0);
	record_free(r);
}

static void
characters_not_bytes(void **state)
{
	struct record *r = person();
	char v[400] = "";
	struct err e;

	(void)state;
	for (size_t i = 0; i < 121; i++)
		memcpy(v + 2 * i, "Ş", 3);
	put(r, FIELD_UNIT, v);
	assert_int_equal(check_field(r, FIELD_UNIT, &e), ERR_INVALID);
	assert_non_null(strstr(e.text, "at most 120 characters; it has 121"));
	v[240] = '\0';
	put(r, FIELD_UNIT, v);
	assert_int_equal(check_field(r, FIELD_UNIT, &e), 0);
	record_free(r);
}

static void
warnings(void **state)
{
	static const struct {
		enum field_id id;
		const char *value, *says;
	} cases[] = {
		{ FIELD_WORK_PHONE, "4361234567", NULL },
		{ FIELD_WORK_PHONE, "3121234567",
		    "312 is of ANKARA, not of MUŞ" },
		{ FIELD_WORK_PHONE, "4445576", NULL },
		{ FIELD_HOME_PHONE, "2161234567", "İSTANBUL" },
		{ FIELD_HOME_PHONE, "", NULL },
		{ FIELD_MOBILE, "5301234567", NULL },
		{ FIELD_MOBILE, "5511234567", NULL },
		{ FIELD_MOBILE, "5616112345", NULL },
		{ FIELD_MOBILE, "5801234567", "580" },
		{ FIELD_OPERATOR, "VODAFONE", NULL }, /* numbers are portable */
		{ FIELD_EMAIL, "a@kurum.example", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct record *r = person();
		struct err e;

		err_clear(&e);
		put(r, cases[i].id, cases[i].value);
		assert_int_equal(
		    check_warning(r, cases[i].id, &e), cases[i].says != NULL);
		if (cases[i].says != NULL)
			assert_non_null(strstr(e.text, cases[i].says));
		assert_int_equal(check_field(r, cases[i].id, &e), 0);
		record_free(r);
	}
}

/* Each il's own area code gives no warning, each other's does. */
static void
area_of_each_province(void **state)
{
	struct record *r = person();

	(void)state;
	for (unsigned c = 200; c < 500; c++) {
		char phone[16], code[4];
		int p;

		snprintf(code, sizeof(code), "%03u", c % 1000);
		p = place_of_area_code(code);
		if (p < 0)
			continue;
		snprintf(phone, sizeof(phone), "%s1234567", code);
		put(r, FIELD_WORK_PHONE, phone);
		put(r, FIELD_PROVINCE, place_province((size_t)p));
		assert_false(check_warning(r, FIELD_WORK_PHONE, NULL));
		put(r, FIELD_PROVINCE,
		    place_province(((size_t)p + 1) % PLACE_PROVINCES));
		assert_true(check_warning(r, FIELD_WORK_PHONE, NULL));
	}
	record_free(r);
}

static void
outside_the_form(void **state)
{
	static const struct {
		int (*check)(const char *, struct err *);
		const char *value, *says;
	} cases[] = {
		{ check_pin, "1234", NULL },
		{ check_pin, "123456789012", NULL },
		{ check_pin, "123", "4 to 12" },
		{ check_pin, "", "type the PIN" },
		{ check_pin, "1234567890123", "4 to 12" },
		{ check_pin, "12a4", "digits only" },
		{ check_sms_code, "012345", NULL },
		{ check_sms_code, "01234", "1 is missing" },
		{ check_sms_code, "0123456", "1 is too many" },
		{ check_sms_code, "01234O", "remove \"O\"" },
		{ check_sign_code, "123456789012345", NULL },
		{ check_sign_code, "12345 67890 12345", NULL },
		{ check_sign_code, "12345-67890-12345 ", NULL },
		{ check_sign_code, "023456789012345", "begin with 0" },
		{ check_sign_code, "12345678901234", "1 is missing" },
		{ check_sign_code, "1234567890123456", "1 is too many" },
		{ check_sign_code, "1234567890123456789012345678",
		    "15 digits" },
		{ check_sign_code, "12345678901234x", "remove \"x\"" },
		{ check_sign_code, "", "15 are missing" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err e;
		int rc = cases[i].check(cases[i].value, &e);

		assert_int_equal(rc, cases[i].says == NULL ? 0 : ERR_INVALID);
		if (cases[i].says != NULL &&
		    strstr(e.text, cases[i].says) == NULL)
			fail_msg("\"%s\": \"%s\"", cases[i].value, e.text);
	}
}

static void
new_pins(void **state)
{
	static const struct {
		const char *pin;
		const char *says; /* part of the sentence; NULL: it is right */
	} cases[] = {
		{ "573924", NULL },
		{ "1928", NULL },
		{ "123457", NULL },
		{ "777778", NULL },
		{ "135790", NULL },
		{ "001000", NULL },
		{ "123", "4 to 12" },
		{ "", "type the PIN" },
		{ "12345a", "digits only" },
		{ "0000", "one digit" },
		{ "999999999999", "one digit" },
		{ "123456", "order" },
		{ "654321", "order" },
		{ "7890", "order" },
		{ "890123", "order" },
		{ "3210", "order" },
		{ "2109", "order" },
		/* Born on 07.03.1985. */
		{ "070385", "birth" },
		{ "850307", "birth" },
		{ "07031985", "birth" },
		{ "19850307", "birth" },
		{ "0703", "birth" },
		{ "1985", "birth" },
		{ "031985", "birth" },
		{ "0703198", "birth" },
		{ "1070385", "birth" },
		{ "0703852", "birth" },
		{ "1000", "T.C. kimlik" },
		{ "100000", "T.C. kimlik" },
		{ "10000000146", "T.C. kimlik" },
	};
	struct err e;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int rc = check_new_pin(
		    cases[i].pin, "07.03.1985", "10000000146", &e);

		assert_int_equal(rc, cases[i].says == NULL ? 0 : ERR_INVALID);
		if (cases[i].says != NULL &&
		    strstr(e.text, cases[i].says) == NULL)
			fail_msg("\"%s\": \"%s\"", cases[i].pin, e.text);
	}
	assert_int_equal(check_new_pin("070385", NULL, NULL, &e), 0);
	assert_int_equal(check_new_pin("070385", "", "", &e), 0);
	assert_int_equal(check_new_pin("070385", "nonsense", NULL, &e), 0);
	assert_int_equal(check_new_pin("1000", NULL, NULL, &e), 0);
	assert_int_equal(check_new_pin("7777", NULL, NULL, &e), ERR_INVALID);
	assert_string_equal(e.reason, "pin-weak");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules),
		cmocka_unit_test(email_lengths),
		cmocka_unit_test(tckn_single_errors),
		cmocka_unit_test(form_fields),
		cmocka_unit_test(word_is_not_quoted),
		cmocka_unit_test(word_lengths),
		cmocka_unit_test(short_names_are_free),
		cmocka_unit_test(whole_record),
		cmocka_unit_test(first_application),
		cmocka_unit_test(characters_not_bytes),
		cmocka_unit_test(warnings),
		cmocka_unit_test(area_of_each_province),
		cmocka_unit_test(outside_the_form),
		cmocka_unit_test(new_pins),
	};

	lang_set(LANG_EN);
	clock_set(NULL, november_2026);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
