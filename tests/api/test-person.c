/* The office's commands about one person, the imports, and what is forgotten
 * by itself. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <sqlite3.h>

#include "base/file.h"
#include "command-world.h"
#include "personal-world.h"
#include "portal/flow/personal.h"
#include "portal/flow/retention.h"
#include "portal/store/audit.h"
#include "portal/store/issued.h"
#include "portal/store/officer.h"
#include "portal/store/person-data.h"
#include "portal/store/stamp.h"
#include "base/banned.h"

#define DAY INT64_C(86400)

static const struct msg_empty none;
static struct world *world;

#define RUN(cmd, ...) COMMAND(world, cmd, "command", __VA_ARGS__)

static void
write_file(const char *name, const char *text, char path[128])
{
	snprintf(path, 128, "%s/%s", world->dir, name);
	assert_int_equal(file_write(path, text, strlen(text), 0600, NULL), 0);
}

static int
open_commands(void **state)
{
	if (world_open(state) < 0)
		return -1;
	world = *state;
	command_open(*state);
	return 0;
}

static int
close_commands(void **state)
{
	command_close();
	return world_close(state);
}

/* About whom the newest row of that event is: by his hash, not his number. */
static void
expect_noted(struct world *w, const char *event, const char *tckn)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *st = NULL;
	char name[PERSONAL_NAME];

	assert_int_equal(sqlite3_open(w->db, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db,
		"SELECT detail FROM audit WHERE event = ? ORDER BY id DESC", -1,
		&st, NULL),
	    SQLITE_OK);
	sqlite3_bind_text(st, 1, event, -1, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(st, 0),
	    personal_name(&w->flow, tckn, name));
	sqlite3_finalize(st);
	sqlite3_close(db);
}

static void
resets_a_word(void **state)
{
	struct world *w = *state;
	char word[16] = "";
	const char *at;

	personal_delivered(w, STATE_DELIVERED);
	assert_int_equal(RUN(cmd_reset_word, "1"), 1);
	assert_int_equal(RUN(cmd_reset_word, AYSE), 1);
	command_need("no account");
	assert_int_equal(RUN(cmd_reset_word, NULL), 2);
	assert_int_equal(RUN(cmd_reset_word, MEHMET), 0);
	expect_noted(w, "word_reset", MEHMET);
	at = strstr(command_said, "next login is ");
	assert_non_null(at);
	snprintf(word, sizeof(word), "%.14s", at + 14);
	assert_int_equal(personal_word(w, MEHMET, WORD), ERR_DENIED);
	assert_int_equal(personal_word(w, MEHMET, word), 0);
}

static void
searches_and_counts(void **state)
{
	personal_delivered(*state, STATE_DELIVERED);
	assert_int_equal(RUN(cmd_search, MEHMET), 0);
	command_need("delivered");
	assert_null(strstr(command_said, MEHMET)); /* never a whole number */
	assert_int_equal(RUN(cmd_search, "2026-000001"), 0);
	command_need("delivered");
	assert_int_equal(RUN(cmd_search, "mehmet"), 0);
	command_need("delivered");
	assert_int_equal(RUN(cmd_search, "2026-999999"), 1);
	assert_int_equal(RUN(cmd_search, "kimse yok"), 1);
	command_need("Nobody");
	assert_int_equal(RUN(cmd_search, NULL), 2);
	assert_int_equal(RUN(cmd_statistics, "x"), 2);
	assert_int_equal(RUN(cmd_statistics, NULL), 0);
	command_need("applications\tdelivered\t1\n");
	command_need("accounts\tword_set\t1\n");
	command_need("certificates\tunopened\t1\n");
	command_need("registers\tpopulation\t");
}

