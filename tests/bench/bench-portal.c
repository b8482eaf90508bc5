/*
 * The portal under measurement, everything in one run: one renewal; renewals
 * a second with many clients, and how long a cheap call waits meanwhile; the
 * work no portal can leave out, for comparison; memory of idle sessions.
 *
 * bench-portal [--renewals N] [--clients N] [--sessions N]
 */
#include "config.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench-floor.h"
#include "bench-proc.h"
#include "client/remote/link.h"
#include "base/banned.h"

#define MOST_PROBES    100000
#define PROBE_PAUSE_NS 2000000
#define FIRST_SESSIONS 20 /* before memory is measured */
#define CLIENT_NICE    10 /* its workers have 5 */
#define AIM_RATIO      80 /* per cent */
#define AIM_P99_MS     20
#define AIM_SESSION_KB 20

/* What the processes of a load share. */
struct shared {
	long next, failed; /* atomic */
	bool stop;
	long probes;
	int64_t probe_us[MOST_PROBES];
	struct headless_result results[];
};

struct options {
	long renewals, clients, sessions;
};

struct load {
	double seconds, rate, portal_cpu, client_cpu; /* CPU s a renewal */
	double p50, p99, most;			      /* ms of a cheap call */
	long probes, failed;
	double median_ms; /* of a renewal */
};

static const char *
aim(bool met)
{
	return met ? "aim met" : "aim not met";
}

static int
by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void
client(struct shared *s, const struct bench_world *w, const struct options *o)
{
	struct headless_portal at = bench_portal(w, true);
	struct err e = { 0 };
	long i;

	/* Clients are other machines: they take no turn from the portal. */
	setpriority(PRIO_PROCESS, 0, CLIENT_NICE);
	while ((i = __atomic_fetch_add(&s->next, 1, __ATOMIC_RELAXED)) <
	       o->renewals) {
		/* The first person was the one alone. */
		if (headless_renew(
			&at, &w->people[i + 1], &s->results[i], &e) == 0)
			continue;
		fprintf(stderr, "%s: %s\n", w->people[i + 1].tckn, e.text);
		__atomic_fetch_add(&s->failed, 1, __ATOMIC_RELAXED);
	}
}

/* A cheap call again and again, on a connection of its own. */
static void
probe(struct shared *s, const struct bench_world *w)
{
	const struct timespec pause = { 0, PROBE_PAUSE_NS };
	struct headless_portal at = bench_portal(w, false);
	struct headless_result r = { 0 };
	struct link *l = NULL;
	struct err e = { 0 };

	if (headless_open(&at, &l, &e) < 0 ||
	    headless_login(l, &w->people[w->count - 1], &r, &e) < 0)
		bench_fail("probe", &e);
	while (!__atomic_load_n(&s->stop, __ATOMIC_RELAXED) &&
	       s->probes < MOST_PROBES) {
		if (headless_look(l, &r, &e) < 0)
			bench_fail("probe", &e);
		s->probe_us[s->probes++] = r.us;
		nanosleep(&pause, NULL);
	}
	link_close(l);
}

static void
wait_for(pid_t pid)
{
	int status = -1;

	if (waitpid(pid, &status, 0) != pid || status != 0)
		bench_fail("a process of the load", NULL);
}

