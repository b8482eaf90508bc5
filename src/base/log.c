#include "config.h"
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/text.h"
#include "base/banned.h"

static enum log_level most_shown = LOG_LEVEL_INFO;
static int out_fd = STDERR_FILENO;

void
log_level(enum log_level most)
{
	most_shown = most;
}

void
log_to(int fd)
{
	out_fd = fd;
}

static void
line(enum log_level level, const char *fmt, va_list ap)
{
	static const char *const names[] = { "error", "warning", "info",
		"debug" };
	char moment[DATE_MOMENT], text[1200], *shown;
	struct buf all = BUF_INIT(8192);

	if (level > most_shown || out_fd < 0)
		return;
	vsnprintf(text, sizeof(text), fmt, ap);
	shown = text_shown(text, strlen(text), sizeof(text));
	buf_addf(&all, "%s %s: %s\n", date_rfc3339(clock_wall(), moment),
	    names[level], shown == NULL ? "?" : shown);
	free(shown);
	if (write(out_fd, buf_str(&all), all.len) < 0) {
		/* a full disk must not stop the service */
	}
	buf_free(&all);
}

#define LOG_FUNCTION(name, level)                                              \
	void name(const char *fmt, ...)                                        \
	{                                                                      \
		va_list ap;                                                    \
		va_start(ap, fmt);                                             \
		line(level, fmt, ap);                                          \
		va_end(ap);                                                    \
	}

LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
LOG_FUNCTION(log_warn, LOG_LEVEL_WARN)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)

char *
log_mask(const char *number, char *out, size_t size)
{
	size_t n = strlen(number);

	if (size == 0)
		return out;
	if (n >= size)
		n = size - 1;
	for (size_t i = 0; i < n; i++)
		if (n > 5 && (i < 2 || i + 2 >= n))
			out[i] = number[i];
		else
			out[i] = '*';
	out[n] = '\0';
	return out;
}
