#include "config.h"
#include "portal/send/outbox.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/log.h"
#include "base/random.h"
#include "portal/store/store.h"
#include "base/banned.h"

#define SLOTS	      8 /* of each kind */
#define THREADS	      2 /* of each kind: one slow answer holds only one */
#define PAUSE_FIRST   5 /* seconds; doubles with every attempt */
#define PAUSE_MOST    3600
#define PAUSE_TROUBLE 60 /* when the provider is away it is asked so often */
#define TROUBLES_MOST 16
/* After a start: a delivery report for what a killed portal had just sent may
 * come before it is sent again. */
#define RECOVER_PAUSE 5

enum slot_state {
	SLOT_FREE,
	SLOT_TAKEN, /* not committed yet */
	SLOT_WAITING,
	SLOT_SENDING,
	SLOT_DONE
};

struct slot {
	enum slot_state state;
	struct message message;
	int rc; /* of the sender */
	struct sent sent;
	char problem[MESSAGE_PROBLEM];
};

struct channel {
	struct outbox *outbox;
	struct sender *sender;
	pthread_t threads[THREADS];
	int started;
	struct slot slots[SLOTS];
	/* of the store's thread: */
	int troubles; /* pumps with nothing but trouble, one after the other */
	int64_t held_until;
};

struct outbox {
	void (*wake)(void *arg);
	void *arg;
	pthread_mutex_t lock; /* guards the slots and stop */
	pthread_cond_t work;
	bool stop, recovered;
	struct channel channels[MESSAGE_KINDS];
};

static struct slot *
find_slot(struct channel *c, enum slot_state state)
{
	struct slot *first = NULL;

	for (int i = 0; i < SLOTS; i++) {
		struct slot *s = &c->slots[i];

		if (s->state == state &&
		    (first == NULL || s->message.id < first->message.id))
			first = s;
	}
	return first;
}

static int
count_slots(const struct channel *c, enum slot_state state)
{
	int n = 0;

	for (int i = 0; i < SLOTS; i++)
		n += c->slots[i].state == state;
	return n;
}

/* Without the lock: it may take long. */
static void
send_one(const struct channel *c, struct slot *t)
{
	const struct message *m = &t->message;
	struct err e = { 0 };

	memset(&t->sent, 0, sizeof(t->sent));
	t->problem[0] = '\0';
	t->rc = c->sender->ops->send(c->sender, m, &t->sent, &e);
	if (t->rc == 0)
		return;
	snprintf(t->problem, sizeof(t->problem), "%s", e.text);
	log_warn("message %lld, attempt %ld: %s", (long long)m->id,
	    m->attempts + 1, e.text);
}

static void *
run(void *arg)
{
	struct channel *c = arg;
	struct outbox *o = c->outbox;

	pthread_mutex_lock(&o->lock);
	while (!o->stop) {
		struct slot *t = find_slot(c, SLOT_WAITING);

		if (t == NULL) {
			pthread_cond_wait(&o->work, &o->lock);
			continue;
		}
		t->state = SLOT_SENDING;
		pthread_mutex_unlock(&o->lock);
		send_one(c, t);
		pthread_mutex_lock(&o->lock);
		explicit_bzero(t->message.text, sizeof(t->message.text));
		t->state = SLOT_DONE;
		if (o->wake != NULL)
			o->wake(o->arg);
	}
	pthread_mutex_unlock(&o->lock);
	return NULL;
}

