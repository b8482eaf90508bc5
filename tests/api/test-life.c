/*
 * One person over two certificates and a lost card, the clock moved by hand:
 * what anybody may ask about the certificate is asked with OpenSSL's own
 * programs after every step.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "life-world.h"
#include "portal/flow/alerts.h"
#include "portal/flow/housekeeping.h"
#include "portal/flow/notice.h"
#include "portal/store/officer.h"
#include "portal/store/outbox.h"
#include "base/banned.h"

#define DAY INT64_C(86400)

struct life {
	struct world *w;
	char number[20]; /* of the application under way */
	char serial[48]; /* of the certificate made for it */
};

/* Time passes, and the portal tidies up. */
static void
days(struct life *l, int64_t n)
{
	l->w->now += n * DAY;
	assert_int_equal(
	    flow_housekeeping(l->w->flow.store, l->w->now, NULL), 0);
}

static void
is_in(struct life *l, enum state want)
{
	struct application a = { 0 };

	assert_int_equal(
	    store_application_number(l->w->flow.store, l->number, &a, NULL), 0);
	assert_string_equal(state_name(a.state), state_name(want));
	application_clear(&a);
}

#define WANT(l, cmd, ...)                                                      \
	do {                                                                   \
		if (COMMAND((l)->w, cmd, __VA_ARGS__) != 0)                    \
			fail_msg("%s", command_said);                          \
	} while (0)

/* From the login to the choice of the method. */
static void
apply(struct life *l, const char *reason, const char *method)
{
	struct world *w = l->w;
	struct application a = { 0 };

	assert_int_equal(world_login(w, MEHMET), 0);
	world_draft_to_approved(w, reason != NULL, reason);
	world_prove_phone(w);
	world_choose(w, method);
	assert_int_equal(
	    store_application_open(w->flow.store, MEHMET, &a, NULL), 0);
	snprintf(l->number, sizeof(l->number), "%s", a.number);
	application_clear(&a);
}

static void
by_paper(struct life *l, const char *reason)
{
	apply(l, reason, "paper");
	is_in(l, STATE_AWAITING_PAPER);
	days(l, 4);
	WANT(l, cmd_decide, "decide", l->number, "received");
	/* Twice is once. */
	assert_int_equal(
	    COMMAND(l->w, cmd_decide, "decide", l->number, "received"), 1);
	is_in(l, STATE_SUBMITTED);
}

/* From the approval to the certificate on a new card. */
static void
produce(struct life *l)
{
	struct production p;
	struct application a = { 0 };

	days(l, 1);
	life_approve(l->w, ALI, l->number);
	is_in(l, STATE_APPROVED);
	WANT(l, cmd_produce, "produce", "--batch");
	WANT(l, cmd_produce, "produce", l->number, "--module", hsm_module());
	is_in(l, STATE_IN_PRODUCTION);
	assert_int_equal(
	    store_application_number(l->w->flow.store, l->number, &a, NULL), 0);
	assert_int_equal(
	    store_production_find(l->w->flow.store, a.id, &p, NULL), 0);
	assert_true(p.on_card_at != 0);
	memcpy(l->serial, p.certificate, sizeof(l->serial));
	application_clear(&a);
}

/* Courier, delivery, and the owner opens it. */
static void
hand_over(struct life *l, const char *tracking)
{
	struct world *w = l->w;
	char serial[48];
	struct msg_serial_request in = { serial };

	days(l, 1);
	WANT(l, cmd_ship, "ship", l->number, "--tracking", tracking);
	assert_int_equal(personal_told(w, MOBILE, "shipped"), 1);
	is_in(l, STATE_SHIPPED);
	days(l, 3);
	WANT(l, cmd_deliver, "deliver", l->number);
	is_in(l, STATE_DELIVERED);
	personal_enter(w, MEHMET, WORD);
	assert_string_equal(personal_state(w, l->serial), "unopened");
	snprintf(serial, sizeof(serial), "%s", l->serial);
	world_want(w, &op_secret, &in);
	assert_int_equal(personal_act(w, l->serial, "open", NULL), 0);
	is_in(l, STATE_OPENED);
}

static int
count_alert(void *arg, const struct message_line *m, struct err *e)
{
	static const enum notice all[] = { NOTICE_ALERT_FIRST,
		NOTICE_ALERT_SECOND, NOTICE_ALERT_LAST };
	long *n = arg;

	(void)e;
	for (int i = 0; i < 3; i++)
		if (strcmp(m->event, notice_texts[all[i]].name) == 0)
			n[i]++;
	return 0;
}

