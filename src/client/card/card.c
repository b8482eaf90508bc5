/* What the client asks of the card; the work is done in the queue's thread. */
#include "config.h"
#include "client/card/card.h"

#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "client/card/queue.h"
#include "base/banned.h"

struct card {
	struct queue *queue;
	struct watch *watch;	/* NULL: nobody tells of changes */
	struct answer *current; /* lent by card_next */
	struct answer *list;	/* the last list, lent likewise */
	char tckn[16];		/* of the last list that was asked for */
};

int
card_open(struct card **out, const struct card_options *o, struct err *e)
{
	struct card *c = calloc(1, sizeof(*c));
	int rc;

	*out = NULL;
	if (c == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = queue_open(&c->queue, o, e);
	if (rc < 0) {
		free(c);
		return rc;
	}
	*out = c;
	return 0;
}

void
card_close(struct card *c)
{
	if (c == NULL)
		return;
	watch_close(c->watch);
	queue_close(c->queue);
	answer_free(c->current);
	answer_free(c->list);
	free(c);
}

int
card_fd(const struct card *c)
{
	return queue_fd(c->queue);
}

bool
card_next(struct card *c, struct card_event *ev)
{
	enum card_event_type starved;
	struct answer *a;

	answer_free(c->current);
	c->current = NULL;
	*ev = (struct card_event){ 0 };
	a = queue_take(c->queue, &starved);
	if (a == NULL && starved == CARD_NOTHING)
		return false;
	ev->type = a != NULL ? a->type : starved;
	if (a == NULL) {
		(void)err_set(&ev->err, ERR_INTERNAL, _("Memory is out."));
		return true;
	}
	ev->err = a->err;
	ev->changed = a->changed;
	if (a->count > 0)
		ev->cms = a->cms[0];
	ev->signatures = a->cms;
	ev->signature_count = a->count;
	ev->done = a->done;
	ev->total = a->total;
	/* A list that was not made says nothing about the cards. */
	if (a->type != CARD_LIST || strcmp(a->err.reason, "cancelled") == 0 ||
	    strcmp(a->err.reason, "module-hangs") == 0) {
		c->current = a;
	} else {
		answer_free(c->list);
		c->list = a;
	}
	if (c->list != NULL) {
		const struct listing *l = &c->list->list;

		ev->certs = l->certs;
		ev->cert_count = l->cert_count;
		ev->readers = l->readers;
		ev->reader_count = l->reader_count;
		ev->modules = l->modules;
		ev->module_count = l->module_count;
	}
	return true;
}

static struct job *
list_job(const char *tckn)
{
	struct job *j = job_new(CARD_LIST);
	size_t n = tckn != NULL ? strlen(tckn) : 0;

	if (j == NULL)
		return NULL;
	/* Cut, a number that is too long is still nobody's. */
	if (n >= sizeof(j->tckn))
		n = sizeof(j->tckn) - 1;
	if (n > 0)
		memcpy(j->tckn, tckn, n);
	return j;
}

void
card_list(struct card *c, const char *tckn)
{
	struct job *j = list_job(tckn);

	if (j != NULL)
		memcpy(c->tckn, j->tckn, sizeof(c->tckn));
	queue_submit(c->queue, j, CARD_LIST);
}

static void
changed(void *ctx, bool readers)
{
	queue_changed(ctx, readers);
}

void
card_follow(struct card *c, const char *tckn)
{
	if (c->watch == NULL) {
		c->watch = watch_open(changed, c->queue);
		queue_watch(c->queue, watch_ref(c->watch));
	}
	card_list(c, tckn);
}

void
card_prefer(struct card *c, const char *name)
{
	struct job *j = list_job(c->tckn);

	if (j != NULL) {
		j->prefer = strdup(name);
		if (j->prefer == NULL) {
			job_free(j);
			j = NULL;
		}
	}
	queue_submit(c->queue, j, CARD_LIST);
}

static int
move_secret(struct secret **to, struct secret *from)
{
	if (from == NULL)
		return 0;
	*to = secret_new();
	if (*to == NULL)
		return -1;
	return secret_set(*to, secret_text(from), secret_len(from));
}

static int
copy_texts(struct job *j, const struct card_text *texts, size_t n)
{
	j->texts = calloc(n, sizeof(*j->texts));
	if (j->texts == NULL)
		return -1;
	for (; j->count < n; j->count++) {
		const struct card_text *from = &texts[j->count];
		void *copy = malloc(from->len > 0 ? from->len : 1);

		if (copy == NULL)
			return -1;
		if (from->len > 0)
			memcpy(copy, from->data, from->len);
		j->texts[j->count] = (struct card_text){ copy, from->len };
	}
	return 0;
}

static int
fill_sign(struct job *j, const struct card_cert *cert, struct secret *pin)
{
	if (move_secret(&j->pin, pin) < 0)
		return -1;
	return listing_copy_cert(&j->cert, cert);
}

/* With which certificate of the last list; or why not. */
static int
choose_cert(struct card *c, size_t cert, struct job *j, struct err *why)
{
	const struct listing *l = c->list != NULL ? &c->list->list : NULL;

	/* Without memory, a reader may be missing from the list. */
	if (l == NULL || cert >= l->cert_count ||
	    l->certs[cert].reader >= l->reader_count)
		return err_why(why, ERR_NOT_FOUND, "no-certificate",
		    _("Choose a certificate of the list first."));
	if (l->certs[cert].refused != 0) {
		err_copy(why, &l->certs[cert].why);
		return why->code;
	}
	j->reader = l->readers[l->certs[cert].reader];
	return 0;
}

void
card_sign(struct card *c, size_t cert, const void *content, size_t len,
    int64_t when, struct secret *pin, bool last_try_confirmed)
{
	const struct card_text one = { content, len };

	card_sign_texts(c, cert, &one, 1, when, pin, last_try_confirmed);
}

void
card_sign_texts(struct card *c, size_t cert, const struct card_text *texts,
    size_t n, int64_t when, struct secret *pin, bool last_try_confirmed)
{
	struct job *j = job_new(CARD_SIGNED);
	struct err why = { 0 };

	if (j != NULL && (n == 0 || n > CARD_TEXTS))
		(void)err_set(&why, ERR_INVALID,
		    _("So many texts cannot be signed under one PIN."));
	else if (j != NULL && choose_cert(c, cert, j, &why) == 0) {
		j->when = when;
		j->last_try_agreed = last_try_confirmed;
		if (copy_texts(j, texts, n) < 0 ||
		    fill_sign(j, &c->list->list.certs[cert], pin) < 0)
			(void)err_set(&why, ERR_INTERNAL, _("Memory is out."));
	}
	secret_clear(pin);
	if (why.code != 0)
		queue_refuse(c->queue, j, &why);
	else
		queue_submit(c->queue, j, CARD_SIGNED);
}

static void
set_pin(struct card *c, struct job *j, size_t reader, struct secret *secret,
    struct secret *new_pin)
{
	const struct listing *l = c->list != NULL ? &c->list->list : NULL;
	struct err why = { 0 };

	if (j == NULL)
		goto out;
	if (l == NULL || reader >= l->reader_count ||
	    !l->readers[reader].present)
		(void)err_why(&why, ERR_NOT_FOUND, "reader-gone",
		    _("There is no card in that reader any more. Put it in "
		      "and read the cards again."));
	else if (move_secret(&j->pin, secret) < 0 ||
		 move_secret(&j->new_pin, new_pin) < 0)
		(void)err_set(&why, ERR_INTERNAL, _("Memory is out."));
	else
		j->reader = l->readers[reader];
out:
	secret_clear(secret);
	secret_clear(new_pin);
	if (why.code != 0)
		queue_refuse(c->queue, j, &why);
	else
		queue_submit(c->queue, j, CARD_PIN_SET);
}

void
card_change_pin(struct card *c, size_t reader, struct secret *old_pin,
    struct secret *new_pin, bool last_try_confirmed)
{
	struct job *j = job_new(CARD_PIN_SET);

	if (j != NULL)
		j->last_try_agreed = last_try_confirmed;
	set_pin(c, j, reader, old_pin, new_pin);
}

void
card_unblock(struct card *c, size_t reader, struct secret *puk,
    struct secret *new_pin, bool last_try_confirmed)
{
	struct job *j = job_new(CARD_PIN_SET);

	if (j != NULL) {
		j->unblock = true;
		j->last_try_agreed = last_try_confirmed;
	}
	set_pin(c, j, reader, puk, new_pin);
}

void
card_cancel(struct card *c)
{
	queue_cancel(c->queue);
}
