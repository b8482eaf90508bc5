/*
 * The portal's memory: operations by what they mean. One store is used by one
 * thread at a time; whoever changes something does so between store_begin and
 * store_commit, so that a change, its audit row and its messages stand or
 * fall together. What is committed survives a power cut.
 */
#ifndef PORTAL_STORE_STORE_H
#define PORTAL_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct store;

#define STORE_HASH 32 /* bytes of SHA-256 and HMAC-SHA-256 */

/* Opens the file, making it when it is missing, and brings its schema up to
 * date. Caller closes. */
int store_open(struct store **out, const char *path, struct err *e);
void store_close(struct store *s); /* NULL is fine */

/* One transaction at a time; rollback is silent when there is none. */
int store_begin(struct store *s, struct err *e);
int store_commit(struct store *s, struct err *e);
void store_rollback(struct store *s);

/* Sessions: the token itself is never kept, only its SHA-256. */
enum session_role {
	SESSION_APPLICANT, /* of an application */
	SESSION_PERSONAL,  /* the owner of certificates, for his own */
	SESSION_OFFICER,   /* kurum yetkilisi */
	SESSION_ROLES
};

struct store_session {
	int64_t id;
	enum session_role role;
	int64_t application; /* 0: none */
	int64_t officer;     /* 0: none */
	char tckn[12];
	bool phone_proven;
	bool by_word; /* with the security word, not with the card */
	int64_t used_at;
};

/* Role, owner and what has been proven are taken from *in; sets in->id. */
int store_session_add(struct store *s, const unsigned char token[STORE_HASH],
    struct store_session *in, int64_t now, struct err *e);
/* ERR_NOT_FOUND when no session that has not ended has this token. */
int store_session_find(struct store *s, const unsigned char token[STORE_HASH],
    struct store_session *out, struct err *e);
int store_session_used(struct store *s, int64_t id, int64_t now, struct err *e);
int store_session_phone(
    struct store *s, int64_t id, bool proven, struct err *e);
/* No session of the application has proven the telephone any more. */
int store_session_unprove(struct store *s, int64_t application, struct err *e);
int store_session_end(struct store *s, int64_t id, struct err *e);

/*
 * Answers by the caller's Idempotency-Key. session is 0 for calls without
 * one; key, hash and body are what seal.h makes of them. Finding: ERR_NOT_FOUND
 * when there is none, ERR_CONFLICT (reason "idempotency") when the key was
 * used for something else; else status and the body added to *body.
 */
int store_reply_find(struct store *s, int64_t session, const char *key,
    const unsigned char hash[STORE_HASH], int *status, struct buf *body,
    struct err *e);

struct store_reply {
	int64_t session;
	const char *key;
	const unsigned char *hash; /* STORE_HASH bytes */
	int status;
	const char *body;
	size_t len;
};

int store_reply_keep(
    struct store *s, const struct store_reply *r, int64_t now, struct err *e);

/*
 * Counts one event of a scope ("sign 192.0.2.1") in the minute of now and
 * answers how many there were before it; store_count_get only answers.
 */
int store_count(
    struct store *s, const char *scope, int64_t now, long *n, struct err *e);
int store_count_get(
    struct store *s, const char *scope, int64_t now, long *n, struct err *e);

/* How many there were in the last hour. */
int store_count_hour(
    struct store *s, const char *scope, int64_t now, long *n, struct err *e);

/* Forgets what has had its time: sessions, pictures, codes, kept answers. */
int store_sweep(struct store *s, int64_t now, struct err *e);

#endif
