/* Jobs on their way to a thread: first in, first out. How many there may be
 * is decided where they enter the portal, so a queue refuses nothing. */
#ifndef PORTAL_API_QUEUE_H
#define PORTAL_API_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

struct job;

STAILQ_HEAD(job_list, job);

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct job_list jobs;
	bool closed, woken;
};

void queue_init(struct queue *q);
void queue_destroy(struct queue *q);

void queue_put(struct queue *q, struct job *j);

/* Waits for a job; NULL when the queue is closed and empty. */
struct job *queue_take(struct queue *q);

/* As queue_take, but answers NULL also at that moment (seconds since 1970; 0:
 * none) or after queue_wake; *closed says which it was. */
struct job *queue_take_until(struct queue *q, int64_t until, bool *closed);
void queue_wake(struct queue *q);

/* A job if there is one, without waiting. */
struct job *queue_poll(struct queue *q);

void queue_close(struct queue *q);

#endif
