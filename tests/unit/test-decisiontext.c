/* The text of a decision: names of fields as people read them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/decisiontext.h"
#include "model/field.h"
#include "base/banned.h"

static void
build(const char *reason, const char *fields, struct buf *out, int expected)
{
	struct record *r = record_new();
	struct err e = { 0 };
	const struct decisiontext d = { .event = EVENT_REQUEST_CORRECTION,
		.number = "2026-000001",
		.portal = "Portal",
		.province = "MUŞ",
		.date = "21.11.2026",
		.reason = reason,
		.fields = fields,
		.digest = "00",
		.record = r };

	assert_non_null(r);
	assert_int_equal(decisiontext_build(&d, out, &e), expected);
	err_clear(&e);
	record_free(r);
}

static void
names_as_labels(void **state)
{
	static const struct {
		const char *names, *line;
	} cases[] = {
		{ "", "\nDÜZELTİLECEK ALANLAR: -\n" },
		{ "unit", "\nDÜZELTİLECEK ALANLAR: Çalıştığı Birim\n" },
		{ "unit work_phone",
		    "\nDÜZELTİLECEK ALANLAR: Çalıştığı Birim, İş Telefonu\n" },
		{ "units", "\nDÜZELTİLECEK ALANLAR: units\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_INIT(DECISIONTEXT_MAX);

		build("Eksik", cases[i].names, &out, 0);
		assert_non_null(strstr(buf_str(&out), cases[i].line));
		buf_free(&out);
	}
}

/* Every field that can be asked for has a label of its own. */
static void
every_field(void **state)
{
	(void)state;
	for (int id = FIELD_FORM_FIRST; id <= FIELD_FORM_LAST; id++) {
		const struct field_def *f = field((enum field_id)id);
		struct buf out = BUF_INIT(DECISIONTEXT_MAX);
		char line[128];

		build("Eksik", f->name, &out, 0);
		snprintf(line, sizeof(line), ": %s\n", f->name);
		assert_int_equal(strstr(buf_str(&out), line) != NULL,
		    field_locked(f->id) || f->kind == KIND_SECRET);
		buf_free(&out);
	}
}

static void
controls(void **state)
{
	struct buf out = BUF_INIT(DECISIONTEXT_MAX);

	(void)state;
	build("a\nKARAR: ONAY", "unit", &out, ERR_INVALID);
	build("a", "unit\nb", &out, ERR_INVALID);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_as_labels),
		cmocka_unit_test(every_field),
		cmocka_unit_test(controls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
