/*
 * eimza-portal serve: puts the parts together, runs the loop, answers
 * signals. SIGHUP reads the configuration, certificate and trust again;
 * SIGTERM and SIGINT end the service after the requests under way.
 */
#include "config.h"
#include "portal/commands.h"

#include <event2/event.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"
#include "portal/api/api.h"
#include "portal/flow/alerts.h"
#include "portal/flow/housekeeping.h"
#include "portal/flow/retention.h"
#include "portal/http/server.h"
#include "portal/http/tls.h"
#include "portal/key.h"
#include "portal/office.h"
#include "portal/options.h"
#include "portal/publish/maker.h"
#include "portal/publish/publish.h"
#include "portal/send/outbox.h"
#include "portal/send/stamper.h"
#include "portal/store/store.h"
#include "sign/cades.h"
#include "sign/timestamp.h"
#include "base/banned.h"

#define STOP_MS		     10000
#define HOUSEKEEPING_SECONDS 60
#define RETENTION_SECONDS    86400
#define SPARE_DESCRIPTORS    64
#define STAMP_SECONDS	     10

struct serve {
	const char *config;
	int ready_fd;
	struct event_base *base;
	struct http_server *server;
	struct api *api;
	struct store *store;
	struct sender *senders[MESSAGE_KINDS];
	struct outbox *outbox;
	struct stamper *stamper;
	struct event *term, *interrupt, *hangup;
	struct publish *publish; /* NULL: nothing is issued here */
	struct portal_options publish_options; /* as they were at the start */
	pthread_mutex_t lock;
	struct portal_options trust_options; /* under the lock: newest files */
	/* of the store's thread: */
	int64_t next_housekeeping, next_alerts, next_retention;
	struct portal_options options; /* of the start */
	struct alerts alerts;
};

/* What a start and a reload read alike. */
struct loaded {
	struct portal_options *options;
	struct trust *trust;
	struct ssl_ctx_st *tls;
};

static void
loaded_free(struct loaded *l)
{
	portal_options_free(l->options);
	free(l->options);
	trust_free(l->trust);
	tls_free(l->tls);
}

static int
load_trust(const struct portal_options *o, struct trust *t, struct err *e)
{
	int rc = 0;

	for (char **p = o->ca; p != NULL && *p != NULL && rc == 0; p++)
		rc = trust_add_ca_file(t, *p, e);
	for (char **p = o->crl; p != NULL && *p != NULL && rc == 0; p++)
		rc = trust_add_crl_file(t, *p, e);
	return rc == 0 ? trust_settled(t, e) : rc;
}

