/* Jobs on their way to a thread: first in, first out. How many there may be
 * is decided where they enter the portal, so a queue refuses nothing. */
#ifndef PORTAL_API_QUEUE_H
#define PORTAL_API_QUEUE_H

#include <pthread.h>
#include <stdbool.h>
#include <sys/queue.h>

struct job;

STAILQ_HEAD(job_list, job);

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct job_list jobs;
	bool closed;
};

void queue_init(struct queue *q);
void queue_destroy(struct queue *q);

void queue_put(struct queue *q, struct job *j);

/* Waits for a job; NULL when the queue is closed and empty. */
struct job *queue_take(struct queue *q);

/* A job if there is one, without waiting. */
struct job *queue_poll(struct queue *q);

void queue_close(struct queue *q);

#endif
