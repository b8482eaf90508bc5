#include "config.h"
#include "client/view/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "sign/hash.h"
#include "base/banned.h"

struct work {
	char challenge[80];
	unsigned bits;
	uint64_t nonce;
};

struct work *
work_new(const char *challenge, unsigned bits)
{
	struct work *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	snprintf(w->challenge, sizeof(w->challenge), "%s", challenge);
	w->bits = bits > 40 ? 40 : bits;
	return w;
}

void
work_free(struct work *w)
{
	free(w);
}

bool
work_step(struct work *w, int64_t ms)
{
	int64_t end = clock_mono_ms() + ms;

	do {
		for (int i = 0; i < 1000; i++) {
			if (hash_work(w->challenge, w->nonce, w->bits))
				return true;
			w->nonce++;
		}
	} while (clock_mono_ms() < end);
	return false;
}

unsigned
work_percent(const struct work *w)
{
	uint64_t expected = UINT64_C(1) << w->bits;
	uint64_t percent = w->nonce * 100 / expected;

	return percent > 99 ? 99 : (unsigned)percent;
}

uint64_t
work_nonce(const struct work *w)
{
	return w->nonce;
}
