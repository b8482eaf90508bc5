/* A portal of its own for a measurement: a folder, made-up people with
 * certificates of its demo CA, limits that nobody meets. */
#ifndef TESTS_BENCH_BENCH_WORLD_H
#define TESTS_BENCH_BENCH_WORLD_H

#include <sys/types.h>

#include "headless.h"

struct bench_world {
	char dir[64], url[64], ca[96], sms[96];
	pid_t portal; /* 0: not running */
	struct headless_person *people;
	size_t count;
	bool timed; /* the loop's turns are */
};

/* Says what went wrong and ends the program. */
void bench_fail(const char *what, const struct err *e)
    __attribute__((noreturn));

/* A T.C. kimlik number, valid by both check digits, and nobody's. */
void bench_tckn(size_t i, char out[12]);

/* A folder with count people, the first with_card of whom hold a certificate
 * that ends in 60 days. The portal is started by bench_start. */
void bench_open(struct bench_world *w, size_t count, size_t with_card);
void bench_start(struct bench_world *w);
void bench_stop(struct bench_world *w);
void bench_close(struct bench_world *w);

/* The portal's program, and a command of its: argv[0] is the program; what it
 * says is in DIR/portal.log. Answers its exit status. */
char *bench_program(void);
int bench_run(const struct bench_world *w, char **argv);

/* What the event loop of the portal stopped last did between two waits, by
 * its thread's CPU clock. */
struct bench_turns {
	long turns, too_long; /* over a millisecond */
	long longest_us;
	int events; /* that the longest one answered */
};
void bench_turns(const struct bench_world *w, struct bench_turns *out);

/* How the headless client reaches it. */
struct headless_portal bench_portal(
    const struct bench_world *w, bool with_picture);

/* Transactions in the write-ahead log of the portal's database. */
long bench_commits(const struct bench_world *w);

#endif
