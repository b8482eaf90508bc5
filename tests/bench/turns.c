/*
 * Preloaded into the portal: how long its event loop works between two waits.
 * Only a thread that calls epoll_wait is timed, by its own CPU clock, so that
 * neither the machine's other work nor a pause of the disk is counted. When
 * the program ends, the file named by EIMZA_TURNS gets one line:
 * turns, those over a millisecond, microseconds of the longest, events in it.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

#define LONG_US 1000

static __thread int64_t woke; /* 0: this thread has not waited yet */
static __thread int in_turn;  /* events */
static long turns, too_long, longest_us;
static int longest_events;

static int64_t
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int
epoll_wait(int fd, struct epoll_event *events, int most, int timeout)
{
	static int (*real)(int, struct epoll_event *, int, int);
	long us = woke == 0 ? 0 : (long)(cpu_us() - woke);

	if (real == NULL) {
		void *f = dlsym(RTLD_NEXT, "epoll_wait");

		memcpy(&real, &f, sizeof(f));
	}
	turns += woke != 0;
	too_long += us > LONG_US;
	if (us > longest_us) {
		longest_us = us;
		longest_events = in_turn;
	}
	in_turn = real(fd, events, most, timeout);
	woke = cpu_us();
	return in_turn;
}

__attribute__((destructor)) static void
report(void)
{
	const char *path = getenv("EIMZA_TURNS");
	FILE *f = path == NULL ? NULL : fopen(path, "we");

	if (f == NULL)
		return;
	fprintf(
	    f, "%ld %ld %ld %d\n", turns, too_long, longest_us, longest_events);
	fclose(f);
}
