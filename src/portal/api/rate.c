/* Token buckets; see rate.h. */
#include "config.h"
#include "portal/api/rate.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/banned.h"

#define SLOTS  8192
#define PROBES 8
#define MINUTE 60000 /* ms; what one call costs in a bucket's unit */

struct bucket {
	uint64_t who;  /* address or network; 0 with no time: free */
	int64_t at_ms; /* of the level */
	int64_t level; /* calls * MINUTE */
	unsigned class;
};

struct rate {
	long per_minute[RATE_CLASSES];
	uint64_t seed; /* so that nobody can choose his neighbours */
	struct bucket slots[SLOTS];
};

struct rate *
rate_new(void)
{
	struct rate *r = calloc(1, sizeof(*r));

	if (r != NULL)
		random_bytes(&r->seed, sizeof(r->seed));
	return r;
}

void
rate_free(struct rate *r)
{
	free(r);
}

void
rate_set(struct rate *r, const long per_minute[RATE_CLASSES])
{
	memcpy(r->per_minute, per_minute, sizeof(r->per_minute));
}

static uint64_t
network_of(const char *peer)
{
	struct in6_addr six;
	struct in_addr four;
	uint64_t n = 0;

	if (inet_pton(AF_INET, peer, &four) == 1)
		n = four.s_addr;
	else if (inet_pton(AF_INET6, peer, &six) == 1)
		memcpy(&n, six.s6_addr, sizeof(n));
	return n;
}

/* The finalizer of SplitMix64. */
static size_t
slot_of(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (size_t)((x ^ (x >> 31)) % SLOTS);
}

/* Its bucket, or the one among its places that was used longest ago. */
static struct bucket *
find(struct rate *r, unsigned class, uint64_t who, int64_t now_ms)
{
	size_t first = slot_of((who ^ r->seed) + class);
	struct bucket *oldest = NULL;

	for (size_t i = 0; i < PROBES; i++) {
		struct bucket *b = &r->slots[(first + i) % SLOTS];

		if (b->at_ms != 0 && b->who == who && b->class == class)
			return b;
		if (oldest == NULL || b->at_ms < oldest->at_ms)
			oldest = b;
	}
	oldest->who = who;
	oldest->class = class;
	oldest->at_ms = now_ms;
	oldest->level = r->per_minute[class] * MINUTE;
	return oldest;
}

/* The bucket as it is now; *wait gets the seconds until it holds a call. */
static struct bucket *
look(struct rate *r, unsigned class, const char *peer, int64_t now_ms,
    long *wait)
{
	int64_t speed = r->per_minute[class], full = speed * MINUTE, past;
	struct bucket *b = find(r, class, network_of(peer), now_ms);

	/* speed calls a minute are speed units a millisecond */
	past = now_ms - b->at_ms;
	b->level = past >= MINUTE ? full : b->level + past * speed;
	if (b->level > full)
		b->level = full;
	b->at_ms = now_ms;
	*wait = b->level >= MINUTE
		    ? 0
		    : (long)((MINUTE - b->level) / (speed * 1000)) + 1;
	return b;
}

long
rate_take(
    struct rate *r, enum rate_class class, const char *peer, int64_t now_ms)
{
	long wait;
	struct bucket *b = look(r, class, peer, now_ms, &wait);

	if (wait == 0)
		b->level -= MINUTE;
	return wait;
}

long
rate_peek(
    struct rate *r, enum rate_class class, const char *peer, int64_t now_ms)
{
	long wait;

	look(r, class, peer, now_ms, &wait);
	return wait;
}
