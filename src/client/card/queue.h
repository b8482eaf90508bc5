/*
 * The card's one thread and its two queues: jobs go in, answers come out.
 * Whoever leaves last, the thread or queue_close, frees.
 */
#ifndef CLIENT_CARD_QUEUE_H
#define CLIENT_CARD_QUEUE_H

#include "client/card/job.h"
#include "client/card/watch.h"

struct queue;

/* Starts the thread; o may be NULL. Caller closes. */
int queue_open(struct queue **out, const struct card_options *o, struct err *e);

/* Cancels everything, waits for the thread at most 2 s: one that hangs in a
 * module is left behind. */
void queue_close(struct queue *q);

/* Readable when queue_take has something to do. */
int queue_fd(const struct queue *q);

/* The next answer, to be freed by the caller; NULL: none, or (*starved is not
 * CARD_NOTHING) one for which there was no memory. */
struct answer *queue_take(struct queue *q, enum card_event_type *starved);

/* Hands over a job, NULL being one of that type that got no memory. */
void queue_submit(struct queue *q, struct job *j, enum card_event_type type);

/* Answers without the thread; takes the job. */
void queue_refuse(struct queue *q, struct job *j, const struct err *why);

/* Answers what a person waits for with "cancelled", at once. */
void queue_cancel(struct queue *q);

/* What tells of changes, waited for before the first list; takes the
 * reference. Once at most. */
void queue_watch(struct queue *q, struct watch *w);

/*
 * Readers or cards have changed: lists once more for whom the last list was,
 * unless that is going to happen already. restart: readers came or went. From
 * any thread.
 */
void queue_changed(struct queue *q, bool restart);

#endif
