/* What goes wrong around a decision, a paper and a card: each is said in its
 * own words, and nothing is lost by it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "command-world.h"
#include "officer-world.h"
#include "personal-world.h"
#include "portal/issue/ca.h"
#include "portal/store/application.h"
#include "portal/store/audit.h"
#include "portal/store/people.h"
#include "sign/cades.h"
#include "base/banned.h"

#define OTHER_TEXT "Another text was signed than the one that was given."

static const struct msg_empty none;

static void
history_holds(struct world *w)
{
	unsigned char head[STORE_HASH];
	int64_t rows, bad;

	assert_int_equal(
	    store_audit_verify(w->flow.store, &rows, head, &bad, NULL), 0);
}

static int
open_faults(void **state)
{
	int rc = world_open(state);

	if (rc == 0)
		command_open(*state);
	return rc;
}

static int
close_faults(void **state)
{
	command_close();
	return world_close(state);
}

/* She cancels, she corrects: what the officer saw is not what is there. */
static void
form_changed(void **state)
{
	struct world *w = *state;
	struct msg_office_application seen = { 0 };
	struct msg_decide d = { 0 };
	struct msg_outcomes o = { 0 };
	struct msg_form_request form = { world_form(true) };
	struct msg_number_request in;
	struct msg_decide_item item;
	char number[20], ali[65], ayse[65], code[16], *text,
	    *numbers[] = { number };

	officer_submit(w, AYSE, number);
	officer_name(w, ALI, IL);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	memcpy(ali, w->token, sizeof(ali));
	in.number = number;
	assert_int_equal(world_call(w, &op_office_application, &in, &seen), 0);
	item = (struct msg_decide_item){ number, seen.version };
	wire_clear(&wire_office_application, &seen);
	/* Sent back and corrected meanwhile. */
	officer_name(w, FATMA, IL);
	assert_int_equal(officer_enter(w, FATMA, "officer"), 0);
	assert_int_equal(officer_decide(w, "correct", "Adres eksik", "address",
			     numbers, 1, &d),
	    0);
	assert_int_equal(officer_sign(w, d.signing.items, FATMA), 0);
	wire_clear(&wire_decide, &d);
	assert_int_equal(world_login(w, AYSE), 0);
	memcpy(ayse, w->token, sizeof(ayse));
	w->now += 61;
	world_prove_phone(w);
	world_want(w, &op_edit, &none);
	assert_int_equal(record_set(form.record, FIELD_ADDRESS,
			     "Zafer Mah. Okul Sok. No:2", NULL),
	    0);
	world_want(w, &op_form, &form);
	w->now += 61;
	world_prove_phone(w);
	world_choose(w, "e-signed");
	world_signing(w, code, &text);
	assert_int_equal(world_sign(w, code, text, AYSE), 0);
	free(text);
	memcpy(w->token, ali, sizeof(ali));
	assert_int_equal(
	    officer_decide_as_seen(w, "approve", "", "", &item, 1, &d), 0);
	assert_false(d.any);
	assert_string_equal(officer_why(&d.refused, number), WHY_CHANGED);
	wire_clear(&wire_decide, &d);
	/* Looked at again, it is approved; cancelled before the signature, it
	 * falls. */
	assert_int_equal(
	    officer_decide(w, "approve", "", "", numbers, 1, &d), 0);
	memcpy(w->token, ayse, sizeof(ayse));
	world_want(w, &op_cancel, &none);
	assert_int_equal(officer_sign(w, d.signing.items, ALI), 0);
	wire_clear(&wire_decide, &d);
	memcpy(w->token, ali, sizeof(ali));
	officer_outcomes(w, &o);
	assert_string_equal(officer_why(&o.outcomes, number), WHY_STATE);
	wire_clear(&wire_outcomes, &o);
	assert_int_equal(officer_state(w, number), STATE_CANCELLED);
	/* And no card is made of it. */
	assert_int_equal(COMMAND(w, cmd_produce, "produce", number, "--request",
			     w->db, "--out", "/dev/null"),
	    1);
	command_need("was cancelled; no card is produced");
	command_need(number);
	record_free(form.record);
	history_holds(w);
}

