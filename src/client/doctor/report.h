/* A report: one line for each check, as text and as JSON. */
#ifndef CLIENT_DOCTOR_REPORT_H
#define CLIENT_DOCTOR_REPORT_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum line_state { LINE_OK, LINE_WRONG, LINE_SKIPPED };

struct line {
	const char *key;   /* stable word of the check */
	const char *title; /* English msgid */
	enum line_state state;
	const char *reason; /* stable word; "" unless it is wrong */
	struct buf what, todo;
};

/* What a check says. Each may be called once for a line; line_do after
 * line_wrong, as often as there are steps: each becomes a line. */
void line_ok(struct line *l, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void line_skip(struct line *l, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void line_wrong(struct line *l, const char *reason, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void line_do(struct line *l, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* One more sentence about the same. */
void line_more(struct line *l, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

struct report {
	struct line *lines; /* owned */
	size_t count;
};

/* Room for count lines; -1 when memory is out. */
int report_new(struct report *r, size_t count);
void report_free(struct report *r);

size_t report_wrong(const struct report *r);

/* The home folder is written as "~" in both. */
void report_text(const struct report *r, struct buf *out);
int report_json(const struct report *r, struct buf *out, struct err *e);

#endif
