/*
 * A growing byte buffer that is born with its limit. The data always ends in
 * a NUL that does not count.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data; /* NULL until something is added */
	size_t len;
	size_t room;
	size_t max;  /* no buffer grows beyond this many bytes */
	bool failed; /* an addition did not fit or memory ran out */
	bool wipe;   /* overwrite memory that is given back */
};

#define BUF_INIT(limit)                                                        \
	{                                                                      \
		NULL, 0, 0, (limit), false, false                              \
	}

/* Each adds or answers -1 and marks the buffer as failed, adding nothing. */
int buf_add(struct buf *b, const void *data, size_t len);
int buf_adds(struct buf *b, const char *s);
int buf_addf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
int buf_addc(struct buf *b, char c);

/* Removes n bytes (at most all) from the front. */
void buf_drop(struct buf *b, size_t n);

/* Empties, keeps the memory and the limit, forgets a failure. */
void buf_reset(struct buf *b);

/* The text so far, "" when empty; borrowed until the next addition. */
const char *buf_str(const struct buf *b);

/* Gives the memory away (caller frees); NULL if anything failed. */
char *buf_steal(struct buf *b, size_t *len);

/* Frees; NULL is fine; the buffer can be used again. */
void buf_free(struct buf *b);

#endif