/* One letter of the text is another one; the true text is still signed. */
static void
text_altered(void **state)
{
	struct world *w = *state;
	struct msg_decide d = { 0 };
	struct msg_outcomes o = { 0 };
	struct msg_signing *g;
	struct msg_sign_text *t;
	char number[20], *numbers[] = { number }, *at, letter;

	officer_submit(w, AYSE, number);
	officer_name(w, ALI, IL);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	assert_int_equal(
	    officer_decide(w, "reject", "Belge yok", "", numbers, 1, &d), 0);
	g = d.signing.items;
	t = g->texts.items;
	at = strstr(t[0].text, "Belge");
	assert_non_null(at);
	letter = *at;
	*at = 'M';
	assert_true(officer_sign(w, g, ALI) < 0);
	assert_string_equal(w->err.text, OTHER_TEXT);
	assert_int_equal(officer_state(w, number), STATE_SUBMITTED);
	officer_outcomes(w, &o);
	assert_string_not_equal(o.state, "signed");
	assert_string_equal(o.refusal, OTHER_TEXT);
	wire_clear(&wire_outcomes, &o);
	*at = letter;
	assert_int_equal(officer_sign(w, g, ALI), 0);
	wire_clear(&wire_decide, &d);
	assert_int_equal(officer_state(w, number), STATE_REJECTED);
	history_holds(w);
}

/* The CA's next list has the certificate of the card. */
static void
publish_revoked(struct world *w, const char *tckn)
{
	struct ca_id *sub = NULL, *card = NULL;
	struct buf cms = BUF_INIT(65536);
	struct ca_revoked gone = { .when = w->now, .reason = 1 };
	struct ca_crl_profile p = { .number = 2,
		.this_update = w->now,
		.next_update = w->now + 86400,
		.revoked = &gone,
		.count = 1 };
	X509_CRL *crl = NULL;
	char cert[160], key[160];

	world_cms(w, "x", tckn, &cms); /* leaves the card as PEM files */
	buf_free(&cms);
	snprintf(cert, sizeof(cert), "%s/cards/%s.der.pem", w->dir, tckn);
	snprintf(key, sizeof(key), "%s/cards/%s.key.pem", w->dir, tckn);
	assert_int_equal(ca_read(&card, cert, key, NULL), 0);
	snprintf(cert, sizeof(cert), "%s/ca/sub.pem", w->dir);
	snprintf(key, sizeof(key), "%s/ca/sub.key", w->dir);
	assert_int_equal(ca_read(&sub, cert, key, NULL), 0);
	gone.id = card;
	assert_int_equal(ca_crl(&crl, sub, &p, NULL), 0);
	snprintf(cert, sizeof(cert), "%s/ca/next.crl", w->dir);
	assert_int_equal(ca_write_crl(cert, crl, NULL), 0);
	assert_int_equal(trust_add_crl_file(w->trust, cert, NULL), 0);
	X509_CRL_free(crl);
	ca_id_free(card);
	ca_id_free(sub);
}

/* Revoked with its CA, and suspended by its owner: neither lets in nor
 * decides, not even in a session that is open. */
