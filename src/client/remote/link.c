/*
 * The client's event loop and the calls in it: see link.h. One request is
 * request.c, its meaning answer.c; here is when to send, wait and try again.
 */
#include "config.h"
#include "client/remote/link.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/random.h"
#include "base/secret.h"
#include "net/curl.h"
#include "client/remote/answer.h"
#include "client/remote/request.h"
#include "net/wiping.h"

#include "base/banned.h"

#define EXTRA_MAX	16 /* descriptors beside the network */
#define PAUSE_ASKED_MAX 60 /* s; a portal's wish beyond is not followed */

enum stage {
	STAGE_WAITING, /* until next_try */
	STAGE_RUNNING, /* libcurl has it */
	STAGE_DONE     /* reply is complete */
};

struct link_call {
	struct link_call *next;
	struct link_ask ask;
	enum stage stage;
	struct request request;
	int failed; /* tries */
	int64_t started, next_try;
	struct link_reply reply;
	void *message; /* decoded, owned; reply.out */
};

struct link {
	char *url, *ca_file, *agent;
	struct secret *token;
	struct link_peer peer;
	CURLM *multi;		 /* NULL until the first call */
	CURL *spare;		 /* keeps the TLS session for the next call */
	struct link_call *calls; /* in the order of starting */
	struct link_call *told;	 /* handed out by the last link_next */
	bool got_through;	 /* the last try that ended brought an answer */
};

/* The host of url into out; 0, or -1 when it is no plain https:// address. */
static int
host_of(const char *url, char *out, size_t size)
{
	static const char scheme[] = "https://";
	const char *host = url + sizeof(scheme) - 1, *p;
	size_t n;

	if (strncmp(url, scheme, sizeof(scheme) - 1) != 0)
		return -1;
	for (p = host; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || strchr("@?#\\\"<>", *p) != NULL)
			return -1;
	n = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
	if (n == 0 || n >= size || n > strlen(host))
		return -1;
	memcpy(out, host, n);
	out[n] = '\0';
	return 0;
}

static int
copy_options(struct link *l, const struct link_options *o)
{
	char agent[64];
	size_t n;

	snprintf(agent, sizeof(agent), "eimza/%s", o->version);
	l->url = strdup(o->url == NULL ? "" : o->url);
	l->agent = strdup(agent);
	l->ca_file = o->ca_file == NULL ? NULL : strdup(o->ca_file);
	l->token = secret_new();
	if (l->url == NULL || l->agent == NULL || l->token == NULL ||
	    (o->ca_file != NULL && l->ca_file == NULL))
		return -1;
	for (n = strlen(l->url); n > 0 && l->url[n - 1] == '/'; n--)
		l->url[n - 1] = '\0';
	return 0;
}

int
link_open(struct link **out, const struct link_options *o, struct err *e)
{
	struct link *l = calloc(1, sizeof(*l));
	int rc = ERR_OK;

	if (l == NULL || copy_options(l, o) < 0)
		rc = err_set(e, ERR_INTERNAL, _("There is not enough memory."));
	else if (o->url != NULL &&
		 host_of(o->url, l->peer.host, sizeof(l->peer.host)) < 0)
		rc = err_why(e, ERR_INVALID, "url",
		    _("The portal's address must have the form "
		      "https://host or https://host:port."));
	if (rc < 0) {
		link_close(l);
		return rc;
	}
	*out = l;
	return ERR_OK;
}

/* Gives the transfer handle back; one is kept for the next call. */
static void
release_easy(struct link *l, struct link_call *c)
{
	CURL *easy = c->request.easy;

	if (easy == NULL)
		return;
	c->request.easy = NULL;
	if (c->stage == STAGE_RUNNING)
		curl_multi_remove_handle(l->multi, easy);
	if (l->spare == NULL) {
		curl_easy_reset(easy);
		l->spare = easy;
	} else {
		curl_easy_cleanup(easy);
	}
}

static void
free_call(struct link *l, struct link_call *c)
{
	if (c == NULL)
		return;
	release_easy(l, c);
	request_free(&c->request);
	if (c->message != NULL)
		wire_clear(c->ask.out, c->message);
	free(c->message);
	free(c);
}

static void
forget_told(struct link *l)
{
	free_call(l, l->told);
	l->told = NULL;
}

void
link_close(struct link *l)
{
	if (l == NULL)
		return;
	while (l->calls != NULL)
		link_cancel(l, l->calls);
	forget_told(l);
	if (l->multi != NULL) {
		curl_easy_cleanup(l->spare);
		curl_multi_cleanup(l->multi);
		curl_global_cleanup();
	}
	secret_free(l->token);
	free(l->url);
	free(l->ca_file);
	free(l->agent);
	free(l);
}

void
link_set_token(struct link *l, const char *token)
{
	secret_clear(l->token);
	if (token == NULL)
		return;
	/* Whatever could end the header line is no token (RFC 6750 §2.1). */
	for (const char *p = token; *p != '\0'; p++)
		if (*p < '!' || *p > '~')
			return;
	(void)secret_set(l->token, token, strlen(token));
}

