/* Judges a request before its job, answers it after; see api.h. */
#include "config.h"
#include "portal/api/api.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/text.h"
#include "portal/api/dispatch.h"
#include "sign/cades.h"
#include "base/banned.h"

#define OVERLOAD_RETRY 2   /* seconds */
#define GUESSES_OF_ALL 100 /* wrong codes of everybody: so many addresses */
#define CAPTCHAS_LOGIN 3   /* pictures for each login */
#define REPORTS_CALL   10  /* one gateway speaks for many people */

struct api {
	struct http_handler handler;
	struct api_parts parts;
	struct dispatch *dispatch;
	struct job_setting *setting;
	struct rate *rate, *guesses;
	TAILQ_HEAD(, job) under_way;
};

static const struct {
	int status, code;
	const char *reason, *text;
} refusals[] = {
	{ 400, ERR_INVALID, "http",
	    N_("The request is not proper HTTP. If a proxy stands before the "
	       "portal, please check it.") },
	{ 404, ERR_NOT_FOUND, "path", N_("The portal has no such address.") },
	{ 405, ERR_INVALID, "method",
	    N_("This address does not know that method.") },
	{ 406, ERR_INVALID, "accept",
	    N_("The portal answers in application/json only.") },
	{ 408, ERR_EXPIRED, "slow",
	    N_("The request did not arrive in time. Please try again.") },
	{ 411, ERR_INVALID, "length",
	    N_("The request must state its Content-Length.") },
	{ 413, ERR_LIMIT, "too-large", N_("The request is too large.") },
	{ 415, ERR_INVALID, "content-type",
	    N_("The request must be application/json.") },
	{ 417, ERR_INVALID, "expect",
	    N_("The portal cannot meet the request's expectation.") },
	{ 431, ERR_LIMIT, "head", N_("The request's header is too large.") },
	{ 503, ERR_UNAVAILABLE, "busy",
	    N_("The portal is busy. Please try again in a moment.") },
	{ 505, ERR_INVALID, "version", N_("The portal speaks HTTP/1.1 only.") },
};

static void
setting_drop(struct job_setting *s)
{
	if (s == NULL || --s->users > 0)
		return;
	if (--*s->sharers == 0) {
		portal_options_free(s->options);
		free(s->options);
		free(s->sharers);
	}
	trust_free(s->trust);
	free(s);
}

static void
log_request(const struct http_request *rq, const char *name, int status)
{
	log_info("%s %s %d %lld ms%s", rq->peer, name, status,
	    (long long)(clock_mono_ms() - rq->began_ms),
	    rq->conn == NULL ? " (client gone)" : "");
}

/* Answers with an error that no operation gave. */
static void
answer(struct http_request *rq, int status, const struct err *e,
    struct http_answer a)
{
	struct buf body = BUF_INIT(4096);

	job_error(e, a.retry_after, -1, &body);
	a.status = status;
	a.body = buf_str(&body);
	a.len = body.len;
	log_request(rq, e->reason, status);
	http_reply(rq, &a);
	buf_free(&body);
}

static void
refuse_with(struct http_request *rq, int status, struct http_answer a)
{
	struct err e = { 0 };

	lang_set(rq->lang);
	err_fill(&e, ERR_INTERNAL,
	    _("The portal has made a mistake. Please "
	      "try again later."));
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		if (refusals[i].status != status)
			continue;
		err_fill(&e, refusals[i].code, "%s", _(refusals[i].text));
		err_reason(&e, refusals[i].reason);
	}
	if (status == 503)
		a.retry_after = OVERLOAD_RETRY;
	answer(rq, status, &e, a);
}

/* The first of the languages we have (RFC 9110 §12.5.4; whoever lists two
 * lists the better one first). */
static enum lang
language_of(const char *accept)
{
	for (const char *p = accept; p != NULL && *p != '\0';) {
		char tag[3] = "";

		p += strspn(p, ", \t");
		if (strcspn(p, "-;, \t") == 2) {
			memcpy(tag, p, 2);
			if (text_ascii_equal(tag, "tr"))
				return LANG_TR;
			if (text_ascii_equal(tag, "en"))
				return LANG_EN;
		}
		p += strcspn(p, ",");
	}
	return LANG_TR;
}