static void
card_revoked(void **state)
{
	static const char *const reasons[] = { "revoked", "suspended" };
	static const char *const says[] = { "revoked", "is suspended" };
	struct world *w = *state;
	char ayse[20], *numbers[] = { ayse }, own[65], serial[48];

	officer_submit(w, AYSE, ayse);
	officer_name(w, ALI, IL);
	officer_name(w, FATMA, IL);
	for (int i = 0; i < 2; i++) {
		const char *tckn = i == 0 ? FATMA : ALI;
		struct msg_decide d = { 0 };
		struct msg_outcomes o = { 0 };

		assert_int_equal(officer_enter(w, tckn, "officer"), 0);
		assert_int_equal(
		    officer_decide(w, "approve", "", "", numbers, 1, &d), 0);
		memcpy(own, w->token, sizeof(own));
		if (i == 0) {
			publish_revoked(w, tckn);
		} else {
			personal_serial(w, tckn, serial);
			assert_int_equal(personal_card(w, tckn, "personal"), 0);
			assert_int_equal(
			    personal_act(w, serial, "suspend", NULL), 0);
		}
		memcpy(w->token, own, sizeof(own));
		assert_int_equal(
		    officer_sign(w, d.signing.items, tckn), ERR_DENIED);
		assert_string_equal(w->err.reason, reasons[i]);
		assert_non_null(strstr(w->err.text, says[i]));
		wire_clear(&wire_decide, &d);
		if (i == 0) {
			officer_outcomes(w, &o);
			assert_string_not_equal(o.state, "signed");
			assert_non_null(strstr(o.refusal, says[i]));
			wire_clear(&wire_outcomes, &o);
		} else { /* his session ended with his certificate */
			world_refused(
			    w, &op_outcomes, &none, ERR_DENIED, "session");
		}
		assert_int_equal(personal_card(w, tckn, "officer"), ERR_DENIED);
		assert_string_equal(w->err.reason, reasons[i]);
		assert_int_equal(officer_state(w, ayse), STATE_SUBMITTED);
	}
	/* The office still decides. */
	assert_int_equal(COMMAND(w, cmd_decide, "decide", ayse, "approve"), 0);
	history_holds(w);
}

/* The paper of somebody arrives a second time, before and after a decision. */
static void
paper_twice(void **state)
{
	struct world *w = *state;
	struct application a = { 0 };
	char number[20];
	long version;

	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	world_prove_phone(w);
	world_choose(w, "paper");
	assert_int_equal(
	    store_application_open(w->flow.store, AYSE, &a, NULL), 0);
	snprintf(number, sizeof(number), "%s", a.number);
	application_clear(&a);
	assert_int_equal(
	    COMMAND(w, cmd_decide, "decide", number, "received"), 0);
	version = officer_version(w, number);
	for (int i = 0; i < 2; i++) {
		enum state now = officer_state(w, number);

		assert_int_equal(
		    COMMAND(w, cmd_decide, "decide", number, "received"), 1);
		command_need("has arrived before; nothing was changed");
		assert_int_equal(officer_state(w, number), now);
		if (i == 0)
			assert_int_equal(officer_version(w, number), version);
		if (i == 0)
			assert_int_equal(
			    COMMAND(w, cmd_decide, "decide", number, "approve"),
			    0);
	}
	assert_int_equal(officer_state(w, number), STATE_APPROVED);
	history_holds(w);
}

/* Without a personnel record nobody applies; whose record has gone since he
 * did is shown without one, cannot be approved, and loses nothing. */
static void
no_personnel_record(void **state)
{
	struct world *w = *state;
	struct person p = { "20000000046", "CAN", "ÖZ", "VAN", "01.01.1990" };
	struct staff empty = { .tckn = AYSE, .province = IL };
	struct msg_office_application seen = { 0 };
	struct msg_decide d = { 0 };
	struct msg_number_request in;
	char number[20], *numbers[] = { number };

	assert_int_equal(store_person_put(w->flow.store, &p, NULL), 0);
	assert_int_equal(world_login(w, p.tckn), ERR_DENIED);
	assert_string_equal(w->err.text,
	    "There is no personnel record for you. Please contact the "
	    "personnel office of your institution.");
	officer_submit(w, AYSE, number);
	assert_int_equal(store_staff_put(w->flow.store, &empty, NULL), 0);
	officer_name(w, ALI, IL);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	in.number = number;
	assert_int_equal(world_call(w, &op_office_application, &in, &seen), 0);
	assert_false(seen.meets);
	assert_string_equal(seen.note, "no assignment in the personnel record");
	wire_clear(&wire_office_application, &seen);
	assert_int_equal(
	    officer_decide(w, "approve", "", "", numbers, 1, &d), 0);
	assert_false(d.any);
	assert_string_equal(officer_why(&d.refused, number),
	    "It cannot be approved: no assignment in the personnel record.");
	wire_clear(&wire_decide, &d);
	assert_int_equal(
	    COMMAND(w, cmd_decide, "decide", number, "approve"), 1);
	command_need("The personnel record has no current assignment");
	assert_int_equal(officer_state(w, number), STATE_SUBMITTED);
	/* He may be asked to have it put right. */
	assert_int_equal(
	    officer_decide(w, "reject", "Kayıt yok", "", numbers, 1, &d), 0);
	assert_int_equal(officer_sign(w, d.signing.items, ALI), 0);
	wire_clear(&wire_decide, &d);
	assert_int_equal(officer_state(w, number), STATE_REJECTED);
	history_holds(w);
}