static int
need_curl(struct link *l, struct err *e)
{
	if (l->multi != NULL)
		return ERR_OK;
	if (curl_load(e) < 0)
		return ERR_UNAVAILABLE;
	if (wiping_curl_init() < 0)
		return err_set(e, ERR_INTERNAL,
		    _("The network library could not be started."));
	l->multi = curl_multi_init();
	if (l->multi == NULL) {
		curl_global_cleanup();
		return err_set(
		    e, ERR_INTERNAL, _("There is not enough memory."));
	}
	return ERR_OK;
}

int
link_start(struct link *l, struct link_call **out, const struct link_ask *ask,
    const void *body, struct err *e)
{
	struct link_call *c = NULL, **end = &l->calls;
	int rc = ERR_OK;

	if (l->url[0] == '\0')
		return err_why(e, ERR_UNAVAILABLE, "no-portal",
		    _("No portal is named, so nothing can be asked of it."));
	rc = need_curl(l, e);
	if (rc < 0)
		return rc;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return err_set(
		    e, ERR_INTERNAL, _("There is not enough memory."));
	request_init(&c->request);
	c->ask = *ask;
	if (ask->in != NULL)
		rc = wire_encode(ask->in, body, &c->request.body, e);
	if (rc < 0) {
		free_call(l, c);
		return rc;
	}
	c->started = c->next_try = clock_mono_ms();
	c->reply.call = c;
	c->reply.message = ask->out;
	while (*end != NULL)
		end = &(*end)->next;
	*end = c;
	*out = c;
	return ERR_OK;
}

/* Takes c out of the list; false when it is not there. */
static bool
unlink_call(struct link *l, const struct link_call *c)
{
	for (struct link_call **p = &l->calls; *p != NULL; p = &(*p)->next) {
		if (*p != c)
			continue;
		*p = c->next;
		return true;
	}
	return false;
}

void
link_cancel(struct link *l, struct link_call *c)
{
	if (c != NULL && unlink_call(l, c))
		free_call(l, c);
}

bool
link_next(struct link *l, struct link_reply *r)
{
	struct link_call *c = l->calls;

	forget_told(l);
	while (c != NULL && c->stage != STAGE_DONE)
		c = c->next;
	if (c == NULL)
		return false;
	unlink_call(l, c);
	l->told = c;
	*r = c->reply;
	return true;
}

/* The pause after the nth failure, in ms: 1, 2, 4, 8, 15, 15... s, a fifth
 * more or less so that the clients of a portal that was restarted do not all
 * come back at once. */
static int64_t
pause_after(int failed, long asked)
{
	static const long seconds[] = { 1, 2, 4, 8, 15 };
	size_t n = sizeof(seconds) / sizeof(seconds[0]);
	long s = seconds[(size_t)failed < n ? (size_t)failed - 1 : n - 1];

	if (asked > PAUSE_ASKED_MAX)
		asked = PAUSE_ASKED_MAX;
	if (asked > s) /* the portal knows better; never earlier than that */
		return asked * 1000 + random_below((uint32_t)asked * 200);
	return s * 800 + random_below((uint32_t)s * 400);
}

static void
log_try(const struct link_call *c)
{
	const struct link_reply *r = &c->reply;

	log_debug("%s: HTTP %d, %ld ms, %zu bytes sent, %zu received%s%s",
	    c->ask.path, r->status, r->ms, r->sent, r->received,
	    r->err.code == ERR_OK ? "" : ": ", r->err.text);
}

/* One try ended. */
static void
finish(struct link *l, struct link_call *c, CURLcode code)
{
	struct answer a = { .peer = &l->peer, .ca_file = l->ca_file };
	struct link_reply *r = &c->reply;
	bool again;

	request_result(&c->request, code, &a, r);
	again = answer_judge(&a, c->ask.out, r, &c->message);
	release_easy(l, c);
	buf_reset(&c->request.answer);
	r->ms = (long)(clock_mono_ms() - c->started);
	l->got_through = code == CURLE_OK;
	log_try(c);
	if (again && !c->ask.once) {
		c->failed++;
		c->stage = STAGE_WAITING;
		c->next_try =
		    clock_mono_ms() + pause_after(c->failed, r->retry_in);
		return;
	}
	r->out = c->message;
	c->stage = STAGE_DONE;
	buf_free(&c->request.body);
}

static void
send_call(struct link *l, struct link_call *c)
{
	struct request_target to = { l->url, l->ca_file, l->agent,
		secret_text(l->token), &l->peer };
	CURL *easy = l->spare != NULL ? l->spare : curl_easy_init();

	l->spare = NULL;
	c->request.easy = easy;
	if (easy == NULL ||
	    request_dress(&c->request, easy, &c->ask, &to, c) < 0 ||
	    curl_multi_add_handle(l->multi, easy) != CURLM_OK) {
		release_easy(l, c);
		c->stage = STAGE_DONE;
		(void)err_set(&c->reply.err, ERR_INTERNAL,
		    _("There is not enough memory."));
		return;
	}
	l->peer.reason[0] = '\0';
	c->stage = STAGE_RUNNING;
}

