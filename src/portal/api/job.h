/*
 * One call from its decoded message to its answer: the steps of its operation
 * with session, transaction and idempotency around them. Which thread runs
 * which step is dispatch.c's.
 */
#ifndef PORTAL_API_JOB_H
#define PORTAL_API_JOB_H

#include <stdbool.h>
#include <sys/queue.h>

#include "base/buf.h"
#include "portal/api/routes.h"
#include "portal/flow/op.h"
#include "portal/flow/seal.h"
#include "portal/http/server.h"
#include "portal/store/store.h"

#define JOB_ANSWER_MAX ((size_t)1024 * 1024)
#define JOB_KEY_MIN    16
#define JOB_KEY_MAX    64

/* What a reload replaces; kept while a call uses it. */
struct job_setting {
	struct flow flow;
	struct portal_options *options; /* of all that share it */
	unsigned *sharers;		/* counted in the loop's thread */
	struct trust *trust;		/* owned */
	unsigned users;			/* counted in the loop's thread */
};

struct job {
	STAILQ_ENTRY(job) entry;
	TAILQ_ENTRY(job) under_way;   /* the loop's thread only */
	struct http_request *request; /* the loop's thread only */
	struct job_setting *setting;
	const struct route *route; /* NULL: housekeeping */
	struct op_call call;
	void *message;	 /* owned, what call.in lends */
	char *token;	 /* owned, or NULL */
	bool repeatable; /* there is an Idempotency-Key: */
	struct seal seal;
	char peer[48];
	int rc; /* of the last step */
	bool worked;
	struct err err;
	int status;
	struct buf answer;
};

/* Decodes the body; NULL and *e when it is refused. rq stays the caller's. */
struct job *job_new(const struct route *r, struct job_setting *setting,
    const struct http_request *rq, struct err *e);
void job_free(struct job *j);

/* Whether both are the same caller's with the same Idempotency-Key. */
bool job_repeats(const struct job *j, const struct job *other);

/* Store thread: session, kept answer, load. True: work is next. */
bool job_load(struct job *j);

/* Any thread but the store's. */
void job_work(struct job *j);

/* Store thread: save and the answer in one transaction, or the error. */
void job_save(struct job *j);

/* HTTP status of an error. */
int job_status(const struct err *e);

/* Error body; never fails, at worst answers without the sentence. */
void job_error(const struct err *e, long retry_in, long tries, struct buf *out);

#endif