static void
imports(void **state)
{
	static const struct {
		const char *text, *part;
		int status;
	} cases[] = {
		{ "tckn;name;surname;birth_place;birth_date\n"
		  "20000000046;can;öz;van;1.1.1990\n",
		    "1 entry was new", 0 },
		{ "tckn;name;surname;birth_place;birth_date\n"
		  "20000000046;CAN;ÖZ;VAN;01.01.1990\n",
		    "0 entries were new", 0 },
		{ "tckn;name;surname;birth_place;birth_date\n"
		  "20000000046;CAN;ÖZ;VAN;01.01.1990\n"
		  "20000000046;CEM;ÖZ;VAN;01.01.1990\n",
		    "1 entry was new", 0 },
		{ "tckn;name;surname;birth_place;birth_date\n"
		  "20000000046;ECE;ÖZ;VAN;01.01.1990\n"
		  "20000000047;ECE;ÖZ;VAN;01.01.1990\n",
		    "line 3", 1 },
		{ "tckn;name;surname;birth_place;birth_date\n"
		  "20000000046;CAN;\xd6Z;VAN;01.01.1990\n",
		    "Windows-1254", 1 },
		{ "tckn;name;surname;birth_place;birth_date\n"
		  "20000000046;CAN;\x99Z;VAN;01.01.1990\n",
		    "IBM857", 1 },
		{ "\xff\xfet", "UTF-16", 1 },
	};
	struct world *w = *state;
	struct person p;
	char path[128];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		write_file("people.csv", cases[i].text, path);
		assert_int_equal(
		    RUN(cmd_import_population, path), cases[i].status);
		command_need(cases[i].part);
	}
	/* Nothing of the files with an error is there. */
	assert_int_equal(
	    store_person_find(w->flow.store, "20000000046", &p, NULL), 0);
	assert_string_equal(p.name, "CEM");
}

/* Who waits for an approval is judged by the new record at once. */
static void
imports_staff(void **state)
{
	struct world *w = *state;
	struct store *s = w->flow.store;
	struct application a;
	struct application_move m = { .event = EVENT_CHOOSE_CONSENT,
		.role = ROLE_APPLICANT,
		.to = STATE_SUBMITTED };
	struct queue_counts n;
	char path[128];

	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	assert_int_equal(store_application_open(s, AYSE, &a, NULL), 0);
	assert_int_equal(store_application_move(s, &a, &m, w->now, NULL), 0);
	assert_int_equal(store_queue_enter(s, a.id, w->now, NULL), 0);
	assert_int_equal(
	    store_queue_counts(s, a.province, "2026-11-21", 0, &n, NULL), 0);
	assert_int_equal(n.meeting, 1);
	write_file("staff.csv",
	    "tckn;employer;registry_no;unit;title;province;assigned_from;"
	    "assigned_until\n" AYSE
	    ";MEB;1;OKUL;ÖĞRETMEN;MUŞ;01.09.2020;01.09.2026\n",
	    path);
	assert_int_equal(RUN(cmd_import_staff, path), 0);
	assert_int_equal(
	    store_queue_counts(s, a.province, "2026-11-21", 0, &n, NULL), 0);
	assert_int_equal(n.waiting, 1);
	assert_int_equal(n.meeting, 0);
	application_clear(&a);
}

/* Something of every kind about MEHMET, who is through with all of it. */
static void
live(struct world *w)
{
	struct store *s = w->flow.store;
	struct statement t = { MEHMET, "consent_given", "metin " MEHMET, 17,
		(const unsigned char *)"cms", (const unsigned char *)"cert", 3,
		4, w->now };
	struct evidence v = { .application = 1,
		.text = "ADI: MEHMET",
		.text_len = 11,
		.cms = (const unsigned char *)"cms",
		.cms_len = 3,
		.certificate = (const unsigned char *)"cert",
		.certificate_len = 4,
		.received_at = w->now };

	personal_delivered(w, STATE_DELIVERED);
	personal_enter(w, MEHMET, WORD);
	assert_int_equal(personal_act(w, NEW_CARD, "open", NULL), 0);
	assert_int_equal(store_statement_add(s, &t, NULL), 0);
	assert_int_equal(store_evidence_add(s, &v, NULL), 0);
	assert_int_equal(store_stamp_add(s, 1, w->now, NULL), 0);
	assert_int_equal(store_consent_set(s, MEHMET, true, w->now, NULL), 0);
	personal_word(w, MEHMET, "yanlis sozcuk");
}

