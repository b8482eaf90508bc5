/* A queue between threads; see queue.h. */
#include "config.h"
#include "portal/api/queue.h"

#include <time.h>

#include "portal/api/job.h"
#include "base/banned.h"

void
queue_init(struct queue *q)
{
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->more, NULL);
	STAILQ_INIT(&q->jobs);
	q->closed = q->woken = false;
}

void
queue_destroy(struct queue *q)
{
	pthread_cond_destroy(&q->more);
	pthread_mutex_destroy(&q->lock);
}

void
queue_put(struct queue *q, struct job *j)
{
	pthread_mutex_lock(&q->lock);
	STAILQ_INSERT_TAIL(&q->jobs, j, entry);
	pthread_cond_signal(&q->more);
	pthread_mutex_unlock(&q->lock);
}

static struct job *
first(struct queue *q)
{
	struct job *j = STAILQ_FIRST(&q->jobs);

	if (j != NULL)
		STAILQ_REMOVE_HEAD(&q->jobs, entry);
	return j;
}

struct job *
queue_take(struct queue *q)
{
	struct job *j;

	pthread_mutex_lock(&q->lock);
	while (STAILQ_EMPTY(&q->jobs) && !q->closed)
		pthread_cond_wait(&q->more, &q->lock);
	j = first(q);
	pthread_mutex_unlock(&q->lock);
	return j;
}

struct job *
queue_take_until(struct queue *q, int64_t until, bool *closed)
{
	struct timespec ts = { .tv_sec = (time_t)until, .tv_nsec = 0 };
	struct job *j;
	int rc = 0;

	pthread_mutex_lock(&q->lock);
	while (STAILQ_EMPTY(&q->jobs) && !q->closed && !q->woken && rc == 0)
		rc = until == 0
			 ? pthread_cond_wait(&q->more, &q->lock)
			 : pthread_cond_timedwait(&q->more, &q->lock, &ts);
	q->woken = false;
	*closed = q->closed;
	j = first(q);
	pthread_mutex_unlock(&q->lock);
	return j;
}

void
queue_wake(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->woken = true;
	pthread_cond_signal(&q->more);
	pthread_mutex_unlock(&q->lock);
}

struct job *
queue_poll(struct queue *q)
{
	struct job *j;

	pthread_mutex_lock(&q->lock);
	j = first(q);
	pthread_mutex_unlock(&q->lock);
	return j;
}

void
queue_close(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->closed = true;
	pthread_cond_broadcast(&q->more);
	pthread_mutex_unlock(&q->lock);
}