/* A trust of its own: the thread may outlast the one of a reload. */
static int
load_stamps(
    const struct portal_options *o, struct stamper_setting *s, struct err *e)
{
	s->seconds = STAMP_SECONDS;
	if (o->tsa == NULL)
		return 0;
	s->url = strdup(o->tsa);
	s->trust = trust_new();
	if (s->url == NULL || s->trust == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	return timestamp_address(o->tsa, e) < 0 ? ERR_INVALID
						: load_trust(o, s->trust, e);
}

static int
load(struct loaded *l, const char *config, struct err *e)
{
	int rc;

	l->options = calloc(1, sizeof(*l->options));
	l->trust = trust_new();
	if (l->options == NULL || l->trust == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = portal_options_read(l->options, config, e);
	if (rc == 0)
		rc = portal_options_check(l->options, config, e);
	if (rc == 0)
		rc = load_trust(l->options, l->trust, e);
	if (rc == 0)
		rc = tls_context(&l->tls, l->options->tls_certificate,
		    l->options->tls_key, e);
	return rc;
}

/* The trust of the files and the portal's own list; NULL: it is not used. */
static struct trust *
trust_with(const struct portal_options *o, const void *der, size_t len)
{
	struct trust *t = trust_new();
	struct err e = { 0 };
	int rc = t == NULL ? err_set(&e, ERR_INTERNAL, _("Memory is out."))
			   : load_trust(o, t, &e);

	if (rc == 0)
		rc = trust_add_crl_bytes(t, der, len, "publish", &e);
	if (rc == 0)
		rc = trust_settled(t, &e);
	if (rc == 0)
		return t;
	log_warn("the portal's own revocation list is not used for its own "
		 "verification: %s",
	    e.text);
	trust_free(t);
	return NULL;
}

/* A thread of its own: 100,000 entries are read in tenths of a second. */
static void *
on_list(void *arg, const void *der, size_t len)
{
	struct serve *s = arg;
	struct trust *t;

	pthread_mutex_lock(&s->lock);
	t = trust_with(&s->trust_options, der, len);
	pthread_mutex_unlock(&s->lock);
	return t;
}

static void
use_trust(void *arg, void *made)
{
	struct serve *s = arg;
	struct err e = { 0 };

	if (api_trust(s->api, made, &e) < 0)
		log_error("revocation list: %s", e.text);
}

static void
drop_trust(void *arg, void *made)
{
	(void)arg;
	trust_free(made);
}

/* From now on the list is read beside these files. */
static int
note_files(struct serve *s, struct err *e)
{
	struct portal_options fresh, old;
	int rc = portal_options_read(&fresh, s->config, e);

	if (rc < 0) {
		portal_options_free(&fresh);
		return rc;
	}
	pthread_mutex_lock(&s->lock);
	old = s->trust_options;
	s->trust_options = fresh;
	pthread_mutex_unlock(&s->lock);
	portal_options_free(&old);
	return 0;
}

static int
start_publishing(struct serve *s, struct err *e)
{
	const struct publish_hooks hooks = {
		.list = on_list, .use = use_trust, .drop = drop_trust, .arg = s
	};
	int rc = portal_options_read(&s->publish_options, s->config, e);

	if (rc == 0)
		rc = note_files(s, e);
	if (rc < 0 || strcmp(s->publish_options.issuer, "builtin") != 0)
		return rc;
	return publish_start(
	    &s->publish, s->base, &s->publish_options, &hooks, e);
}

static struct http_limits
limits_of(const struct portal_options *o)
{
	return (struct http_limits){ .max_connections = o->max_connections,
		.request_seconds = o->request_seconds,
		.idle_seconds = o->idle_seconds };
}

static void
raise_descriptors(long connections)
{
	struct rlimit r;
	rlim_t want = (rlim_t)connections + SPARE_DESCRIPTORS;

	if (getrlimit(RLIMIT_NOFILE, &r) < 0 || r.rlim_cur >= want)
		return;
	r.rlim_cur = r.rlim_max < want ? r.rlim_max : want;
	setrlimit(RLIMIT_NOFILE, &r);
	if (r.rlim_cur < want)
		log_warn("%ld connections need %lu descriptors, %lu are "
			 "allowed",
		    connections, (unsigned long)want,
		    (unsigned long)r.rlim_cur);
}

/* A core file would hold the key and what people have typed. */
static void
forbid_core(void)
{
	const struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
}

/* 0 is no moment. */
static int64_t
earlier(int64_t a, int64_t b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

/* Short steps, one with each housekeeping, until nothing is due for a day. */
static void
retain(struct serve *s, int64_t now)
{
	struct err e = { 0 };
	bool more = false;

	if (now < s->next_retention &&
	    s->next_retention - now <= RETENTION_SECONDS)
		return;
	if (flow_retention(s->store, s->options.retention_days,
		s->options.retention_years, now, &more, &e) < 0)
		log_error("retention: %s", e.text);
	s->next_retention = now + (more ? 0 : RETENTION_SECONDS);
}

static int64_t
tick(void *arg, int64_t now)
{
	struct serve *s = arg;
	struct err e = { 0 };
	int64_t next = 0, stamps = 0;

	if (now >= s->next_housekeeping) {
		s->next_housekeeping = now + HOUSEKEEPING_SECONDS;
		if (flow_housekeeping(s->store, now, &e) < 0)
			log_error("housekeeping: %s", e.text);
		if (flow_late(s->store, &s->options, now, &e) < 0)
			log_error("late cards: %s", e.text);
		retain(s, now);
	}
	if (now >= s->next_alerts &&
	    flow_alerts(&s->alerts, s->store, &s->options, now, &s->next_alerts,
		&e) < 0)
		log_error("alerts: %s", e.text);
	if (outbox_pump(s->outbox, s->store, now, &next, &e) < 0)
		log_error("outbox: %s", e.text);
	if (stamper_pump(s->stamper, s->store, now, &stamps, &e) < 0)
		log_error("time-stamps: %s", e.text);
	next = earlier(next, stamps);
	next = earlier(next, s->next_alerts);
	return earlier(next, s->next_housekeeping);
}

/* From the thread of the outbox or of the stamps. */
static void
on_result(void *arg)
{
	struct serve *s = arg;

	api_wake(s->api);
}

static void
on_stopped(void *arg)
{
	struct serve *s = arg;

	event_base_loopbreak(s->base);
}

static void
on_term(evutil_socket_t sig, short what, void *arg)
{
	struct serve *s = arg;

	(void)sig;
	(void)what;
	log_info("stopping");
	http_server_stop(s->server, STOP_MS, on_stopped, s);
}

/* A reload reads the files; the portal's own list is in none of them. */
static void
with_own_list(struct serve *s, struct loaded *l)
{
	struct published *own =
	    s->publish == NULL ? NULL : publish_list(s->publish);
	struct trust *t;

	if (own == NULL)
		return;
	t = trust_with(l->options, own->der, own->len);
	published_drop(own);
	if (t == NULL)
		return;
	trust_free(l->trust);
	l->trust = t;
}

static void
on_hangup(evutil_socket_t sig, short what, void *arg)
{
	struct serve *s = arg;
	struct loaded l = { 0 };
	struct stamper_setting stamps = { 0 };
	struct err e = { 0 };
	struct http_limits limits;

	(void)sig;
	(void)what;
	if (load(&l, s->config, &e) < 0 ||
	    load_stamps(l.options, &stamps, &e) < 0) {
		log_error("not reloaded, the old settings stay: %s", e.text);
		stamper_setting_free(&stamps);
		loaded_free(&l);
		return;
	}
	limits = limits_of(l.options);
	raise_descriptors(limits.max_connections);
	if (note_files(s, &e) == 0)
		with_own_list(s, &l);
	if (api_reload(s->api, l.options, l.trust, &e) < 0) {
		log_error("not reloaded: %s", e.text);
		tls_free(l.tls);
		stamper_setting_free(&stamps);
		return;
	}
	http_server_set(s->server, l.tls, &limits);
	stamper_set(s->stamper, &stamps);
	log_info("reloaded");
}

static int
add_signals(struct serve *s, struct err *e)
{
	signal(SIGPIPE, SIG_IGN);
	s->term = evsignal_new(s->base, SIGTERM, on_term, s);
	s->interrupt = evsignal_new(s->base, SIGINT, on_term, s);
	s->hangup = evsignal_new(s->base, SIGHUP, on_hangup, s);
	if (s->term == NULL || s->interrupt == NULL || s->hangup == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	event_add(s->term, NULL);
	event_add(s->interrupt, NULL);
	event_add(s->hangup, NULL);
	return 0;
}

static void
announce(const struct serve *s, const char *address, int port)
{
	int lists = s->publish == NULL ? 0 : publish_port(s->publish);
	bool six = strchr(address, ':') != NULL;
	char text[32];
	int n;

	printf(six ? "listening on [%s]:%d\n" : "listening on %s:%d\n", address,
	    port);
	if (lists > 0)
		printf("publishing on port %d\n", lists);
	fflush(stdout);
	if (s->ready_fd < 0)
		return;
	n = lists > 0 ? snprintf(text, sizeof(text), "%d\n%d\n", port, lists)
		      : snprintf(text, sizeof(text), "%d\n", port);
	if (write(s->ready_fd, text, (size_t)n) < 0)
		log_warn("the descriptor of --ready-fd cannot be written");
	close(s->ready_fd);
}

static int
open_parts(struct serve *s, const struct portal_options *o, struct err *e)
{
	int rc;

	s->base = event_base_new();
	if (s->base == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = portal_options_read(&s->options, s->config, e);
	if (rc == 0)
		rc = store_open(&s->store, o->database, e);
	for (int k = 0; rc == 0 && k < MESSAGE_KINDS; k++)
		rc = sender_open(&s->senders[k], (enum message_kind)k, o, e);
	if (rc == 0)
		rc = outbox_start(&s->outbox, s->senders, on_result, s, e);
	return rc == 0 ? add_signals(s, e) : rc;
}

static int
start_stamps(struct serve *s, const struct portal_options *o, struct err *e)
{
	struct stamper_setting set = { 0 };
	int rc = load_stamps(o, &set, e);

	if (rc == 0)
		rc = stamper_start(&s->stamper, &set, on_result, s, e);
	stamper_setting_free(&set);
	return rc;
}

static int
start(struct serve *s, struct err *e)
{
	struct loaded l = { 0 };
	struct api_parts parts = {
		.routes = routes, .tick = tick, .tick_arg = s
	};
	struct http_limits limits;
	const struct portal_options *o;
	int rc = load(&l, s->config, e), port;

	o = l.options;
	if (rc == 0)
		rc = portal_key_read(o->secret_file, parts.key, e);
	if (rc == 0)
		rc = open_parts(s, o, e);
	if (rc == 0)
		rc = start_stamps(s, o, e);
	if (rc < 0) {
		loaded_free(&l);
		return rc;
	}
	limits = limits_of(o);
	raise_descriptors(limits.max_connections);
	parts.base = s->base;
	parts.store = s->store;
	rc = api_new(&s->api, &parts, l.options, l.trust, e);
	explicit_bzero(parts.key, sizeof(parts.key));
	if (rc == 0)
		rc = http_server_new(
		    &s->server, s->base, api_handler(s->api), e);
	if (rc < 0) {
		tls_free(l.tls);
		return rc;
	}
	http_server_set(s->server, l.tls, &limits);
	port = (int)o->port;
	rc = http_server_listen(s->server, o->listen, &port, e);
	if (rc == 0)
		rc = api_start(s->api, o->workers, e);
	if (rc == 0)
		rc = start_publishing(s, e);
	if (rc == 0)
		announce(s, o->listen, port);
	return rc;
}

static void
finish(struct serve *s)
{
	struct err e = { 0 };
	int64_t next;

	publish_free(s->publish);
	portal_options_free(&s->publish_options);
	portal_options_free(&s->trust_options);
	if (s->api != NULL)
		api_stop(s->api);
	outbox_stop(s->outbox);
	/* What was just sent is noted, or it would be sent again. */
	if (s->outbox != NULL &&
	    outbox_pump(s->outbox, s->store, clock_wall(), &next, &e) < 0)
		log_error("outbox: %s", e.text);
	stamper_stop(s->stamper);
	if (s->api != NULL &&
	    stamper_pump(s->stamper, s->store, clock_wall(), &next, &e) < 0)
		log_error("time-stamps: %s", e.text);
	outbox_free(s->outbox);
	stamper_free(s->stamper);
	http_server_free(s->server);
	api_free(s->api);
	for (int k = 0; k < MESSAGE_KINDS; k++)
		sender_free(s->senders[k]);
	store_close(s->store);
	portal_options_free(&s->options);
	if (s->term != NULL)
		event_free(s->term);
	if (s->interrupt != NULL)
		event_free(s->interrupt);
	if (s->hangup != NULL)
		event_free(s->hangup);
	if (s->base != NULL)
		event_base_free(s->base);
}

static int
run(struct serve *s)
{
	struct err e = { 0 };
	int rc;

	forbid_core();
	pthread_mutex_init(&s->lock, NULL);
	rc = start(s, &e);
	if (rc == 0)
		event_base_dispatch(s->base);
	else
		fprintf(stderr, "eimza-portal: %s\n", e.text);
	finish(s);
	pthread_mutex_destroy(&s->lock);
	return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
cmd_serve(int argc, char **argv)
{
	struct serve s = { .config = PORTAL_CONF, .ready_fd = -1 };
	const char *fd = NULL;
	const struct office_option options[] = { { "config", &s.config, NULL },
		{ "ready-fd", &fd, NULL }, { NULL, NULL, NULL } };

	if (office_options(argc, argv, options) != argc)
		return office_usage(
		    "serve [--config FILE] [--ready-fd NUMBER]");
	if (fd != NULL)
		s.ready_fd = (int)strtol(fd, NULL, 10);
	return run(&s);
}