static void
exports_a_person(void **state)
{
	struct world *w = *state;
	char path[128];
	json_t *j;

	live(w);
	snprintf(path, sizeof(path), "%s/out.json", w->dir);
	assert_int_equal(RUN(cmd_export_person, MEHMET), 2);
	assert_int_equal(
	    RUN(cmd_export_person, "20000000046", "--out", path), 1);
	assert_int_equal(RUN(cmd_export_person, MEHMET, "--out", path), 0);
	expect_noted(w, "person_exported", MEHMET);
	j = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(j);
	assert_string_equal(
	    json_string_value(json_object_get(j, "tckn")), MEHMET);
	assert_int_equal(
	    json_array_size(json_object_get(j, "applications")), 1);
	assert_int_equal(json_array_size(json_object_get(j, "evidence")), 1);
	assert_int_equal(json_array_size(json_object_get(j, "statements")), 1);
	assert_int_equal(
	    json_array_size(json_object_get(j, "certificates")), 1);
	assert_true(json_array_size(json_object_get(j, "history")) >= 3);
	assert_true(json_array_size(json_object_get(j, "form_fields")) > 8);
	assert_true(json_array_size(json_object_get(j, "messages")) >= 2);
	/* Neither the word's hash nor the PIN. */
	json_decref(j);
	{
		struct buf text = BUF_INIT(1024UL * 1024);

		assert_int_equal(file_read(path, &text, NULL), 0);
		assert_null(strstr(buf_str(&text), "argon2"));
		assert_null(strstr(buf_str(&text), "\"pin\""));
		buf_free(&text);
	}
}

/* Whether these bytes are anywhere in the database or its log. */
static bool
remains(struct world *w, const char *what)
{
	static const char *const ends[] = { "", "-wal" };
	bool yes = false;

	for (size_t i = 0; i < 2; i++) {
		struct buf file = BUF_INIT(64UL * 1024 * 1024);
		char path[128];

		snprintf(path, sizeof(path), "%s%s", w->db, ends[i]);
		assert_int_equal(file_read(path, &file, NULL), 0);
		yes = yes || (file.len > 0 && memmem(file.data, file.len, what,
						  strlen(what)) != NULL);
		buf_free(&file);
	}
	return yes;
}

static void
history_holds(struct world *w)
{
	unsigned char head[STORE_HASH];
	int64_t rows, bad;

	assert_int_equal(
	    store_audit_verify(w->flow.store, &rows, head, &bad, NULL), 0);
	assert_true(rows > 3);
}

static void
erases_a_person(void **state)
{
	struct world *w = *state;
	live(w);
	assert_int_equal(RUN(cmd_erase_person, "20000000046", "--yes"), 1);
	assert_int_equal(RUN(cmd_erase_person, MEHMET, "--yes"), 1);
	command_need("revoked first");
	assert_int_equal(personal_word(w, MEHMET, WORD), 0);
	personal_enter(w, MEHMET, WORD);
	assert_int_equal(personal_act(w, NEW_CARD, "revoke", "stopped"), 0);
	assert_int_equal(world_login(w, MEHMET), 0);
	assert_int_equal(RUN(cmd_erase_person, MEHMET, "--yes"), 1);
	command_need("open application");
	world_want(w, &op_cancel, &none);
	assert_int_equal(
	    RUN(cmd_erase_person, MEHMET, "--evidence", "--yes"), 0);
	world_refused(w, &op_application, &none, ERR_DENIED, "session");
	history_holds(w);
	assert_true(remains(w, NEW_CARD)); /* on the revocation list */
	assert_false(remains(w, MEHMET));
	assert_false(remains(w, "MEHMET"));
	assert_false(remains(w, MOBILE));
	assert_false(remains(w, "ayse.ogretmen@example.org"));
	assert_false(remains(w, "argon2"));
	assert_int_equal(RUN(cmd_erase_person, MEHMET, "--yes"), 1);
	command_need("knows nothing");
}

