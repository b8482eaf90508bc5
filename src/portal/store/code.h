/*
 * What lives for minutes: pictures, SMS Onay Kodu, Doğrulama Kodu. Answers
 * and codes are kept as keyed hashes only.
 */
#ifndef PORTAL_STORE_CODE_H
#define PORTAL_STORE_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/store/store.h"

struct captcha {
	char id[33];
	bool work;			  /* proof of work, else a picture */
	unsigned char answer[STORE_HASH]; /* keyed hash, picture */
	char challenge[65];		  /* work */
	long bits;			  /* work */
	long uses;			  /* still allowed */
	int64_t expires_at;
};

int store_captcha_add(struct store *s, const struct captcha *c, struct err *e);
int store_captcha_find(
    struct store *s, const char *id, struct captcha *out, struct err *e);
int store_captcha_uses(
    struct store *s, const char *id, long uses, struct err *e);

struct sms_code {
	int64_t id, application;
	char phone[24];
	unsigned char hash[STORE_HASH];
	long tries; /* left */
	int64_t created_at, expires_at;
	bool ended; /* used or void */
};

/* Keeps the code and puts its text into the outbox. Sets c->id. */
int store_sms_add(
    struct store *s, struct sms_code *c, const char *text, struct err *e);
/* The newest code of an application; ERR_NOT_FOUND. */
int store_sms_last(
    struct store *s, int64_t application, struct sms_code *out, struct err *e);
int store_sms_tries(struct store *s, int64_t id, long tries, struct err *e);
/* Ends all codes of an application; what was not sent yet stays unsent. */
int store_sms_end(struct store *s, int64_t application, struct err *e);
/* How many were made after a moment up to another, for a telephone or for an
 * application (phone NULL), and when the first was. */
struct sms_count {
	const char *phone;
	int64_t application, after, until;
	long n;
	int64_t first;
};
int store_sms_recent(struct store *s, struct sms_count *c, struct err *e);

struct signing {
	int64_t id, application;
	unsigned char hash[STORE_HASH]; /* of the code */
	char date[11];			/* GG.AA.YYYY in the text */
	char *text;			/* owned */
	size_t len;
	int64_t created_at, expires_at;
	int64_t opened_at, consumed_at; /* 0: not yet */
	bool ended;			/* void */
	char refusal[512];		/* of the last signature */
};

void signing_clear(struct signing *g);

/* Ends the application's earlier requests. Sets g->id. */
int store_signing_add(struct store *s, struct signing *g, struct err *e);
int store_signing_find(struct store *s, const unsigned char hash[STORE_HASH],
    struct signing *out, struct err *e);
int store_signing_last(
    struct store *s, int64_t application, struct signing *out, struct err *e);
int store_signing_opened(
    struct store *s, int64_t id, int64_t now, struct err *e);
int store_signing_refused(
    struct store *s, int64_t id, const char *why, struct err *e);
/* True once: *done is false when it was consumed or ended before. */
int store_signing_consume(
    struct store *s, int64_t id, int64_t now, bool *done, struct err *e);
int store_signing_end(struct store *s, int64_t application, struct err *e);

#endif
