/*
 * Signing requests: a Doğrulama Kodu, the texts it shows, what they are for.
 * They live for minutes; codes are kept as keyed hashes only.
 */
#ifndef PORTAL_STORE_SIGNING_H
#define PORTAL_STORE_SIGNING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/store/store.h"

struct signing_text {
	char *text; /* owned */
	size_t len;
	int64_t subject;   /* application it decides on; 0: none */
	int64_t version;   /* of that application when it was shown */
	char outcome[512]; /* why it fell, or empty */
};

struct signing {
	int64_t id;
	char purpose[16];	/* of the table in flow/purpose.h */
	char tckn[12];		/* who is to sign */
	int64_t application;	/* 0: none */
	int64_t session;	/* who asked; 0: nobody */
	unsigned char hash[32]; /* of the code */
	unsigned char ticket[32];
	bool has_ticket;   /* of a login: hash of what the asker waits with */
	char date[11];	   /* GG.AA.YYYY in the texts */
	char detail[2688]; /* what the purpose needs: a reason and fields */
	struct signing_text *texts; /* owned */
	size_t count;
	int64_t created_at, expires_at;
	int64_t opened_at, consumed_at; /* 0: not yet */
	bool ended;			/* void */
	char refusal[512];		/* of the last signature */
};

/* Frees what it owns and zeroes. */
void signing_clear(struct signing *g);

/* One text more; takes it over, also when memory is out. */
int signing_take_text(struct signing *g, char *text, size_t len,
    int64_t subject, int64_t version, struct err *e);

/* Ends the asker's earlier requests (of the application, or else of the
 * session). Sets g->id. */
int store_signing_add(struct store *s, struct signing *g, struct err *e);

/* Each fills *out (signing_clear) or answers ERR_NOT_FOUND. */
int store_signing_find(struct store *s, const unsigned char hash[STORE_HASH],
    struct signing *out, struct err *e);
int store_signing_ticket(struct store *s,
    const unsigned char ticket[STORE_HASH], struct signing *out, struct err *e);
/* The newest of an application; of a session when that is 0. */
int store_signing_last(struct store *s, int64_t application, int64_t session,
    struct signing *out, struct err *e);

int store_signing_opened(
    struct store *s, int64_t id, int64_t now, struct err *e);
int store_signing_refused(
    struct store *s, int64_t id, const char *why, struct err *e);
/* Why one of its texts fell although its signature is good. */
int store_signing_outcome(
    struct store *s, int64_t id, size_t n, const char *why, struct err *e);
/* True once: *done is false when it was consumed or ended before. */
int store_signing_consume(
    struct store *s, int64_t id, int64_t now, bool *done, struct err *e);
/* The ticket opens a session once. */
int store_signing_drop_ticket(
    struct store *s, int64_t id, bool *done, struct err *e);
int store_signing_end(struct store *s, int64_t application, struct err *e);

#endif