/* Signed texts stay for their time, everything else goes. */
static void
keeps_the_evidence(void **state)
{
	struct world *w = *state;
	int64_t now = w->now;
	bool more;

	live(w);
	personal_enter(w, MEHMET, WORD);
	assert_int_equal(personal_act(w, NEW_CARD, "revoke", "stopped"), 0);
	assert_int_equal(RUN(cmd_erase_person, MEHMET, "--yes"), 0);
	command_need("kept");
	assert_true(remains(w, "ADI: MEHMET"));
	assert_false(remains(w, MOBILE));
	assert_int_equal(flow_retention(w->flow.store, 365, 20,
			     now + 20 * 365 * DAY + 1, &more, NULL),
	    0);
	assert_int_equal(store_checkpoint(w->flow.store, NULL), 0);
	assert_false(remains(w, "ADI: MEHMET"));
	history_holds(w);
}

/* Without a terminal nobody is erased by a slip. */
static void
erases_only_confirmed(void **state)
{
	struct world *w = *state;

	assert_int_equal(RUN(cmd_erase_person, MEHMET), 1);
	command_need("not confirmed");
	assert_true(remains(w, MEHMET));
}

static void
forgets_by_itself(void **state)
{
	struct world *w = *state;
	struct store *s = w->flow.store;
	struct application a;
	struct certificate_holding h;
	int64_t now = w->now;
	bool more;

	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	world_want(w, &op_cancel, &none);
	assert_int_equal(
	    flow_retention(s, 365, 20, now + 364 * DAY, &more, NULL), 0);
	assert_int_equal(store_application_load(s, 1, &a, NULL), 0);
	assert_string_not_equal(record_get(a.record, FIELD_MOBILE), "");
	application_clear(&a);
	assert_int_equal(
	    flow_retention(s, 365, 20, now + 366 * DAY, &more, NULL), 0);
	assert_false(more);
	assert_int_equal(store_application_load(s, 1, &a, NULL), 0);
	assert_string_equal(record_get(a.record, FIELD_MOBILE), "");
	assert_string_equal(a.word, "");
	assert_string_equal(a.tckn, AYSE);
	application_clear(&a);
	/* All demo people's certificates have ended long ago. */
	do {
		assert_int_equal(flow_retention(s, 365, 20,
				     now + 22 * 365 * DAY, &more, NULL),
		    0);
	} while (more);
	assert_int_equal(store_application_load(s, 1, &a, NULL), 0);
	assert_int_equal(a.tckn[0], 'e');
	application_clear(&a);
	assert_int_equal(
	    store_certificate_holding(s, AYSE, NULL, now, &h, NULL), 0);
	assert_false(h.any);
	/* The registers are the imports' business. */
	assert_true(remains(w, AYSE));
	history_holds(w);
}

/* Every table that names a person, a telephone or an address is taken care
 * of: what a new one holds must not be forgotten here. */
static void
knows_every_table(void **state)
{
	static const char *const known[] = { "person", "staff", "certificate",
		"consent", "application", "session", "signing", "officer",
		"statement", "account", "card_secret", "sms_code", "outbox",
		"alert", "language" };
	struct world *w = *state;
	sqlite3 *db = NULL;
	sqlite3_stmt *st = NULL;
	int rows = 0;

	assert_int_equal(sqlite3_open(w->db, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db,
		"SELECT DISTINCT m.name FROM sqlite_master m, "
		"pragma_table_info(m.name) c WHERE m.type = 'table' AND "
		"c.name IN ('tckn', 'phone', 'mobile', 'email', 'address')",
		-1, &st, NULL),
	    SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(st, 0);
		bool found = false;

		for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			found = found || strcmp(known[i], name) == 0;
		if (!found)
			fail_msg("store/person-data.c forgets %s", name);
		rows++;
	}
	assert_int_equal(rows, sizeof(known) / sizeof(known[0]));
	sqlite3_finalize(st);
	sqlite3_close(db);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_commands, close_commands)
	const struct CMUnitTest tests[] = {
		T(resets_a_word),
		T(searches_and_counts),
		T(imports),
		T(imports_staff),
		T(exports_a_person),
		T(erases_a_person),
		T(keeps_the_evidence),
		T(erases_only_confirmed),
		T(forgets_by_itself),
		T(knows_every_table),
	};

	return cmocka_run_group_tests_name("person", tests, NULL, NULL);
}