static double
children_cpu(void)
{
	struct rusage u;

	getrusage(RUSAGE_CHILDREN, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void
run_clients(struct shared *s, const struct bench_world *w,
    const struct options *o, struct load *out)
{
	pid_t *pids = calloc((size_t)o->clients, sizeof(*pids));
	double portal = proc_cpu(w->portal), own = children_cpu();
	int64_t from = headless_us();

	if (pids == NULL)
		bench_fail("memory", NULL);
	for (long i = 0; i < o->clients; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			client(s, w, o);
			_exit(0);
		}
	}
	for (long i = 0; i < o->clients; i++)
		wait_for(pids[i]);
	out->seconds = (double)(headless_us() - from) / 1e6;
	out->portal_cpu = (proc_cpu(w->portal) - portal) / (double)o->renewals;
	out->client_cpu = (children_cpu() - own) / (double)o->renewals;
	out->rate = (double)o->renewals / out->seconds;
	free(pids);
}

static void
summarize(struct shared *s, const struct options *o, struct load *out)
{
	size_t n = (size_t)s->probes;
	int64_t *ms = calloc((size_t)o->renewals, sizeof(*ms));

	if (n == 0 || ms == NULL)
		bench_fail("no probe", NULL);
	qsort(s->probe_us, n, sizeof(s->probe_us[0]), by_size);
	out->probes = s->probes;
	out->failed = s->failed;
	out->p50 = (double)s->probe_us[n / 2] / 1000;
	out->p99 = (double)s->probe_us[n * 99 / 100] / 1000;
	out->most = (double)s->probe_us[n - 1] / 1000;
	for (long i = 0; i < o->renewals; i++)
		ms[i] = s->results[i].us;
	qsort(ms, (size_t)o->renewals, sizeof(*ms), by_size);
	out->median_ms = (double)ms[o->renewals / 2] / 1000;
	free(ms);
}

static void
run_load(const struct bench_world *w, const struct options *o, struct load *out)
{
	size_t size = sizeof(struct shared) +
		      (size_t)o->renewals * sizeof(struct headless_result);
	struct shared *s = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t prober;

	if (s == MAP_FAILED)
		bench_fail("memory", NULL);
	fflush(stdout);
	prober = fork();
	if (prober == 0) {
		probe(s, w);
		_exit(0);
	}
	run_clients(s, w, o, out);
	__atomic_store_n(&s->stop, true, __ATOMIC_RELAXED);
	wait_for(prober);
	summarize(s, o, out);
	munmap(s, size);
}

/* Commits of one renewal. */
static long
alone(const struct bench_world *w)
{
	struct headless_portal at = bench_portal(w, false);
	struct headless_result r;
	long before = bench_commits(w), commits;
	double cpu = proc_cpu(w->portal);
	struct err e = { 0 };

	if (headless_renew(&at, &w->people[0], &r, &e) < 0)
		bench_fail("renewal", &e);
	commits = bench_commits(w) - before;
	printf("one renewal        %ld requests, %zu bytes up, %zu down, "
	       "%.1f ms\n"
	       "                   slowest call %.1f ms, %ld transactions, "
	       "portal's CPU %.0f ms\n",
	    r.requests, r.sent, r.received, (double)r.us / 1000,
	    (double)r.slowest_us / 1000, commits,
	    (proc_cpu(w->portal) - cpu) * 1000);
	return commits;
}

static void
report(const struct options *o, const struct load *l,
    const struct bench_floor *f, long commits, long cores)
{
	double limit = (double)cores / l->portal_cpu;
	double ratio = 100 * l->rate / f->rate, own = 100 * limit / f->rate;

	printf("load               %ld renewals, %ld clients (nice) on the "
	       "same %ld "
	       "cores: %.1f a second,\n"
	       "                   median %.0f ms, %ld failed\n"
	       "                   CPU a renewal: portal %.1f ms, client %.1f "
	       "ms\n",
	    o->renewals, o->clients, cores, l->rate, l->median_ms, l->failed,
	    l->portal_cpu * 1000, l->client_cpu * 1000);
	printf("cheap call         p50 %.1f, p99 %.1f, longest %.1f ms of %ld "
	       "under load (p99 < %d ms: %s)\n",
	    l->p50, l->p99, l->most, l->probes, AIM_P99_MS,
	    aim(l->p99 < AIM_P99_MS));
	printf("unavoidable work   Argon2id %.1f ms, picture %.2f ms, "
	       "verification %.2f ms,\n"
	       "                   %ld transactions of %.2f ms; together "
	       "%.1f a second\n",
	    f->argon_ms, f->picture_ms, f->verify_ms, commits, f->commit_ms,
	    f->rate);
	printf("portal : unavoidable work\n"
	       "                   %.0f %% with the clients on the same cores, "
	       "%.0f %% of which were busy\n"
	       "                   %.0f %% by the portal's own CPU time, %.1f "
	       "a second (>= %d %%: %s)\n",
	    ratio,
	    100 * l->rate * (l->portal_cpu + l->client_cpu) / (double)cores,
	    own, limit, AIM_RATIO, aim(own >= AIM_RATIO));
}

static void
report_turns(const struct bench_world *w)
{
	struct bench_turns t;

	bench_turns(w, &t);
	printf("event loop         %ld turns, %ld of them over 1 ms, the "
	       "longest %.2f ms for %d events\n"
	       "                   (1 ms: %s)\n",
	    t.turns, t.too_long, (double)t.longest_us / 1000, t.events,
	    aim(t.too_long == 0));
}

static void
open_sessions(
    const struct bench_world *w, struct link **links, long from, long to)
{
	struct headless_portal at = bench_portal(w, false);
	struct headless_result r = { 0 };
	struct err e = { 0 };

	for (long i = from; i < to; i++)
		if (headless_open(&at, &links[i], &e) < 0 ||
		    headless_login(links[i], &w->people[i + 1], &r, &e) < 0)
			bench_fail("session", &e);
}

/* On a portal that has just started, so that no memory of past work hides
 * what sessions need. */
static void
measure_sessions(struct bench_world *w, const struct options *o)
{
	struct link **links =
	    calloc((size_t)o->sessions, sizeof(struct link *));
	struct rlimit files;
	long before, after;
	double kb;

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	if (links == NULL)
		bench_fail("memory", NULL);
	bench_start(w);
	open_sessions(w, links, 0, FIRST_SESSIONS);
	before = proc_private(w->portal);
	open_sessions(w, links, FIRST_SESSIONS, o->sessions);
	after = proc_private(w->portal);
	kb = (double)(after - before) / 1000 /
	     (double)(o->sessions - FIRST_SESSIONS);
	printf("idle sessions      %ld logged in, each on its open TLS "
	       "connection: %.1f kB each (<= %d kB: %s),\n"
	       "                   %.1f MB in all\n",
	    o->sessions, kb, AIM_SESSION_KB, aim(kb <= AIM_SESSION_KB),
	    (double)after / 1e6);
	for (long i = 0; i < o->sessions; i++)
		link_close(links[i]);
	free(links);
}

static int
parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{ "renewals", required_argument, NULL, 'r' },
		{ "clients", required_argument, NULL, 'c' },
		{ "sessions", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		long n = c == '?' ? 0 : strtol(optarg, NULL, 10);

		if (n <= 0)
			return -1;
		*(c == 'r'     ? &o->renewals
		    : c == 'c' ? &o->clients
			       : &o->sessions) = n;
	}
	return optind == argc && o->sessions > FIRST_SESSIONS ? 0 : -1;
}

