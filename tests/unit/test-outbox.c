/* The outbox with a clock of the test's and a provider that misbehaves. */
#include "config.h"
#include "portal/send/outbox.h"

#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/lang.h"
#include "portal/store/application.h"
#include "portal/store/code.h"
#include "portal/store/store.h"
#include "base/banned.h"

#define NOW  1795255200 /* 2026-11-21 */
#define HOUR 3600
#define DAY  86400
#define MOST 64

/* Answers what the test says, and remembers. */
struct provider {
	struct sender base;
	int rc;		  /* of every message */
	const char *only; /* address that rc is for; NULL: all */
	sem_t *done;
	int tries, taken;
	int64_t ids[MOST];
};

static struct world {
	char dir[64];
	struct store *store;
	struct outbox *outbox;
	struct provider sms, mail;
	sem_t done;
	int64_t now, next;
} w;

static int
provider_send(
    struct sender *s, const struct message *m, struct sent *out, struct err *e)
{
	struct provider *p = (struct provider *)s;

	__atomic_add_fetch(&p->tries, 1, __ATOMIC_SEQ_CST);
	if (p->rc != 0 && (p->only == NULL || strcmp(p->only, m->address) == 0))
		return err_set(e, p->rc, "gateway says no");
	snprintf(out->provider_id, sizeof(out->provider_id), "id-7");
	p->ids[__atomic_fetch_add(&p->taken, 1, __ATOMIC_SEQ_CST) % MOST] =
	    m->id;
	return 0;
}

static const struct sender_ops provider_ops = { .name = "test",
	.send = provider_send };

static void
wake(void *arg)
{
	sem_post(arg);
}

static void
start(void)
{
	struct sender *const senders[] = { &w.sms.base, &w.mail.base };

	assert_int_equal(
	    outbox_start(&w.outbox, senders, wake, &w.done, NULL), 0);
}

static int
make_world(void **state)
{
	char path[128];

	(void)state;
	memset(&w, 0, sizeof(w));
	lang_set(LANG_EN);
	snprintf(w.dir, sizeof(w.dir), "/tmp/eimza-outbox.XXXXXX");
	assert_non_null(mkdtemp(w.dir));
	snprintf(path, sizeof(path), "%s/portal.db", w.dir);
	assert_int_equal(store_open(&w.store, path, NULL), 0);
	sem_init(&w.done, 0, 0);
	w.sms.base.ops = w.mail.base.ops = &provider_ops;
	w.now = NOW;
	start();
	return 0;
}

static int
end_world(void **state)
{
	(void)state;
	outbox_free(w.outbox);
	store_close(w.store);
	sem_destroy(&w.done);
	file_remove_tree(w.dir);
	return 0;
}

static void
pump(void)
{
	assert_int_equal(
	    outbox_pump(w.outbox, w.store, w.now, &w.next, NULL), 0);
}

/* Pumps until n results have come. */
static void
settle(int n)
{
	pump();
	while (n-- > 0) {
		sem_wait(&w.done);
		pump();
	}
}

static int64_t
add(struct message m)
{
	if (m.address[0] == '\0')
		snprintf(m.address, sizeof(m.address), "5301234567");
	snprintf(m.text, sizeof(m.text), "metin");
	assert_int_equal(store_message_add(w.store, &m, w.now, NULL), 0);
	return m.id;
}

struct found {
	int64_t id;
	char state[16], problem[256];
	long attempts;
	int n;
};

static int
look(void *arg, const struct message_line *l, struct err *e)
{
	struct found *f = arg;

	(void)e;
	f->n++;
	if (l->id != f->id)
		return 0;
	snprintf(f->state, sizeof(f->state), "%s", l->state);
	snprintf(f->problem, sizeof(f->problem), "%s", l->problem);
	f->attempts = l->attempts;
	return 0;
}

static struct found
line_of(int64_t id, bool stuck)
{
	struct found f = { .id = id };

	assert_int_equal(store_message_each(w.store, stuck, look, &f, NULL), 0);
	return f;
}

static void
within(int64_t pause, int64_t middle)
{
	assert_in_range(pause, middle * 3 / 4, middle * 5 / 4 + 1);
}

static void
pauses_grow(void **state)
{
	static const int64_t middles[] = { 5, 10, 20, 40, 80, 160, 320, 640,
		1280, 2560, 3600, 3600 };
	int64_t id = add((struct message){ .expires_at = NOW + DAY });

	(void)state;
	w.sms.rc = ERR_CONFLICT;
	for (size_t i = 0; i < sizeof(middles) / sizeof(middles[0]); i++) {
		settle(1);
		within(w.next - w.now, middles[i]);
		w.now = w.next;
	}
	assert_int_equal(line_of(id, true).attempts, 12);
	assert_string_equal(line_of(id, true).problem, "gateway says no");
	w.sms.rc = 0;
	settle(1);
	assert_int_equal(w.next, 0);
	assert_int_equal(w.sms.taken, 1);
	assert_int_equal(line_of(id, false).n, 0);
}

