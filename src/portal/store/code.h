/*
 * What lives for minutes: pictures and SMS Onay Kodu. Answers and codes are
 * kept as keyed hashes only.
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

/* Whom a code belongs to: an application or a person's session. */
#define SMS_OWNER 24
char *sms_owner(char out[SMS_OWNER], int64_t application, int64_t session);

struct sms_code {
	int64_t id;
	char owner[SMS_OWNER];
	char phone[24];
	unsigned char hash[STORE_HASH];
	long tries; /* left */
	int64_t created_at, expires_at;
	bool ended; /* used or void */
};

/* Keeps the code and puts its text into the outbox. Sets c->id. */
int store_sms_add(
    struct store *s, struct sms_code *c, const char *text, struct err *e);
/* The newest code of an owner; ERR_NOT_FOUND. */
int store_sms_last(
    struct store *s, const char *owner, struct sms_code *out, struct err *e);
int store_sms_tries(struct store *s, int64_t id, long tries, struct err *e);
/* Ends all codes of an owner; what was not sent yet stays unsent. */
int store_sms_end(struct store *s, const char *owner, struct err *e);
/* How many were made after a moment up to another, for a telephone or for an
 * owner (phone NULL), and when the first was. */
struct sms_count {
	const char *phone, *owner;
	int64_t after, until;
	long n;
	int64_t first;
};
int store_sms_recent(struct store *s, struct sms_count *c, struct err *e);

#endif
