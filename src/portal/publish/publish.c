#include "config.h"
#include "portal/publish/publish.h"

#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"
#include "portal/api/rate.h"
#include "portal/http/server.h"
#include "portal/options.h"
#include "portal/publish/maker.h"
#include "portal/publish/pool.h"
#include "portal/publish/responder.h"
#include "base/banned.h"

#define REQUEST_SECONDS 10
#define IDLE_SECONDS	15
#define BUSY_SECONDS	2 /* Retry-After */

struct publish {
	const struct portal_options *options;
	struct publish_hooks hooks;
	struct http_handler handler;
	struct http_server *server;
	struct maker *maker;
	struct pool *pool;
	struct rate *rate;
	char crl_path[128];
	int port;
	int fd; /* wakes the loop */
	struct event *event;
	pthread_mutex_t lock;
	struct published *list; /* under the lock, with what was made of it */
	void *made;
};

static void
answer_status(struct http_request *rq, int status)
{
	struct http_answer a = { .status = status,
		.type = "text/plain",
		.body = "",
		.allow = status == 405 ? "GET, POST" : NULL,
		.retry_after =
		    status == 503 || status == 429 ? BUSY_SECONDS : 0 };

	http_reply(rq, &a);
}

struct published *
publish_list(struct publish *p)
{
	struct published *list;

	pthread_mutex_lock(&p->lock);
	list = p->list;
	if (list != NULL)
		atomic_fetch_add(&list->users, 1);
	pthread_mutex_unlock(&p->lock);
	return list;
}

static void
drop_list(void *arg)
{
	published_drop(arg);
}