static void
given_up_at_its_end(void **state)
{
	int64_t id = add((struct message){ .expires_at = NOW + 60 });

	(void)state;
	w.sms.rc = ERR_CONFLICT;
	settle(1);
	w.now = NOW + 60;
	pump();
	assert_int_equal(w.next, 0);
	assert_string_equal(line_of(id, true).state, "failed");
	w.sms.rc = 0;
	assert_int_equal(
	    store_message_retry(w.store, id, w.now, w.now + DAY, NULL), 0);
	settle(1);
	assert_int_equal(w.sms.taken, 1);
	assert_int_equal(
	    store_message_retry(w.store, id, w.now, 0, NULL), ERR_CONFLICT);
	assert_int_equal(
	    store_message_retry(w.store, 99, w.now, 0, NULL), ERR_NOT_FOUND);
}

/* Every message stays, the gateway is asked about once a minute, and when it
 * is back all have gone within little more than a minute. */
static void
an_hour_without_gateway(void **state)
{
	const int n = 40;

	(void)state;
	for (int i = 0; i < n; i++)
		add((struct message){ .expires_at = NOW + DAY });
	w.sms.rc = ERR_UNAVAILABLE;
	settle(8);
	while (w.now < NOW + HOUR) {
		int before = w.sms.tries;

		assert_true(w.next > w.now);
		w.now = w.next;
		settle(1);
		assert_int_equal(w.sms.tries, before + 1);
	}
	assert_in_range(w.sms.tries, 8 + 45, 8 + 100);
	assert_int_equal(line_of(0, false).n, n);
	w.sms.rc = 0;
	while (line_of(0, false).n > 0) {
		if (w.next > w.now)
			w.now = w.next;
		else
			sem_wait(&w.done);
		pump();
	}
	assert_int_equal(w.sms.taken, n);
	assert_true(w.now < NOW + HOUR + 240);
	assert_int_equal(line_of(0, false).n, 0);
}

/* A kind in trouble, a message in trouble: the others go. */
static void
others_go_on(void **state)
{
	int64_t bad;

	(void)state;
	w.sms.rc = ERR_CONFLICT;
	w.sms.only = "5300000000";
	w.mail.rc = ERR_UNAVAILABLE;
	bad = add((struct message){ .address = "5300000000" });
	add((struct message){
	    .kind = MESSAGE_EMAIL, .address = "a@b.example" });
	for (int i = 0; i < 10; i++)
		add((struct message){ .kind = MESSAGE_SMS });
	settle(12);
	assert_int_equal(w.sms.taken, 10);
	assert_int_equal(line_of(bad, false).n, 2);
	assert_string_equal(line_of(bad, false).state, "waiting");
}

static int64_t
submitted_application(void)
{
	struct application a = { .tckn = "10000000146",
		.state = STATE_SUBMITTED,
		.record = record_new() };

	assert_int_equal(store_application_add(w.store, &a, NOW, NULL), 0);
	application_clear(&a);
	return 1;
}

static void
move_on(enum state to)
{
	struct application a = { 0 };
	struct application_move m = {
		.event = EVENT_APPROVE, .role = ROLE_OFFICER, .to = to
	};

	assert_int_equal(store_application_load(w.store, 1, &a, NULL), 0);
	assert_int_equal(store_application_move(w.store, &a, &m, NOW, NULL), 0);
	application_clear(&a);
}

static void
void_when_it_moved_on(void **state)
{
	int64_t id = submitted_application(), first, second;

	(void)state;
	first = add(
	    (struct message){ .application = id, .for_state = "submitted" });
	second =
	    add((struct message){ .application = id, .for_state = "approved" });
	move_on(STATE_APPROVED);
	settle(1);
	assert_int_equal(w.sms.taken, 1);
	assert_int_equal(w.sms.ids[0], second);
	assert_int_equal(
	    store_message_drop(w.store, first, NULL), ERR_CONFLICT);
}

/* A mail address that bounces: given up, and the SMS goes at once. */
static void
bounced(void **state)
{
	int64_t app = submitted_application(), mail;

	(void)state;
	w.sms.rc = ERR_CONFLICT;
	add((struct message){ .application = app, .event = "approved" });
	settle(1);
	w.sms.rc = 0;
	assert_true(w.next > w.now);
	w.mail.rc = ERR_INVALID;
	w.now += 1;
	mail = add((struct message){ .kind = MESSAGE_EMAIL,
	    .address = "a@b.example",
	    .application = app,
	    .event = "other" });
	settle(1);
	assert_int_equal(w.sms.taken, 0); /* other news */
	w.now -= 1;
	mail = add((struct message){ .kind = MESSAGE_EMAIL,
	    .address = "a@b.example",
	    .application = app,
	    .event = "approved" });
	settle(2);
	assert_int_equal(w.sms.taken, 1);
	assert_string_equal(line_of(mail, true).state, "failed");
	assert_string_equal(line_of(mail, true).problem, "gateway says no");
	assert_int_equal(w.mail.tries, 2);
}