/* Every day of the last quarter: three alerts, by both ways, once each. */
static void
alerts(struct life *l, int64_t ends)
{
	static const int at[] = { 90, 40, 30 };
	struct alerts t = { 0 };
	long n[3] = { 0 };
	int64_t next;

	for (int left = 92; left >= 29; left--) {
		memset(n, 0, sizeof(n));
		l->w->now = ends - left * DAY;
		days(l, 0);
		for (int share = 0; share < 9; share++)
			assert_int_equal(
			    flow_alerts(&t, l->w->flow.store, &l->w->options,
				l->w->now, &next, NULL),
			    0);
		assert_int_equal(store_message_each(l->w->flow.store, false,
				     count_alert, n, NULL),
		    0);
		for (int i = 0; i < 3; i++)
			if (left == at[i])
				assert_int_equal(n[i], 2);
			else if (left > at[i])
				assert_int_equal(n[i], 0);
	}
}

static void
renew(struct life *l)
{
	char card[20], old[48], again[48];
	struct cert_facts before, after;

	memcpy(card, l->number, sizeof(card));
	memcpy(old, l->serial, sizeof(old));
	card_facts(l->w, MEHMET, old, &before);
	alerts(l, before.not_after);
	life_public(l->w, MEHMET, old, NULL);
	apply(l, "renewal", "e-signed");
	if (life_card_sign(l->w, card, MEHMET, old) != 0)
		fail_msg("%s", l->w->err.text);
	is_in(l, STATE_SUBMITTED);
	produce(l);
	card_facts(l->w, MEHMET, l->serial, &after);
	assert_int_equal(after.not_before, before.not_after);
	hand_over(l, "TR-2002");
	/* The old one lives to its last day, then the new one begins. */
	life_public(l->w, MEHMET, old, NULL);
	memcpy(again, l->serial, sizeof(again));
	l->w->now = after.not_before + DAY;
	days(l, 0);
	life_public(l->w, MEHMET, again, NULL);
}

static void
lose(struct life *l)
{
	char old[48];

	memcpy(old, l->serial, sizeof(old));
	days(l, 365);
	life_public(l->w, MEHMET, old, NULL);
	apply(l, "lost", "paper");
	life_public(l->w, MEHMET, old, NULL);
	days(l, 2);
	WANT(l, cmd_decide, "decide", l->number, "received");
	life_public(l->w, MEHMET, old, "certificateHold");
	produce(l);
	life_public(l->w, MEHMET, old, "keyCompromise");
	life_public(l->w, MEHMET, l->serial, "certificateHold");
	hand_over(l, "TR-3003");
	life_public(l->w, MEHMET, l->serial, NULL);
	days(l, 30);
	life_public(l->w, MEHMET, old, "keyCompromise");
}

/* What was signed for an application can be given to anybody. */
static void
evidence(struct life *l, const char *number, bool signed_form, long decision)
{
	char out[128], name[4][64], path[512];

	snprintf(out, sizeof(out), "%s/evidence", l->w->dir);
	WANT(l, cmd_evidence, "evidence", number, "--out", out);
	snprintf(name[0], 64, "%s-summary.txt", number);
	snprintf(name[1], 64, "%s-decision-%ld.txt", number, decision);
	snprintf(name[2], 64, "%s-decision-%ld.p7s", number, decision);
	snprintf(name[3], 64, "%s.p7s", number);
	for (int i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s/%s", out, name[i]);
		assert_int_equal(access(path, R_OK) == 0, i < 3 || signed_form);
		if (i < 2 || (i == 3 && !signed_form))
			continue;
		if (OPENSSL(l->w, "cms", "-verify", "-noverify", "-binary",
			"-inform", "DER", "-in", path) != 0)
			fail_msg("%s: %s", path, life_said);
	}
}

static void
three_years(void **state)
{
	struct life l = { .w = *state };
	struct officer o = { .tckn = ALI, .province = "MUŞ" };
	char first[20], second[20];

	hsm_reader(l.w);
	life_long_card(l.w, ALI);
	o.valid_from = l.w->now - 1;
	assert_int_equal(store_officer_add(l.w->flow.store, &o, NULL), 0);
	by_paper(&l, NULL);
	memcpy(first, l.number, sizeof(first));
	produce(&l);
	life_public(l.w, MEHMET, l.serial, "certificateHold");
	hand_over(&l, "TR-1001");
	life_public(l.w, MEHMET, l.serial, NULL);
	renew(&l);
	memcpy(second, l.number, sizeof(second));
	lose(&l);
	WANT(&l, cmd_audit, "audit", "verify");
	evidence(&l, first, false, 1);
	evidence(&l, second, true, 2);
	evidence(&l, l.number, false, 3);
}

static int
open_life(void **state)
{
	struct world *w;

	world_open(state);
	w = *state;
	w->options.alert_first = 90;
	w->options.alert_second = 40;
	w->options.alert_last = 30;
	w->options.alert_hour = 10;
	w->options.outbox_hours = 72;
	w->options.late_days = 15;
	command_open(w);
	return 0;
}

static int
close_life(void **state)
{
	command_close();
	return world_close(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    three_years, open_life, close_life),
	};

	return cmocka_run_group_tests_name("life", tests, NULL, NULL);
}