int
main(int argc, char **argv)
{
	struct options o = { .renewals = 600, .clients = 16, .sessions = 1000 };
	long cores = sysconf(_SC_NPROCESSORS_ONLN), commits, most;
	struct bench_world w;
	struct bench_floor f, again;
	struct load l;

	if (parse(argc, argv, &o) < 0) {
		fprintf(stderr, "Usage: bench-portal [--renewals N] "
				"[--clients N] [--sessions N]\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	most = o.renewals > o.sessions ? o.renewals : o.sessions;
	/* One for the renewal alone, and one who only looks. */
	bench_open(&w, (size_t)most + 2, (size_t)o.renewals + 1);
	w.timed = true;
	bench_start(&w);
	commits = alone(&w);
	/* Before and after, for who knows what else the machine does. */
	bench_floor(&w, &w.people[0], o.renewals / 2, commits, (int)cores, &f);
	run_load(&w, &o, &l);
	bench_floor(
	    &w, &w.people[0], o.renewals / 2, commits, (int)cores, &again);
	if (again.rate > f.rate)
		f = again;
	report(&o, &l, &f, commits, cores);
	bench_stop(&w);
	report_turns(&w);
	measure_sessions(&w, &o);
	bench_close(&w);
	return EXIT_SUCCESS;
}