/* It was taken over and comes back later: the same. */
static void
came_back(void **state)
{
	int64_t app = submitted_application();
	struct message m = { .kind = MESSAGE_EMAIL,
		.address = "a@b.example",
		.text = "x",
		.application = app,
		.event = "approved" };

	(void)state;
	w.sms.rc = ERR_CONFLICT;
	add((struct message){ .application = app, .event = "approved" });
	assert_int_equal(store_message_add(w.store, &m, NOW, NULL), 0);
	settle(2);
	w.sms.rc = 0;
	assert_int_equal(w.mail.taken, 1);
	assert_true(w.next > w.now);
	w.now += 1;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(store_message_reported(w.store, m.reference,
				     REPORT_FAILED, "moved", w.now, NULL),
		    0);
		if (i == 0)
			settle(1);
		assert_int_equal(w.sms.taken, 1);
		assert_string_equal(line_of(m.id, true).state, "failed");
		assert_string_equal(line_of(m.id, true).problem, "moved");
	}
	assert_int_equal(w.mail.tries, 1);
}

/* What a killed portal had taken goes again after a moment, unless a report
 * says that it has arrived. */
static void
after_a_kill(void **state)
{
	struct message m = { 0 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		add((struct message){ .kind = MESSAGE_SMS });
		assert_int_equal(
		    store_message_take(w.store, MESSAGE_SMS, NOW, &m, NULL), 0);
	}
	assert_int_equal(store_message_reported(w.store, m.reference,
			     REPORT_DELIVERED, "", NOW, NULL),
	    0);
	pump();
	assert_int_equal(w.next - w.now, 5);
	assert_int_equal(w.sms.tries, 0);
	w.now = w.next;
	settle(1);
	assert_int_equal(w.sms.taken, 1);
	assert_int_not_equal(w.sms.ids[0], m.id);
	assert_int_equal(w.next, 0);
}

static void
reports(void **state)
{
	static const char unknown[] = "00000000000000000000000000000000";
	struct message m = { .kind = MESSAGE_SMS, .address = "1", .text = "x" };
	struct store *s = w.store;

	(void)state;
	assert_int_equal(
	    store_message_reported(s, unknown, REPORT_DELIVERED, "", NOW, NULL),
	    ERR_NOT_FOUND);
	assert_int_equal(store_message_add(s, &m, NOW, NULL), 0);
	assert_int_equal(strlen(m.reference), 32);
	settle(1);
	assert_int_equal(store_message_reported(s, m.reference, REPORT_FAILED,
			     "no such number", NOW, NULL),
	    0);
	assert_string_equal(line_of(m.id, true).state, "failed");
	assert_string_equal(line_of(m.id, true).problem, "no such number");
	/* Its text is gone: there is nothing to send again. */
	assert_int_equal(
	    store_message_retry(s, m.id, NOW, 0, NULL), ERR_CONFLICT);
	assert_int_equal(store_message_reported(
			     s, m.reference, REPORT_DELIVERED, "", NOW, NULL),
	    0);
	assert_int_equal(store_message_reported(
			     s, m.reference, REPORT_FAILED, "x", NOW, NULL),
	    0);
	assert_int_equal(line_of(m.id, false).n, 0);
}

/* Codes go before whatever else waits. */
static void
codes_first(void **state)
{
	struct sms_code c = { .owner = "a1",
		.phone = "5301234567",
		.created_at = NOW,
		.expires_at = NOW + 300 };
	struct message m;

	(void)state;
	add((struct message){ .kind = MESSAGE_SMS });
	assert_int_equal(store_sms_add(w.store, &c, "kod", NULL), 0);
	assert_int_equal(
	    store_message_take(w.store, MESSAGE_SMS, NOW, &m, NULL), 0);
	assert_int_equal(m.sms_code, c.id);
	/* The text of a code does not outlive it. */
	assert_int_equal(
	    store_message_take(w.store, MESSAGE_SMS, NOW + 300, &m, NULL), 0);
	assert_int_equal(m.sms_code, 0);
	assert_int_equal(
	    store_message_retry(w.store, 2, NOW, 0, NULL), ERR_CONFLICT);
}

static void
stop_and_start(void **state)
{
	(void)state;
	add((struct message){ .kind = MESSAGE_SMS });
	pump();
	outbox_stop(w.outbox);
	pump(); /* notes what was sent; hands nothing over */
	outbox_free(w.outbox);
	start();
	pump();
	if (w.sms.taken == 0) {
		assert_int_equal(w.next - w.now, 5);
		w.now = w.next;
		settle(1);
	}
	assert_int_equal(w.sms.taken, 1);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, make_world, end_world)
	const struct CMUnitTest tests[] = {
		T(pauses_grow),
		T(given_up_at_its_end),
		T(an_hour_without_gateway),
		T(others_go_on),
		T(void_when_it_moved_on),
		T(bounced),
		T(came_back),
		T(after_a_kill),
		T(reports),
		T(codes_first),
		T(stop_and_start),
	};

	return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