/* A media type of a header's list, its parameters left out. */
static bool
media_is(const char *item, size_t len, const char *type)
{
	char name[40];

	if (len >= sizeof(name))
		return false;
	memcpy(name, item, len);
	name[len] = '\0';
	return text_ascii_equal(name, type);
}

static bool
accepts_json(const char *accept)
{
	static const char *const types[] = { "application/json",
		"application/*", "*/*" };

	for (const char *p = accept; p != NULL && *p != '\0';) {
		size_t len;

		p += strspn(p, ", \t");
		len = strcspn(p, ",; \t");
		for (size_t i = 0; i < 3; i++)
			if (media_is(p, len, types[i]))
				return true;
		p += strcspn(p, ",");
	}
	return accept == NULL;
}

static bool
is_json(const char *content_type)
{
	return content_type != NULL &&
	       media_is(content_type, strcspn(content_type, "; \t"),
		   "application/json");
}

static const struct route *
route_of(const struct api *a, const struct http_request *rq, char allow[64])
{
	return route_find(
	    a->parts.routes, rq->head.method, rq->head.target, allow, 64);
}

/* What can be said before the body has come. */
static int
admit(void *arg, const struct http_request *rq, size_t *most)
{
	char allow[64];
	const struct route *r = route_of(arg, rq, allow);

	if (r == NULL)
		return allow[0] == '\0' ? 404 : 405;
	if (r->most > 0 && rq->head.length == HEAD_NO_BODY)
		return 411;
	if (r->most > 0 && !is_json(rq->head.content_type))
		return 415;
	if (!accepts_json(rq->head.accept))
		return 406;
	*most = r->most;
	return 0;
}

static void
refuse(void *arg, struct http_request *rq, int status)
{
	struct http_answer with = { 0 };
	char allow[64] = "";

	rq->lang = language_of(rq->head.accept_language);
	if (status == 405) {
		route_of(arg, rq, allow);
		with.allow = allow;
	}
	refuse_with(rq, status, with);
}

/* Wrong codes of everybody together fill the second table: D4's limit that
 * many addresses cannot pass. */
static long
too_often(struct api *a, const struct route *r, const char *peer)
{
	int64_t now = clock_mono_ms();
	long wait = rate_take(a->rate, r->rate, peer, now);

	if (wait == 0 && r->rate == RATE_GUESS)
		wait = rate_peek(a->guesses, RATE_GUESS, "", now);
	return wait;
}

static bool
is_under_way(const struct api *a, const struct job *j)
{
	const struct job *other;

	TAILQ_FOREACH(other, &a->under_way, under_way)
	if (job_repeats(j, other))
		return true;
	return false;
}

static void
handle(void *arg, struct http_request *rq)
{
	struct api *a = arg;
	struct http_answer with = { 0 };
	struct err e = { 0 };
	char allow[64];
	const struct route *r = route_of(a, rq, allow);
	struct job *j;

	rq->lang = language_of(rq->head.accept_language);
	lang_set(rq->lang);
	with.retry_after = too_often(a, r, rq->peer);
	if (with.retry_after > 0) {
		err_fill(&e, ERR_LIMIT,
		    _("Too many requests. Please try again in %ld seconds."),
		    with.retry_after);
		err_reason(&e, "rate");
		answer(rq, 429, &e, with);
		return;
	}
	j = job_new(r, a->setting, rq, &e);
	if (j == NULL) {
		answer(rq, job_status(&e), &e, with);
		return;
	}
	j->request = rq;
	/* A repetition while the first is under way: a moment later it gets
	 * the first one's answer. */
	if (is_under_way(a, j) || !dispatch_put(a->dispatch, j)) {
		job_free(j);
		refuse_with(rq, 503, with);
		return;
	}
	TAILQ_INSERT_TAIL(&a->under_way, j, under_way);
	a->setting->users++;
}

