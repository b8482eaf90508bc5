#include "config.h"
#include "portal/send/outbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/log.h"
#include "portal/store/outbox.h"
#include "portal/store/store.h"
#include "base/banned.h"

#define SLOTS	    8
#define PAUSE_FIRST 5 /* seconds; doubles with every attempt */
#define PAUSE_MOST  600
#define ATTEMPTS    12
/* How long a message in the thread is left alone; longer than a sender may
 * take for all slots, so that only a killed portal sends it again. */
#define IN_FLIGHT 900

enum slot_state {
	SLOT_FREE,
	SLOT_TAKEN, /* not committed yet */
	SLOT_WAITING,
	SLOT_SENDING,
	SLOT_SENT,
	SLOT_FAILED
};

struct slot {
	enum slot_state state;
	struct message message;
};

struct outbox {
	struct sender *sender;
	void (*wake)(void *arg);
	void *arg;
	pthread_t thread;
	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t work;
	bool stop;
	struct slot slots[SLOTS];
};

static struct slot *
find_slot(struct outbox *o, enum slot_state state)
{
	struct slot *first = NULL;

	for (int i = 0; i < SLOTS; i++) {
		struct slot *s = &o->slots[i];

		if (s->state == state &&
		    (first == NULL || s->message.id < first->message.id))
			first = s;
	}
	return first;
}

/* Without the lock: it may take long. */
static enum slot_state
send_one(struct outbox *o, const struct message *m)
{
	struct err e = { 0 };
	const char *kind = m->kind == MESSAGE_SMS ? "sms" : "email";

	if (o->sender->ops->send(o->sender, kind, m->address, m->text, &e) == 0)
		return SLOT_SENT;
	log_warn("message %lld, attempt %ld: %s", (long long)m->id,
	    m->attempts + 1, e.text);
	return SLOT_FAILED;
}

static void *
run(void *arg)
{
	struct outbox *o = arg;
	struct slot *s;

	pthread_mutex_lock(&o->lock);
	while (!o->stop) {
		enum slot_state result;

		s = find_slot(o, SLOT_WAITING);
		if (s == NULL) {
			pthread_cond_wait(&o->work, &o->lock);
			continue;
		}
		s->state = SLOT_SENDING;
		pthread_mutex_unlock(&o->lock);
		result = send_one(o, &s->message);
		pthread_mutex_lock(&o->lock);
		explicit_bzero(s->message.text, sizeof(s->message.text));
		s->state = result;
		if (o->wake != NULL)
			o->wake(o->arg);
	}
	pthread_mutex_unlock(&o->lock);
	return NULL;
}

int
outbox_start(struct outbox **out, struct sender *sender,
    void (*wake)(void *arg), void *arg, struct err *e)
{
	struct outbox *o = calloc(1, sizeof(*o));

	if (o == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	o->sender = sender;
	o->wake = wake;
	o->arg = arg;
	pthread_mutex_init(&o->lock, NULL);
	pthread_cond_init(&o->work, NULL);
	if (pthread_create(&o->thread, NULL, run, o) != 0) {
		pthread_cond_destroy(&o->work);
		pthread_mutex_destroy(&o->lock);
		free(o);
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
	pthread_cond_signal(&o->work);
	pthread_mutex_unlock(&o->lock);
	pthread_join(o->thread, NULL);
	pthread_cond_destroy(&o->work);
	pthread_mutex_destroy(&o->lock);
	explicit_bzero(o, sizeof(*o));
	free(o);
}

static int64_t
retry_at(const struct message *m, int64_t now)
{
	int64_t pause = PAUSE_FIRST;

	if (m->attempts + 1 >= ATTEMPTS)
		return 0;
	for (long i = 0; i < m->attempts && pause < PAUSE_MOST; i++)
		pause *= 2;
	return now + (pause < PAUSE_MOST ? pause : PAUSE_MOST);
}

static int
note(struct outbox *o, struct store *s, int64_t now, struct err *e)
{
	int rc = 0;

	for (int i = 0; rc == 0 && i < SLOTS; i++) {
		struct slot *t = &o->slots[i];

		if (t->state == SLOT_SENT)
			rc = store_message_sent(s, t->message.id, now, e);
		else if (t->state == SLOT_FAILED)
			rc = store_message_failed(
			    s, t->message.id, retry_at(&t->message, now), e);
	}
	return rc;
}

static int
hand_over(struct outbox *o, struct store *s, int64_t now, struct err *e)
{
	struct slot *t;
	int rc = 0;

	while (rc == 0 && (t = find_slot(o, SLOT_FREE)) != NULL) {
		rc =
		    store_message_take(s, now, now + IN_FLIGHT, &t->message, e);
		if (rc == 0)
			t->state = SLOT_TAKEN;
	}
	return rc == ERR_NOT_FOUND ? 0 : rc;
}

/* The slots follow what the store has kept. */
static void
settle(struct outbox *o, bool kept)
{
	for (int i = 0; i < SLOTS; i++) {
		struct slot *t = &o->slots[i];

		if (t->state == SLOT_TAKEN)
			t->state = kept ? SLOT_WAITING : SLOT_FREE;
		else if (kept &&
			 (t->state == SLOT_SENT || t->state == SLOT_FAILED))
			t->state = SLOT_FREE;
	}
}

int
outbox_pump(struct outbox *o, struct store *s, int64_t now, int64_t *next,
    struct err *e)
{
	bool results;
	int rc = store_message_next(s, next, e);

	if (rc < 0)
		return rc;
	pthread_mutex_lock(&o->lock);
	results = find_slot(o, SLOT_SENT) != NULL ||
		  find_slot(o, SLOT_FAILED) != NULL;
	if (!results &&
	    (*next == 0 || *next > now || find_slot(o, SLOT_FREE) == NULL))
		goto out;
	rc = store_begin(s, e);
	if (rc == 0)
		rc = note(o, s, now, e);
	if (rc == 0)
		rc = hand_over(o, s, now, e);
	if (rc == 0)
		rc = store_commit(s, e);
	if (rc < 0)
		store_rollback(s);
	settle(o, rc == 0);
	pthread_cond_signal(&o->work);
	if (rc == 0)
		rc = store_message_next(s, next, e);
out:
	pthread_mutex_unlock(&o->lock);
	return rc;
}
