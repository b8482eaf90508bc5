#include "config.h"
#include "client/remote/stamp.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "sign/timestamp.h"
#include "base/banned.h"

/* Of the screen and of the thread; whoever lets go last frees. */
struct stamp {
	pthread_mutex_t lock;
	int holders; /* guarded by lock */
	int fds[2];  /* the thread closes the second one at its end */
	char *url;
	struct buf cms, out;
	enum lang lang; /* of the person, for the sentence */
	int rc;
	struct stamp_facts facts;
	struct err err;
};

static void
let_go(struct stamp *s)
{
	bool last;

	pthread_mutex_lock(&s->lock);
	last = --s->holders == 0;
	pthread_mutex_unlock(&s->lock);
	if (!last)
		return;
	pthread_mutex_destroy(&s->lock);
	close(s->fds[0]);
	if (s->fds[1] >= 0)
		close(s->fds[1]);
	buf_free(&s->cms);
	buf_free(&s->out);
	free(s->url);
	free(s);
}

static void *
run(void *arg)
{
	struct stamp *s = arg;
	struct timestamp t = { .cms = (const unsigned char *)s->cms.data,
		.len = s->cms.len };
	int done = s->fds[1];

	lang_set(s->lang);
	s->rc = timestamp_fetch(
	    &t, s->url, TIMESTAMP_SECONDS, &s->out, &s->facts, &s->err);
	s->fds[1] = -1;
	close(done);
	let_go(s);
	return NULL;
}

/* No signal of the program's is for this thread; a service that hangs up
 * while it is written to is an error, not the end. */
static int
start_thread(struct stamp *s)
{
	sigset_t all, before;
	pthread_t thread;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&thread, NULL, run, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc == 0)
		pthread_detach(thread);
	return rc;
}

int
stamp_start(
    struct stamp **out, const char *url, const struct buf *cms, struct err *e)
{
	struct stamp *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	s->holders = 1;
	s->fds[0] = s->fds[1] = -1;
	s->lang = lang_get();
	s->cms = (struct buf)BUF_INIT(CADES_MAX);
	s->out = (struct buf)BUF_INIT(CADES_MAX);
	s->url = strdup(url);
	pthread_mutex_init(&s->lock, NULL);
	if (s->url == NULL || buf_add(&s->cms, cms->data, cms->len) < 0 ||
	    pipe2(s->fds, O_CLOEXEC) < 0) {
		let_go(s);
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	s->holders = 2;
	if (start_thread(s) != 0) {
		s->holders = 1;
		let_go(s);
		return err_set(
		    e, ERR_UNAVAILABLE, _("No thread can be started."));
	}
	*out = s;
	return 0;
}

int
stamp_fd(const struct stamp *s)
{
	return s->fds[0];
}

int
stamp_take(
    struct stamp *s, struct buf *cms, struct stamp_facts *facts, struct err *e)
{
	int rc = s->rc;

	err_copy(e, &s->err);
	*facts = s->facts;
	if (rc == 0 && buf_add(cms, s->out.data, s->out.len) < 0)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	let_go(s);
	return rc;
}

void
stamp_drop(struct stamp *s)
{
	if (s != NULL)
		let_go(s);
}
