#include "config.h"
#include "base/clock.h"

#include <stddef.h>
#include <time.h>

#include "base/banned.h"

static int64_t (*own_mono)(void);
static int64_t (*own_wall)(void);

int64_t
clock_mono_ms(void)
{
	struct timespec ts;

	if (own_mono != NULL)
		return own_mono();
	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_wall(void)
{
	struct timespec ts;

	if (own_wall != NULL)
		return own_wall();
	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}

void
clock_set(int64_t (*mono_ms)(void), int64_t (*wall)(void))
{
	own_mono = mono_ms;
	own_wall = wall;
}