/* The call whose turn it is: one at a time on one connection, so that the
 * portal sees them in the order they were made. NULL: none. */
static struct link_call *
turn_of(const struct link *l)
{
	struct link_call *c = l->calls;

	while (c != NULL && c->stage == STAGE_DONE)
		c = c->next;
	return c;
}

static void
collect(struct link *l)
{
	struct CURLMsg *m;
	struct link_call *c;
	char *owner;
	int left;

	while ((m = curl_multi_info_read(l->multi, &left)) != NULL) {
		CURLcode code = m->data.result;

		if (m->msg != CURLMSG_DONE)
			continue;
		owner = NULL;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &owner);
		c = (struct link_call *)(void *)owner;
		if (c != NULL)
			finish(l, c, code);
	}
}

static int
network_failed(struct err *e, CURLMcode code)
{
	return err_set(e, ERR_INTERNAL,
	    _("The network library does not work (%s)."),
	    curl_multi_strerror(code));
}

static int
perform(struct link *l, struct err *e)
{
	int running;
	CURLMcode code = curl_multi_perform(l->multi, &running);

	if (code != CURLM_OK)
		return network_failed(e, code);
	collect(l);
	return ERR_OK;
}

static int
wait_ms(int64_t deadline)
{
	int64_t left = deadline - clock_mono_ms();

	if (deadline < 0)
		return -1;
	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static int
wait_plain(struct link_wait *extra, size_t n, int ms, struct err *e)
{
	struct pollfd fds[EXTRA_MAX];

	for (size_t i = 0; i < n; i++)
		fds[i] = (struct pollfd){ .fd = extra[i].fd, .events = POLLIN };
	if (poll(fds, n, ms) < 0) {
		if (errno == EINTR)
			return ERR_OK;
		return err_set(e, ERR_INTERNAL,
		    _("Waiting for input failed: %s."), strerror(errno));
	}
	for (size_t i = 0; i < n; i++)
		extra[i].ready = fds[i].revents != 0;
	return ERR_OK;
}

static int
wait_network(
    struct link *l, struct link_wait *extra, size_t n, int ms, struct err *e)
{
	struct curl_waitfd fds[EXTRA_MAX];
	CURLMcode code;

	for (size_t i = 0; i < n; i++)
		fds[i] = (struct curl_waitfd){ .fd = extra[i].fd,
			.events = CURL_WAIT_POLLIN };
	code = curl_multi_poll(
	    l->multi, fds, (unsigned)n, ms < 0 ? INT_MAX : ms, NULL);
	if (code != CURLM_OK)
		return network_failed(e, code);
	/* libcurl keeps to itself when a descriptor was closed from behind. */
	return n > 0 ? wait_plain(extra, n, 0, e) : ERR_OK;
}

int
link_poll(struct link *l, struct link_wait *extra, size_t n, int64_t deadline,
    struct err *e)
{
	struct link_call *c = turn_of(l);
	int rc = ERR_OK;

	for (size_t i = 0; i < n; i++)
		extra[i].ready = false;
	if (n > EXTRA_MAX)
		return err_set(e, ERR_INTERNAL,
		    _("The program waits for too many things at once."));
	if (c != NULL && c->stage == STAGE_WAITING &&
	    c->next_try <= clock_mono_ms()) {
		send_call(l, c);
		rc = perform(l, e);
		if (rc < 0)
			return rc;
		c = turn_of(l);
	}
	if (c != l->calls) /* one is done: look, but do not wait */
		deadline = 0;
	else if (c != NULL && c->stage == STAGE_WAITING &&
		 (deadline < 0 || c->next_try < deadline))
		deadline = c->next_try;
	if (c == NULL || c->stage != STAGE_RUNNING)
		return wait_plain(extra, n, wait_ms(deadline), e);
	rc = wait_network(l, extra, n, wait_ms(deadline), e);
	return rc < 0 ? rc : perform(l, e);
}

void
link_state(const struct link *l, struct link_state *out)
{
	const struct link_call *c = turn_of(l);

	memset(out, 0, sizeof(*out));
	if (c == NULL) {
		out->status = l->got_through ? LINK_CONNECTED : LINK_IDLE;
		return;
	}
	out->status = LINK_WORKING;
	out->attempt = c->failed;
	if (c->failed == 0)
		return;
	snprintf(out->sentence, sizeof(out->sentence), "%s", c->reply.err.text);
	if (c->stage == STAGE_WAITING) {
		out->status = LINK_TRYING;
		out->next_try = c->next_try;
	}
}

bool
link_peer(const struct link *l, struct link_peer *out)
{
	*out = l->peer;
	return l->peer.fingerprint[0] != '\0';
}