/* A file in another encoding: named, with its line and what to do; nothing of
 * it is there, and what was there stays. */
static void
wrong_encoding(void **state)
{
	static const struct {
		const char *bytes, *says;
	} cases[] = {
		{ "20000000046;\xd6Z;X;VAN;01.01.1990\n", "Windows-1254" },
		{ "20000000046;\x99Z;X;VAN;01.01.1990\n", "IBM857" },
		{ "2\0", "UTF-16" },
	};
	static const char good[] = "20000000046;CAN;ÖZ;VAN;01.01.1990\n";
	struct world *w = *state;
	char path[128], text[512];
	struct person p;

	snprintf(path, sizeof(path), "%s/people.csv", w->dir);
	for (size_t i = 0; i <= sizeof(cases) / sizeof(cases[0]); i++) {
		bool last = i == sizeof(cases) / sizeof(cases[0]);
		int n = snprintf(text, sizeof(text), "%s%s%s%s",
		    !last && strcmp(cases[i].says, "UTF-16") == 0 ? "\xff\xfe"
								  : "",
		    "tckn;name;surname;birth_place;birth_date\n", good,
		    last ? "" : cases[i].bytes);

		assert_int_equal(
		    file_write(path, text, (size_t)n, 0600, NULL), 0);
		assert_int_equal(COMMAND(w, cmd_import_population,
				     "import-population", path),
		    last ? 0 : 1);
		command_need(last ? "1 entry was new" : cases[i].says);
		assert_int_equal(
		    store_person_find(w->flow.store, "20000000046", &p, NULL),
		    last ? 0 : ERR_NOT_FOUND);
	}
	assert_int_equal(store_person_find(w->flow.store, AYSE, &p, NULL), 0);
	history_holds(w);
}

/* Suspended first, as one should, then applied for: that one is the lost one,
 * also where its owner has a second card. */
static void
suspended_is_lost(void **state)
{
	struct world *w = *state;
	struct certificate_holding h;
	struct certificate other, found;
	struct application a = { 0 };
	char lost[48], own[65];

	personal_serial(w, AYSE, lost);
	assert_int_equal(store_certificate_holding(
			     w->flow.store, AYSE, NULL, w->now, &h, NULL),
	    0);
	other = h.newest;
	snprintf(other.serial, sizeof(other.serial), "77");
	other.not_after += 86400;
	personal_account_of(w, AYSE);
	personal_enter(w, AYSE, WORD);
	memcpy(own, w->token, sizeof(own));
	assert_int_equal(personal_act(w, lost, "suspend", NULL), 0);
	assert_int_equal(store_certificate_put(w->flow.store, &other, NULL), 0);
	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, "lost");
	w->now += 60;
	world_prove_phone(w);
	world_choose(w, "paper");
	assert_int_equal(
	    store_application_open(w->flow.store, AYSE, &a, NULL), 0);
	assert_string_equal(a.certificate, lost);
	assert_int_equal(
	    COMMAND(w, cmd_decide, "decide", a.number, "received"), 0);
	application_clear(&a);
	assert_int_equal(
	    store_certificate_find(w->flow.store, AYSE, "77", &found, NULL), 0);
	assert_int_equal(found.state, CERTIFICATE_VALID);
	/* It cannot be resumed while the application stands. */
	memcpy(w->token, own, sizeof(own));
	assert_int_equal(personal_act(w, lost, "resume", NULL), ERR_CONFLICT);
	assert_string_equal(w->err.reason, "lost");
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_faults, close_faults)
	const struct CMUnitTest tests[] = {
		T(form_changed),
		T(text_altered),
		T(card_revoked),
		T(paper_twice),
		T(no_personnel_record),
		T(wrong_encoding),
		T(suspended_is_lost),
	};

	return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
