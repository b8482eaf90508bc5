/*
 * A portal without network for tests of the use cases: store, trust, demo
 * people, a clock that stands still until it is moved, and the dispatcher's
 * three steps in one thread.
 */
#ifndef TESTS_API_FLOW_WORLD_H
#define TESTS_API_FLOW_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/lang.h"
#include "portal/flow/op.h"
#include "portal/store/store.h"

#define WORLD_NOW 1795255200	/* 21.11.2026 13:00 in Turkey */
#define AYSE	  "10000000146" /* certificate ends in 60 days */
#define MEHMET	  "10000000214" /* has none */
#define FATMA	  "12345678950" /* ends in 20 days */
#define ALI	  "98765432150" /* ends in 200 days */
#define ZEYNEP	  "31415926562" /* no current assignment */

struct world {
	char dir[64], db[96];
	struct portal_options options;
	struct flow flow;
	struct trust *trust;
	int64_t now;
	char token[65];
	const char *peer;
	enum lang lang;	     /* of the caller */
	const char *channel; /* of forms; NULL: both */
	/* Where the newest SMS code is read; NULL: in the outbox. */
	void (*read_code)(struct world *w, char code[7]);
	/* of the last call */
	struct err err;
	long tries, retry_in;
};

/* For cmocka: *state is the world. */
int world_open(void **state);
int world_close(void **state);

/* Closes the database as a kill would and opens it again. */
void world_reopen(struct world *w);

/* Runs an operation; out is op->out's structure, to be cleared with
 * wire_clear when 0 is answered. */
int world_call(struct world *w, const struct op *op, const void *in, void *out);

/* As world_call, for an answer that does not matter; asserts the result. */
void world_want(struct world *w, const struct op *op, const void *in);
void world_refused(struct world *w, const struct op *op, const void *in,
    int code, const char *reason);

/* Logs in with what the register says, by a proof of work. */
int world_login(struct world *w, const char *tckn);

/* A picture whose text is known; answers its id. */
const char *world_picture(struct world *w, const char *text);

/* A form that is right, for a renewal or a first application. */
struct record *world_form(bool renewal);

void world_draft_to_approved(struct world *w, bool renewal, const char *reason);
void world_sms_code(struct world *w, char code[7]);
void world_prove_phone(struct world *w);
void world_choose(struct world *w, const char *method);

/* Asks for a Doğrulama Kodu and its text (caller frees). */
void world_signing(struct world *w, char code[16], char **text);

/* Adds a signature of text by the demo card of tckn to *out. */
void world_cms(
    struct world *w, const char *text, const char *tckn, struct buf *out);

/* A signature of text by the demo card of tckn, handed in. */
int world_sign(
    struct world *w, const char *code, const char *text, const char *tckn);

/* The state of the session's application. */
const char *world_state(struct world *w);

#endif
