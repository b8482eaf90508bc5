/*
 * One person over two certificates and a lost card, the clock moved by hand:
 * what anybody may ask about the certificate is asked with OpenSSL's own
 * programs after every step, and every message of this life goes through
 * Kannel to a telephone and through a mail server to a mailbox.
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
#include "portal/flow/flow.h"
#include "portal/flow/housekeeping.h"
#include "portal/flow/notice.h"
#include "portal/store/officer.h"
#include "portal/store/outbox.h"
#include "post-world.h"
#include "base/banned.h"

#define DAY INT64_C(86400)

struct life {
	struct world *w;
	char number[20]; /* of the application under way */
	char serial[48]; /* of the certificate made for it */
};

static bool post; /* Kannel and the mail server are there */
static bool away; /* nobody reaches them for a while */

static void
deliver_post(struct life *l)
{
	if (post && !away)
		post_deliver(l->w);
}

/* Time passes, and the portal tidies up and sends what it has to say. */
static void
days(struct life *l, int64_t n)
{
	for (int64_t i = 0; i <= n; i++) {
		l->w->now += i > 0 ? DAY : 0;
		assert_int_equal(
		    flow_housekeeping(l->w->flow.store, l->w->now, NULL), 0);
		assert_int_equal(flow_late(l->w->flow.store, &l->w->options,
				     l->w->now, NULL),
		    0);
		deliver_post(l);
	}
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
		deliver_post(l);                                               \
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
	deliver_post(l);
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
	deliver_post(l);
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

/* Courier, delivery after so many days, and the owner opens it. */
static void
hand_over(struct life *l, const char *tracking, int64_t under_way)
{
	struct world *w = l->w;
	char serial[48];
	struct msg_serial_request in = { serial };

	days(l, 1);
	away = false;
	WANT(l, cmd_ship, "ship", l->number, "--tracking", tracking);
	is_in(l, STATE_SHIPPED);
	days(l, under_way);
	WANT(l, cmd_deliver, "deliver", l->number);
	is_in(l, STATE_DELIVERED);
	personal_enter(w, MEHMET, WORD);
	assert_string_equal(personal_state(w, l->serial), "unopened");
	snprintf(serial, sizeof(serial), "%s", l->serial);
	world_want(w, &op_secret, &in);
	assert_int_equal(personal_act(w, l->serial, "open", NULL), 0);
	deliver_post(l);
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

/* What the mailbox got is what was made. */
static void
expect_calendar(struct life *l, const struct cert_facts *c, long left)
{
	const struct notice_facts f = {
		.serial = l->serial, .ends = c->not_after, .days = left
	};
	struct buf want = BUF_INIT(4096);
	enum lang mine = lang_get(), his;

	assert_int_equal(
	    store_language_get(l->w->flow.store, MEHMET, &his, NULL), 0);
	lang_set(his);
	notice_calendar(&want, &l->w->options, &f, l->w->now);
	lang_set(mine);
	assert_string_equal(post_file(), buf_str(&want));
	buf_free(&want);
}

/* Every day of the last quarter: three alerts, by both ways, once each. */
static void
alerts(struct life *l, const struct cert_facts *c)
{
	static const int at[] = { 90, 40, 30 };
	const int64_t ends = c->not_after;
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
		deliver_post(l);
		for (int i = 0; i < 3; i++)
			if (left == at[i]) {
				assert_int_equal(n[i], 2);
				if (post)
					expect_calendar(l, c, left);
			} else if (left > at[i]) {
				assert_int_equal(n[i], 0);
			}
	}
}

/* From now on by e-mail; said where the person was told until now. */
static void
change_channel(struct life *l)
{
	char channel[] = "email", email[] = MAIL;
	struct msg_account_request in = { NULL, email, channel };

	personal_enter(l->w, MEHMET, WORD);
	world_want(l->w, &op_account, &in);
	deliver_post(l);
	l->w->channel = "email";
}

static void
renew(struct life *l)
{
	char card[20], old[48], again[48];
	struct cert_facts before, after;

	memcpy(card, l->number, sizeof(card));
	memcpy(old, l->serial, sizeof(old));
	card_facts(l->w, MEHMET, old, &before);
	change_channel(l);
	alerts(l, &before);
	life_public(l->w, MEHMET, old, NULL);
	apply(l, "renewal", "e-signed");
	if (life_card_sign(l->w, card, MEHMET, old) != 0)
		fail_msg("%s", l->w->err.text);
	deliver_post(l);
	is_in(l, STATE_SUBMITTED);
	/* Until the card is with the courier; what is overtaken by then is
	 * never told. */
	away = true;
	produce(l);
	card_facts(l->w, MEHMET, l->serial, &after);
	assert_int_equal(after.not_before, before.not_after);
	hand_over(l, "TR-2002", 3);
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
	l->w->channel = "both";
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
	hand_over(l, "TR-3003", 17);
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

/*
 * All that the person hears: the first card by SMS; from the change of the
 * Bilgi Kanalı on by e-mail, but codes by SMS and alerts by both; the lost
 * card by both. Nothing of what was overtaken: the approval and the production
 * of the second card, which the courier had already.
 */
/* clang-format off */
static const char told[] =
    "21.11.2026 sms code\n"
    "21.11.2026 sms paper\n"
    "25.11.2026 sms received\n"
    "26.11.2026 sms approved\n"
    "26.11.2026 sms produced\n"
    "27.11.2026 sms shipped\n"
    "30.11.2026 sms delivered\n"
    "30.11.2026 sms code\n"
    "30.11.2026 sms opened\n"
    "30.11.2026 sms secret\n"
    "30.11.2026 sms code\n"
    "30.11.2026 sms account\n"
    "28.08.2029 email alert-first\n"
    "28.08.2029 sms alert-first\n"
    "17.10.2029 email alert-second\n"
    "17.10.2029 sms alert-second\n"
    "27.10.2029 email alert-last\n"
    "27.10.2029 sms alert-last\n"
    "28.10.2029 sms code\n"
    "28.10.2029 email submitted\n"
    "30.10.2029 email shipped\n"
    "02.11.2029 email delivered\n"
    "02.11.2029 sms code\n"
    "02.11.2029 email opened\n"
    "02.11.2029 email secret\n"
    "27.11.2030 sms code\n"
    "27.11.2030 email paper\n"
    "27.11.2030 sms paper\n"
    "29.11.2030 email lost-suspended\n"
    "29.11.2030 email received\n"
    "29.11.2030 sms lost-suspended\n"
    "29.11.2030 sms received\n"
    "30.11.2030 email approved\n"
    "30.11.2030 sms approved\n"
    "30.11.2030 email lost-revoked\n"
    "30.11.2030 email produced\n"
    "30.11.2030 sms lost-revoked\n"
    "30.11.2030 sms produced\n"
    "01.12.2030 email shipped\n"
    "01.12.2030 sms shipped\n"
    "16.12.2030 email late\n"
    "16.12.2030 sms late\n"
    "18.12.2030 email delivered\n"
    "18.12.2030 sms delivered\n"
    "18.12.2030 sms code\n"
    "18.12.2030 email opened\n"
    "18.12.2030 email secret\n"
    "18.12.2030 sms opened\n"
    "18.12.2030 sms secret\n";
/* clang-format on */

/* Names the first line that differs. */
static void
expect_log(const char *log)
{
	size_t n = 0, line = 0;

	for (; log[n] != '\0' && log[n] == told[n]; n++)
		if (log[n] == '\n')
			line = n + 1;
	if (log[n] != told[n])
		fail_msg("want %.*s, got %.*s", (int)strcspn(told + line, "\n"),
		    told + line, (int)strcspn(log + line, "\n"), log + line);
}

static void
three_years(void **state)
{
	struct life l = { .w = *state };
	struct officer o = { .tckn = ALI, .province = "MUŞ" };
	char first[20], second[20];

	l.w->channel = "sms";
	l.w->lang = LANG_TR;
	hsm_reader(l.w);
	life_long_card(l.w, ALI);
	o.valid_from = l.w->now - 1;
	assert_int_equal(store_officer_add(l.w->flow.store, &o, NULL), 0);
	by_paper(&l, NULL);
	memcpy(first, l.number, sizeof(first));
	produce(&l);
	life_public(l.w, MEHMET, l.serial, "certificateHold");
	hand_over(&l, "TR-1001", 3);
	life_public(l.w, MEHMET, l.serial, NULL);
	renew(&l);
	memcpy(second, l.number, sizeof(second));
	lose(&l);
	WANT(&l, cmd_audit, "audit", "verify");
	evidence(&l, first, false, 1);
	evidence(&l, second, true, 2);
	evidence(&l, l.number, false, 3);
	if (post)
		expect_log(post_log());
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
	post = post_installed();
	if (post)
		post_open(w);
	command_open(w);
	return 0;
}

static int
close_life(void **state)
{
	if (post)
		post_close(*state);
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
