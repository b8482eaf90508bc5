#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/lang.h"
#include "base/text.h"
#include "people.h"

static void
catalogue(void **state)
{
	(void)state;
	for (int id = 0; id < FIELD_COUNT; id++) {
		const struct field_def *f = field((enum field_id)id);

		assert_int_equal(f->id, id);
		assert_true(f->name[0] != '\0' && f->label[0] != '\0');
		assert_true(f->help != NULL && f->help[0] != '\0');
		assert_true(f->max > 0);
		assert_true(field_section_label(f->section)[0] != '\0');
		for (const struct field_choice *c = f->choices;
		     c != NULL && c->value != NULL; c++)
			assert_true(text_length(c->value) <= f->max);
		if (id >= FIELD_FORM_FIRST)
			assert_ptr_equal(field_by_name(f->name), f);
	}
	assert_null(field_by_name("image_text"));
	assert_null(field_by_name(""));
}

/* 25 fields; 7 of them locked; 16 of the others compulsory on a renewal. */
static void
form_counts(void **state)
{
	int fields = 0, locked = 0, starred = 0;

	(void)state;
	for (int id = FIELD_FORM_FIRST; id <= (int)FIELD_FORM_LAST; id++) {
		fields++;
		if (field_locked((enum field_id)id))
			locked++;
		else
			starred += field((enum field_id)id)->starred;
	}
	assert_int_equal(fields, 25);
	assert_int_equal(locked, 7);
	assert_int_equal(starred, 16);
}

static void
normal_forms(void **state)
{
	static const struct {
		enum field_id id;
		const char *typed, *kept;
	} cases[] = {
		{ FIELD_MOBILE, "5301234567", "5301234567" },
		{ FIELD_MOBILE, "0530 123 45 67", "5301234567" },
		{ FIELD_MOBILE, "+90 (530) 123-45-67", "5301234567" },
		{ FIELD_MOBILE, "0090 530 1234567", "5301234567" },
		{ FIELD_MOBILE, "+90 0530 123 45 67", "5301234567" },
		{ FIELD_MOBILE, "90530123456", "90530123456" },
		{ FIELD_MOBILE, " 530 123  45 6l ", "530 123 45 6l" },
		{ FIELD_MOBILE, "abc", "abc" },
		{ FIELD_MOBILE, "", "" },
		{ FIELD_HOME_PHONE, " - ", "-" },
		{ FIELD_WORK_PHONE, "444 5 576", "4445576" },
		{ FIELD_MOBILE, "123456789012345678901234567890",
		    "123456789012345678901234567890" },
		{ FIELD_MOBILE, "５３０", "５３０" },
		{ FIELD_NAME, "  ayşe   ışıl ", "AYŞE IŞIL" },
		{ FIELD_NAME, "ibrahim", "İBRAHİM" },
		{ FIELD_NAME,
		    "AYS\xcc\xa7"
		    "E",
		    "AYŞE" },
		{ FIELD_BIRTH_DATE, "5/3/1980", "05.03.1980" },
		{ FIELD_BIRTH_DATE, "05031980", "05.03.1980" },
		{ FIELD_BIRTH_DATE, "31.02.1980", "31.02.1980" },
		{ FIELD_BIRTH_DATE, "dün", "dün" },
		{ FIELD_TCKN, "100 000 001 46", "10000000146" },
		{ FIELD_TCKN, "1000000014O", "1000000014O" },
		{ FIELD_ADDRESS, " A  b \n\n c ", "A b\n\nc" },
		{ FIELD_WORD, " iki  boşluk ", " iki  boşluk " },
		{ FIELD_WORD, "s\xcc\xa7", "ş" },
		{ FIELD_EMAIL, " a@example.com ", "a@example.com" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *v = field_normal(cases[i].id, cases[i].typed);
		char *again;

		assert_string_equal(v, cases[i].kept);
		again = field_normal(cases[i].id, v);
		assert_string_equal(again, v);
		free(again);
		free(v);
	}
	assert_null(field_normal(FIELD_NAME, "\xff"));
	assert_null(field_normal(FIELD_WORD, "\xff"));
	assert_null(field_normal(FIELD_MOBILE, "\xff"));
}

static void
shown(void **state)
{
	static const struct {
		enum field_id id;
		const char *value, *text;
	} cases[] = {
		{ FIELD_MOBILE, "5301234567", "0530 123 45 67" },
		{ FIELD_MOBILE, "530123456", "530123456" },
		{ FIELD_MOBILE, "ÇÇÇÇÇ", "ÇÇÇÇÇ" }, /* 10 bytes */
		{ FIELD_MOBILE, "", "" },
		{ FIELD_WORK_PHONE, "4445576", "444 5 576" },
		{ FIELD_REASON, "lost", "Lost or stolen" },
		{ FIELD_REASON, "what", "what" },
		{ FIELD_OPERATOR, "TURKCELL", "TURKCELL" },
		{ FIELD_NAME, "AYŞE", "AYŞE" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *v = field_shown(cases[i].id, cases[i].value);

		assert_string_equal(v, cases[i].text);
		free(v);
	}
}

static void
records(void **state)
{
	struct record *r = person(), *c;
	char many[1000];
	struct err e;

	(void)state;
	assert_string_equal(record_get(r, FIELD_NAME), "AYŞE NUR");
	assert_string_equal(record_get(r, FIELD_EXTENSION), "");
	c = record_copy(r);
	put(r, FIELD_NAME, "ALİ");
	assert_string_equal(record_get(c, FIELD_NAME), "AYŞE NUR");
	assert_true(record_renewal(c));
	assert_int_equal(record_set(r, FIELD_NAME, "\xff", &e), ERR_INVALID);
	assert_string_equal(e.field, "name");
	assert_int_equal(
	    record_set(r, FIELD_NAME, "A\xe2\x80\xae", &e), ERR_INVALID);
	assert_string_equal(e.reason, "control");
	assert_int_equal(record_set(r, FIELD_NAME, "A\nB", &e), ERR_INVALID);
	assert_int_equal(record_set(r, FIELD_ADDRESS, "A\nB", &e), 0);
	memset(many, 'a', sizeof(many));
	many[999] = '\0';
	assert_int_equal(record_set(r, FIELD_NAME, many, &e), ERR_INVALID);
	assert_string_equal(e.reason, "too-long");
	many[0] = '\0'; /* letters whose capital is two */
	for (size_t i = 0; i < 250; i++)
		memcpy(many + 2 * i, "\xc5\x89", 3);
	assert_int_equal(record_set(r, FIELD_NAME, many, &e), ERR_INVALID);
	assert_string_equal(record_get(r, FIELD_NAME), "ALİ");
	record_free(r);
	record_free(c);
	record_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(catalogue),
		cmocka_unit_test(form_counts),
		cmocka_unit_test(normal_forms),
		cmocka_unit_test(shown),
		cmocka_unit_test(records),
	};

	lang_set(LANG_EN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
