/*
 * A short secret (PIN, security word) in a page of its own between two that
 * nobody may touch: locked where the system lets us, left out of core dumps
 * and of forked processes, wiped when it is freed.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stddef.h>

#define SECRET_MAX 1024 /* bytes, the ending NUL included */

struct secret;

/* Empty secret; NULL when memory is out. Caller frees. */
struct secret *secret_new(void);

/* Wipes and frees; NULL is fine. */
void secret_free(struct secret *s);

/* Replaces the content; -1 and unchanged when it does not fit. */
int secret_set(struct secret *s, const char *text, size_t len);

/* Wipes the content. */
void secret_clear(struct secret *s);

/* NUL-terminated; borrowed until the secret changes. The text may be edited
 * in place through secret_edit, up to SECRET_MAX bytes with the NUL. */
const char *secret_text(const struct secret *s);
char *secret_edit(struct secret *s);
size_t secret_len(const struct secret *s);

/* 0 when equal; takes the same time wherever the difference is. */
int secret_compare(const void *a, const void *b, size_t len);

/*
 * Wipes what the functions the caller has called left of a secret: the vector
 * registers, in which memcpy() and its like leave what they moved, and 64 KiB
 * of the stack below the caller. The dynamic linker saves all registers there
 * when a library calls a function for the first time. To be called when what
 * handled a secret is over, by each thread for itself.
 */
void secret_wipe_traces(void);

#endif