/* Signals are the loop's. */
static int
start_threads(struct channel *c)
{
	sigset_t all, old;
	int rc = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (rc == 0 && c->started < THREADS) {
		rc = pthread_create(&c->threads[c->started], NULL, run, c);
		if (rc == 0)
			c->started++;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc;
}

int
outbox_start(struct outbox **out, struct sender *const senders[MESSAGE_KINDS],
    void (*wake)(void *arg), void *arg, struct err *e)
{
	struct outbox *o = calloc(1, sizeof(*o));
	int rc = 0;

	if (o == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	o->wake = wake;
	o->arg = arg;
	pthread_mutex_init(&o->lock, NULL);
	pthread_cond_init(&o->work, NULL);
	for (int k = 0; rc == 0 && k < MESSAGE_KINDS; k++) {
		o->channels[k].outbox = o;
		o->channels[k].sender = senders[k];
		rc = start_threads(&o->channels[k]);
	}
	if (rc != 0) {
		outbox_free(o);
		return err_set(
		    e, ERR_UNAVAILABLE, _("No thread can be started."));
	}
	*out = o;
	return 0;
}

void
outbox_stop(struct outbox *o)
{
	if (o == NULL)
		return;
	pthread_mutex_lock(&o->lock);
	o->stop = true;
	pthread_cond_broadcast(&o->work);
	pthread_mutex_unlock(&o->lock);
	for (int k = 0; k < MESSAGE_KINDS; k++)
		while (o->channels[k].started > 0)
			pthread_join(
			    o->channels[k].threads[--o->channels[k].started],
			    NULL);
}

void
outbox_free(struct outbox *o)
{
	if (o == NULL)
		return;
	outbox_stop(o);
	pthread_cond_destroy(&o->work);
	pthread_mutex_destroy(&o->lock);
	explicit_bzero(o, sizeof(*o));
	free(o);
}

/* first, doubled n times, at most so much; a quarter more or less, so that
 * what failed together does not come again together. */
static int64_t
pause_of(long n, int64_t most)
{
	int64_t pause = PAUSE_FIRST;

	while (n-- > 0 && pause < most)
		pause *= 2;
	if (pause > most)
		pause = most;
	return (pause * (75 + (int64_t)random_below(51)) + 99) / 100;
}

/* The provider itself cannot be used; this message is not the cause. */
static bool
is_trouble(int rc)
{
	return rc != 0 && rc != ERR_INVALID && rc != ERR_CONFLICT;
}

static int
note_one(const struct slot *t, struct store *s, int64_t now, struct err *e)
{
	const struct message *m = &t->message;

	if (t->rc == 0)
		return store_message_sent(
		    s, m->id, t->sent.provider_id, now, e);
	if (t->rc == ERR_INVALID)
		return store_message_failed(s, m->id, t->problem, now, e);
	return store_message_later(s, m->id, t->problem,
	    now + pause_of(m->attempts,
		      is_trouble(t->rc) ? PAUSE_TROUBLE : PAUSE_MOST),
	    e);
}

static int
note(struct channel *c, struct store *s, int64_t now, struct err *e)
{
	int rc = 0, troubles = 0, answers = 0;

	for (int i = 0; rc == 0 && i < SLOTS; i++) {
		const struct slot *t = &c->slots[i];

		if (t->state != SLOT_DONE)
			continue;
		if (is_trouble(t->rc))
			troubles++;
		else
			answers++;
		rc = note_one(t, s, now, e);
	}
	if (answers > 0)
		c->troubles = 0;
	else if (troubles > 0 && c->troubles < TROUBLES_MOST)
		c->troubles++;
	if (troubles > 0 && answers == 0)
		c->held_until = now + pause_of(c->troubles - 1, PAUSE_TROUBLE);
	else if (answers > 0)
		c->held_until = 0;
	return rc;
}

/* How many more messages the kind may have under way. */
static int
room(const struct channel *c, int64_t now)
{
	int unused = count_slots(c, SLOT_FREE);

	if (c->troubles == 0)
		return unused;
	return now >= c->held_until && unused == SLOTS ? 1 : 0;
}

static int
hand_over(struct channel *c, enum message_kind kind, struct store *s,
    int64_t now, struct err *e)
{
	int rc = 0;

	for (int n = room(c, now); rc == 0 && n > 0; n--) {
		struct slot *t = find_slot(c, SLOT_FREE);

		rc = store_message_take(s, kind, now, &t->message, e);
		if (rc == 0)
			t->state = SLOT_TAKEN;
	}
	return rc == ERR_NOT_FOUND ? 0 : rc;
}

/* The slots follow what the store has kept. */
static void
settle(struct channel *c, bool kept)
{
	for (int i = 0; i < SLOTS; i++) {
		struct slot *t = &c->slots[i];

		if (t->state == SLOT_TAKEN)
			t->state = kept ? SLOT_WAITING : SLOT_FREE;
		else if (kept && t->state == SLOT_DONE)
			t->state = SLOT_FREE;
	}
}

static int
pump_all(struct outbox *o, struct store *s, int64_t now, struct err *e)
{
	int rc = store_begin(s, e);

	if (rc == 0 && !o->recovered)
		rc = store_message_recover(s, now + RECOVER_PAUSE, e);
	for (int k = 0; rc == 0 && k < MESSAGE_KINDS; k++)
		rc = note(&o->channels[k], s, now, e);
	for (int k = 0; rc == 0 && !o->stop && k < MESSAGE_KINDS; k++)
		rc =
		    hand_over(&o->channels[k], (enum message_kind)k, s, now, e);
	if (rc == 0)
		rc = store_commit(s, e);
	if (rc < 0)
		store_rollback(s);
	for (int k = 0; k < MESSAGE_KINDS; k++)
		settle(&o->channels[k], rc == 0);
	o->recovered = o->recovered || rc == 0;
	pthread_cond_broadcast(&o->work);
	return rc;
}

/* When the kind wants to be pumped again: 0, when a thread will say so. */
static int
next_of(const struct channel *c, enum message_kind kind, struct store *s,
    int64_t *next, struct err *e)
{
	int rc = store_message_next(s, kind, next, e);

	if (rc < 0 || *next == 0)
		return rc;
	if (count_slots(c, SLOT_FREE) < (c->troubles > 0 ? SLOTS : 1))
		*next = 0;
	else if (*next < c->held_until)
		*next = c->held_until;
	return 0;
}

static int
next_of_all(struct outbox *o, struct store *s, int64_t *next, struct err *e)
{
	int rc = 0;

	*next = 0;
	for (int k = 0; rc == 0 && k < MESSAGE_KINDS; k++) {
		int64_t due = 0;

		rc = next_of(&o->channels[k], (enum message_kind)k, s, &due, e);
		if (due != 0 && (*next == 0 || due < *next))
			*next = due;
	}
	return rc;
}

int
outbox_pump(struct outbox *o, struct store *s, int64_t now, int64_t *next,
    struct err *e)
{
	bool work = !o->recovered;
	int rc;

	pthread_mutex_lock(&o->lock);
	for (int k = 0; k < MESSAGE_KINDS; k++)
		if (count_slots(&o->channels[k], SLOT_DONE) > 0)
			work = true;
	rc = next_of_all(o, s, next, e);
	if (rc == 0 && (work || (*next != 0 && *next <= now && !o->stop))) {
		rc = pump_all(o, s, now, e);
		if (rc == 0)
			rc = next_of_all(o, s, next, e);
	}
	pthread_mutex_unlock(&o->lock);
	return rc;
}
