/* The proof of work in place of a picture: a nonce for which
 * SHA-256(challenge ":" nonce in decimal) begins with so many zero bits. */
#ifndef CLIENT_VIEW_WORK_H
#define CLIENT_VIEW_WORK_H

#include <stdbool.h>
#include <stdint.h>

struct work;

/* Caller frees; NULL when memory is out. bits at most 40. */
struct work *work_new(const char *challenge, unsigned bits);
void work_free(struct work *w);

/* Searches for about so many milliseconds; true: found. */
bool work_step(struct work *w, int64_t ms);

/* Of the expected effort, at most 99 before it is found. */
unsigned work_percent(const struct work *w);
uint64_t work_nonce(const struct work *w);

#endif
