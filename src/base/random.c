#include "config.h"
#include "base/random.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/banned.h"

void
random_bytes(void *out, size_t len)
{
	char *p = out;

	while (len > 0) {
		ssize_t n = getrandom(p, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			abort();
		p += n;
		len -= (size_t)n;
	}
}

uint32_t
random_below(uint32_t below)
{
	uint32_t n, limit = UINT32_MAX - UINT32_MAX % below;

	do
		random_bytes(&n, sizeof(n));
	while (n >= limit);
	return n % below;
}

void
random_digits(char *out, size_t n, int nonzero_first)
{
	for (size_t i = 0; i < n; i++)
		out[i] =
		    (char)('0' + (i == 0 && nonzero_first ? 1 + random_below(9)
							  : random_below(10)));
	out[n] = '\0';
}
