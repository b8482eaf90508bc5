/*
 * Time. Countdowns and time-outs use the monotonic clock, which counts the
 * time a laptop sleeps too (CLOCK_BOOTTIME); dates and evidence use the wall
 * clock. A test may put its own clock in.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds that never go back, from an arbitrary start. */
int64_t clock_mono_ms(void);

/* Seconds since 1970 UTC. */
int64_t clock_wall(void);

/* Puts another clock in for tests; NULL: the system's. Not thread safe. */
void clock_set(int64_t (*mono_ms)(void), int64_t (*wall)(void));

#endif