static void
answer_list(struct publish *p, struct http_request *rq)
{
	struct published *list = publish_list(p);
	struct http_answer a = { .status = 200,
		.type = "application/pkix-crl" };
	int64_t left;

	if (list == NULL) {
		answer_status(rq, 503);
		return;
	}
	left = list->next_update - clock_wall();
	a.max_age = left < p->options->crl_every_seconds
			? (long)left
			: p->options->crl_every_seconds;
	a.body = (const char *)list->der;
	a.len = list->len;
	a.release = drop_list;
	a.release_arg = list;
	http_reply(rq, &a);
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The question in a path (RFC 6960 §A.1): base64, then percent-encoded. */
static int
question_in(const char *path, unsigned char **out, size_t *len)
{
	char text[OCSP_QUESTION_MAX * 2];
	size_t n = 0;

	for (; *path != '\0' && n + 1 < sizeof(text); path++) {
		if (*path != '%') {
			text[n++] = *path;
			continue;
		}
		/* The head's reader has seen that two digits follow. */
		text[n++] =
		    (char)(hex_value(path[1]) * 16 + hex_value(path[2]));
		path += 2;
	}
	text[n] = '\0';
	return *path == '\0' ? base64_decode(text, out, len) : -1;
}

static void
ask(struct publish *p, struct http_request *rq)
{
	unsigned char *question = NULL;
	size_t len = 0;
	int rc;

	if (strcmp(rq->head.method, "POST") == 0)
		rc = pool_put(p->pool, rq, rq->body, rq->body_len);
	else if (question_in(
		     rq->head.target + strlen("/ocsp/"), &question, &len) < 0)
		rc = pool_put(p->pool, rq, "", 0); /* malformed */
	else
		rc = pool_put(p->pool, rq, question, len);
	free(question);
	if (rc < 0)
		answer_status(rq, 503);
}

/* Loop thread: an answer of the pool. */
static void
answered(void *arg, struct http_request *rq, const struct buf *answer)
{
	struct http_answer a = { .status = 200,
		.type = "application/ocsp-response",
		.body = buf_str(answer),
		.len = answer->len };

	(void)arg;
	if (answer->len == 0)
		answer_status(rq, 503);
	else
		http_reply(rq, &a);
}

enum place { PLACE_NONE, PLACE_LIST, PLACE_ASK };

static enum place
place_of(const struct publish *p, const char *target)
{
	if (strcmp(target, p->crl_path) == 0)
		return PLACE_LIST;
	if (strcmp(target, "/ocsp") == 0 || strncmp(target, "/ocsp/", 6) == 0)
		return PLACE_ASK;
	return PLACE_NONE;
}

static int
admit(void *arg, const struct http_request *rq, size_t *most)
{
	static const char type[] = "application/ocsp-request";
	enum place where = place_of(arg, rq->head.target);
	bool get = strcmp(rq->head.method, "GET") == 0;
	bool post = strcmp(rq->head.method, "POST") == 0;
	bool slash = strlen(rq->head.target) > strlen("/ocsp/");

	if (where == PLACE_NONE)
		return 404;
	if (where == PLACE_LIST || (get && slash))
		return get ? 0 : 405;
	if (!post || slash)
		return 405;
	if (rq->head.length == -1)
		return 411;
	if (rq->head.content_type == NULL ||
	    strncmp(rq->head.content_type, type, sizeof(type) - 1) != 0)
		return 415;
	*most = OCSP_QUESTION_MAX;
	return 0;
}

static void
handle(void *arg, struct http_request *rq)
{
	struct publish *p = arg;

	if (rate_take(p->rate, RATE_CALL, rq->peer, clock_mono_ms()) > 0)
		answer_status(rq, 429);
	else if (place_of(p, rq->head.target) == PLACE_LIST)
		answer_list(p, rq);
	else
		ask(p, rq);
}

static void
refuse(void *arg, struct http_request *rq, int status)
{
	(void)arg;
	answer_status(rq, status);
}

/* Maker's thread: keeps the list, has the portal's own verification made
 * ready for it, wakes the loop. */
static void
on_list(void *arg, struct published *list)
{
	struct publish *p = arg;
	struct published *old;
	const uint64_t one = 1;
	void *made = NULL, *unused = NULL;

	if (p->hooks.list != NULL)
		made = p->hooks.list(p->hooks.arg, list->der, list->len);
	pthread_mutex_lock(&p->lock);
	old = p->list;
	p->list = list;
	if (made != NULL) {
		unused = p->made;
		p->made = made;
	}
	pthread_mutex_unlock(&p->lock);
	published_drop(old);
	/* What the loop has not taken yet, it will never need. */
	if (unused != NULL)
		p->hooks.drop(p->hooks.arg, unused);
	if (write(p->fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
		log_error("eventfd: %s", strerror(errno));
}

static void
on_responder(void *arg, struct responder *r)
{
	struct publish *p = arg;

	if (p->pool != NULL)
		pool_responder(p->pool, r);
	else
		responder_drop(r);
}

static void *
take_made(struct publish *p)
{
	void *made;

	pthread_mutex_lock(&p->lock);
	made = p->made;
	p->made = NULL;
	pthread_mutex_unlock(&p->lock);
	return made;
}

/* Loop thread. */
static void
on_fresh(evutil_socket_t fd, short what, void *arg)
{
	struct publish *p = arg;
	uint64_t n;
	void *made;

	(void)what;
	if (read(fd, &n, sizeof(n)) < 0 && errno != EAGAIN)
		log_error("eventfd: %s", strerror(errno));
	made = take_made(p);
	if (made != NULL)
		p->hooks.use(p->hooks.arg, made);
}

static int
listen_at(struct publish *p, struct event_base *base, struct err *e)
{
	const struct portal_options *o = p->options;
	const struct http_limits limits = { .max_connections =
						o->publish_connections,
		.request_seconds = REQUEST_SECONDS,
		.idle_seconds = IDLE_SECONDS };
	const struct pool_hooks hooks = { .answered = answered, .arg = p };
	long rates[RATE_CLASSES] = { 0 };
	int rc;

	if (o->publish_address == NULL || o->publish_address[0] == '\0')
		return 0;
	snprintf(
	    p->crl_path, sizeof(p->crl_path), "/crl/%s.crl", o->publish_name);
	p->handler = (struct http_handler){
		.admit = admit, .handle = handle, .refuse = refuse, .arg = p
	};
	p->rate = rate_new();
	if (p->rate == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	for (int i = 0; i < RATE_CLASSES; i++)
		rates[i] = o->publish_per_minute;
	rate_set(p->rate, rates);
	rc = pool_new(&p->pool, base, o, &hooks, e);
	if (rc == 0)
		rc = http_server_new(&p->server, base, &p->handler, e);
	if (rc < 0)
		return rc;
	http_server_set(p->server, NULL, &limits);
	p->port = (int)o->publish_port;
	return http_server_listen(p->server, o->publish_address, &p->port, e);
}

int
publish_start(struct publish **out, struct event_base *base,
    const struct portal_options *o, const struct publish_hooks *hooks,
    struct err *e)
{
	struct publish *p = calloc(1, sizeof(*p));
	struct maker_hooks made = { on_list, on_responder, p };
	int rc;

	if (p == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	p->options = o;
	p->hooks = *hooks;
	pthread_mutex_init(&p->lock, NULL);
	p->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (p->fd >= 0)
		p->event =
		    event_new(base, p->fd, EV_READ | EV_PERSIST, on_fresh, p);
	rc = p->event == NULL || event_add(p->event, NULL) < 0
		 ? err_set(e, ERR_INTERNAL, _("Memory is out."))
		 : listen_at(p, base, e);
	if (rc == 0)
		rc = maker_start(&p->maker, o, &made, e);
	if (rc < 0) {
		publish_free(p);
		return rc;
	}
	*out = p;
	return 0;
}

int
publish_port(const struct publish *p)
{
	return p->port;
}

void
publish_free(struct publish *p)
{
	if (p == NULL)
		return;
	maker_stop(p->maker);
	pool_free(p->pool); /* answers the requests under way */
	http_server_free(p->server);
	if (p->made != NULL)
		p->hooks.drop(p->hooks.arg, p->made);
	if (p->event != NULL)
		event_free(p->event);
	if (p->fd >= 0)
		close(p->fd);
	published_drop(p->list);
	rate_free(p->rate);
	pthread_mutex_destroy(&p->lock);
	free(p);
}
