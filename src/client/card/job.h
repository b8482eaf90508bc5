/*
 * What the card's thread is asked for and what it answers. Each job carries
 * the answer it will become, so that an answer can be given without memory
 * and a job that hangs in a module can be answered without it.
 */
#ifndef CLIENT_CARD_JOB_H
#define CLIENT_CARD_JOB_H

#include "base/lang.h"
#include "client/card/card.h"
#include "client/card/listing.h"

struct answer {
	struct answer *next;
	enum card_event_type type;
	struct err err;
	struct listing list;
	bool changed;
	struct buf *cms; /* count of them */
	size_t count, done, total;
};

struct job {
	struct job *next;
	struct answer *answer; /* NULL once it was given (cancelled) */
	enum card_event_type type;
	enum lang lang;

	/* CARD_LIST */
	bool by_itself; /* nobody waits for it */
	bool restart;	/* the readers are others: drivers start again */
	char tckn[16];	/* empty: anybody's */
	char *prefer;	/* the driver from now on; NULL: as before */

	/* CARD_SIGNED */
	struct card_cert cert;	 /* its DER owned */
	struct card_text *texts; /* count of them, their data owned */
	size_t count;
	int64_t when;
	/* One more is signed; called in the card's thread. */
	void (*progress)(void *ctx, const struct job *j, size_t done);
	void *progress_ctx;

	/* CARD_SIGNED and CARD_PIN_SET */
	struct card_reader reader;
	struct secret *pin; /* NULL: typed on the key pad; unblock: the PUK */
	struct secret *new_pin;
	bool unblock;
	bool last_try_agreed;
};

/* NULL when memory is out. */
struct job *job_new(enum card_event_type type);
void job_free(struct job *j);
void answer_free(struct answer *a);
/* Frees what it holds, not the answer. */
void answer_clear(struct answer *a);

#endif
