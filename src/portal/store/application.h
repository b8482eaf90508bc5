/* Applications, the history of each, and what was signed. */
#ifndef PORTAL_STORE_APPLICATION_H
#define PORTAL_STORE_APPLICATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/record.h"
#include "model/workflow.h"
#include "portal/store/store.h"

struct application {
	int64_t id;
	char number[20]; /* "YYYY-NNNNNN" */
	char tckn[12];
	enum state state;
	char page[16], field[40]; /* where the person stood */
	bool renewal;
	char method[16];      /* chosen one, or empty */
	char reason[2048];    /* of a refusal or a correction: 500 characters */
	char province[241];   /* whose kurum yetkilisi decides */
	char word[160];	      /* Argon2id of the security word, or empty */
	char certificate[48]; /* serial of the one it follows, or empty */
	int64_t certificate_ends;
	int64_t created_at, changed_at;
	int64_t expires_at;    /* draft: end of its keeping; 0: never */
	int64_t version;       /* counts what was saved */
	int64_t submitted_at;  /* 0: not yet */
	char correct[512];     /* names of fields to correct, with blanks */
	char proven[24];       /* telephone proven last; empty: none yet */
	struct record *record; /* public fields; owned */
};

/* Frees the record and zeroes. */
void application_clear(struct application *a);

/* Keeps a new one: sets id and number (of the year in Turkey). ERR_CONFLICT
 * when the person has an open one. */
int store_application_add(
    struct store *s, struct application *a, int64_t now, struct err *e);

/* Each fills *out (application_clear) or answers ERR_NOT_FOUND. */
int store_application_load(
    struct store *s, int64_t id, struct application *out, struct err *e);
int store_application_number(struct store *s, const char *number,
    struct application *out, struct err *e);
int store_application_open(
    struct store *s, const char *tckn, struct application *out, struct err *e);
/* The last one of a person whose telephone has been proven: where he is
 * told what concerns him. */
int store_application_told(
    struct store *s, const char *tckn, struct application *out, struct err *e);
/* The open one that is due to expire first; ERR_NOT_FOUND when none is. */
int store_application_due(
    struct store *s, int64_t now, struct application *out, struct err *e);

/* Writes everything but number, owner and state. The secret fields of the
 * record are not kept. */
int store_application_save(
    struct store *s, struct application *a, int64_t now, struct err *e);

/* A change of state and its row in the history. */
struct application_move {
	enum event event;
	enum role role;
	enum state to;
	const char *actor;  /* "officer 12"; NULL: as the role says */
	const char *detail; /* nothing personal; may be NULL */
};

int store_application_move(struct store *s, struct application *a,
    const struct application_move *m, int64_t now, struct err *e);

/* Calls each for the applications in number order; state NULL: all. What
 * each answers below 0 ends it. */
int store_application_each(struct store *s, const enum state *state,
    int (*each)(void *arg, const struct application *a, struct err *e),
    void *arg, struct err *e);

/* The signature as it was taken. */
struct evidence {
	int64_t application;
	const char *text;
	size_t text_len;
	const unsigned char *cms, *certificate;
	size_t cms_len, certificate_len;
	char serial[48];
	int64_t signed_at, received_at;
};

int store_evidence_add(
    struct store *s, const struct evidence *v, struct err *e);

/* Bytes of *out are borrowed by the callback only. ERR_NOT_FOUND. */
int store_evidence_read(struct store *s, int64_t application,
    int (*use)(void *arg, const struct evidence *v, struct err *e), void *arg,
    struct err *e);

#endif
