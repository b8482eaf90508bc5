/* What no portal can leave out of a renewal, and how often the machine can do
 * just that. */
#ifndef TESTS_BENCH_BENCH_FLOOR_H
#define TESTS_BENCH_BENCH_FLOOR_H

#include "bench-world.h"

struct bench_floor {
	double argon_ms, picture_ms, verify_ms, commit_ms; /* one, alone */
	double rate; /* renewals a second */
};

/*
 * n renewals of one Argon2id, one picture, one verified signature of person
 * p, and so many synced transactions: the first three in threads threads, the
 * transactions in one of their own, as a database with one writer wants it.
 */
void bench_floor(const struct bench_world *w, const struct headless_person *p,
    long n, long commits, int threads, struct bench_floor *out);

#endif