/* The job's answer goes out. */
static void
done(void *arg, struct job *j)
{
	struct api *a = arg;
	struct http_request *rq = j->request;
	struct http_answer with = { .status = j->status,
		.body = buf_str(&j->answer),
		.len = j->answer.len };

	if (j->route->rate == RATE_GUESS && j->rc == ERR_NOT_FOUND)
		rate_take(a->guesses, RATE_GUESS, "", clock_mono_ms());
	if (j->status == 429 || j->status == 503)
		with.retry_after = j->call.retry_in;
	if (j->status == 500)
		log_error("%s: %s", j->route->op->name, j->err.text);
	log_request(rq, j->route->op->name, j->status);
	http_reply(rq, &with);
	setting_drop(j->setting);
	TAILQ_REMOVE(&a->under_way, j, under_way);
	job_free(j);
}

static void
set_rates(struct api *a, const struct portal_options *o)
{
	long rates[RATE_CLASSES] = {
		[RATE_CALL] = o->requests_per_minute,
		[RATE_CAPTCHA] = CAPTCHAS_LOGIN * o->logins_per_minute,
		[RATE_LOGIN] = o->logins_per_minute,
		[RATE_GUESS] = o->signing_guesses_per_minute,
		[RATE_REPORT] = REPORTS_CALL * o->requests_per_minute,
	};

	rate_set(a->rate, rates);
	rates[RATE_GUESS] *= GUESSES_OF_ALL;
	rate_set(a->guesses, rates);
}

/* For later calls; takes trust over. */
static int
set(struct api *a, struct portal_options *options, unsigned *sharers,
    struct trust *trust, struct err *e)
{
	struct job_setting *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		trust_free(trust);
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	s->options = options;
	s->sharers = sharers;
	++*sharers;
	s->trust = trust;
	s->users = 1;
	s->flow.store = a->parts.store;
	s->flow.options = options;
	s->flow.trust = trust;
	memcpy(s->flow.key, a->parts.key, sizeof(s->flow.key));
	setting_drop(a->setting);
	a->setting = s;
	return 0;
}

int
api_reload(struct api *a, struct portal_options *options, struct trust *trust,
    struct err *e)
{
	unsigned *sharers = calloc(1, sizeof(*sharers));
	int rc = ERR_INTERNAL;

	if (sharers == NULL) {
		trust_free(trust);
		err_fill(e, rc, _("Memory is out."));
	} else {
		rc = set(a, options, sharers, trust, e);
	}
	if (rc < 0) {
		portal_options_free(options);
		free(options);
		free(sharers);
		return rc;
	}
	set_rates(a, options);
	return 0;
}

int
api_trust(struct api *a, struct trust *trust, struct err *e)
{
	return set(a, a->setting->options, a->setting->sharers, trust, e);
}

int
api_new(struct api **out, const struct api_parts *parts,
    struct portal_options *options, struct trust *trust, struct err *e)
{
	struct api *a = calloc(1, sizeof(*a));
	struct dispatch_hooks hooks = { .done = done, .arg = a };
	int rc;

	if (a != NULL) {
		a->rate = rate_new();
		a->guesses = rate_new();
	}
	if (a == NULL || a->rate == NULL || a->guesses == NULL) {
		portal_options_free(options);
		free(options);
		trust_free(trust);
		api_free(a);
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	a->parts = *parts;
	TAILQ_INIT(&a->under_way);
	a->handler = (struct http_handler){
		.admit = admit, .handle = handle, .refuse = refuse, .arg = a
	};
	rc = api_reload(a, options, trust, e);
	hooks.tick = parts->tick;
	hooks.tick_arg = parts->tick_arg;
	if (rc == 0)
		rc = dispatch_new(&a->dispatch, parts->base, &hooks, e);
	if (rc < 0) {
		api_free(a);
		return rc;
	}
	*out = a;
	return 0;
}

int
api_start(struct api *a, long workers, struct err *e)
{
	return dispatch_start(a->dispatch, workers, e);
}

void
api_wake(struct api *a)
{
	dispatch_wake(a->dispatch);
}

void
api_stop(struct api *a)
{
	dispatch_stop(a->dispatch);
}

void
api_free(struct api *a)
{
	if (a == NULL)
		return;
	dispatch_free(a->dispatch);
	setting_drop(a->setting);
	rate_free(a->rate);
	rate_free(a->guesses);
	explicit_bzero(&a->parts, sizeof(a->parts));
	free(a);
}

const struct http_handler *
api_handler(const struct api *a)
{
	return &a->handler;
}
