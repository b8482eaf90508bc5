/*
 * How often one address may call: a token bucket for each address and class,
 * in a table of fixed size. An IPv6 address counts by its /64, which is what
 * one subscriber has.
 */
#ifndef PORTAL_API_RATE_H
#define PORTAL_API_RATE_H

#include <stdint.h>

struct rate;

enum rate_class {
	RATE_CALL,    /* any call */
	RATE_CAPTCHA, /* pictures */
	RATE_LOGIN,
	RATE_GUESS,  /* whoever shows a Doğrulama Kodu */
	RATE_REPORT, /* a gateway's delivery reports */
	RATE_CLASSES
};

/* NULL when memory is out. Caller frees with rate_free. */
struct rate *rate_new(void);
void rate_free(struct rate *r);

/* Calls a minute, for each class; a bucket holds a minute's calls. */
void rate_set(struct rate *r, const long per_minute[RATE_CLASSES]);

/* Takes one call of the address; 0, or the seconds until there is one. */
long rate_take(
    struct rate *r, enum rate_class class, const char *peer, int64_t now_ms);

/* The same without taking. */
long rate_peek(
    struct rate *r, enum rate_class class, const char *peer, int64_t now_ms);

#endif
