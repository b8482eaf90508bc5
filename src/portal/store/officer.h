/*
 * Kurum yetkilisi: whose il, from when to when, as whose deputy; the queue of
 * what waits for him; what he decided.
 */
#ifndef PORTAL_STORE_OFFICER_H
#define PORTAL_STORE_OFFICER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/store/people.h"
#include "portal/store/store.h"

struct officer {
	int64_t id;
	char tckn[12];
	char province[PEOPLE_NAME];
	int64_t valid_from, valid_until; /* until 0: open end */
	int64_t deputy_of;		 /* id; 0: in his own right */
	int64_t ended_at;		 /* 0: not ended */
};

/* Sets o->id. */
int store_officer_add(struct store *s, struct officer *o, struct err *e);
int store_officer_end(struct store *s, int64_t id, int64_t now, struct err *e);
int store_officer_load(
    struct store *s, int64_t id, struct officer *out, struct err *e);
/* The row of a person that holds at now: in his own right before as a deputy,
 * the newest of several; ERR_NOT_FOUND. A deputy's holds only while that of
 * whom he stands for does. */
int store_officer_find(struct store *s, const char *tckn, int64_t now,
    struct officer *out, struct err *e);
/* Whether somebody has another row within the time of *o: in his own right, or
 * as a deputy of somebody else. */
int store_officer_taken(
    struct store *s, const struct officer *o, bool *taken, struct err *e);
/* Whether anybody at all decides at now. */
int store_officer_any(struct store *s, int64_t now, bool *any, struct err *e);
/* All of them in the order they were named; when of is not 0, the deputies of
 * that one alone, the latest first. */
int store_officer_each(struct store *s, int64_t of,
    int (*each)(void *arg, const struct officer *o, struct err *e), void *arg,
    struct err *e);

enum queue_sort { QUEUE_WAITING, QUEUE_NAME, QUEUE_UNIT };

struct queue_filter {
	const char *province;
	const char *today; /* YYYY-MM-DD: the assignment must hold then */
	enum queue_sort sort;
	char key[1024];	      /* turkish_key of what is looked for, or "" */
	int64_t before;	      /* submitted by then; 0: any */
	int rule;	      /* -1 any, 1 meets it, 0 does not */
	char after_key[1024]; /* where the last page ended: its sort key */
	int64_t after_at, after_id; /* and its row; id 0: the beginning */
};

struct queue_row {
	int64_t id, submitted_at, version;
	char number[20], tckn[12];
	char name[PEOPLE_NAME], surname[PEOPLE_NAME], unit[PEOPLE_LINE];
	char reason[16];
	char staff_from[11], staff_until[11];
	char key[1024]; /* sort key, for the next page */
};

/* At most n rows; *count says how many. */
int store_queue_page(struct store *s, const struct queue_filter *f,
    struct queue_row *rows, size_t n, size_t *count, struct err *e);

struct queue_counts {
	int64_t waiting, meeting, late;
};

/* Of the whole queue of an il; late: submitted before that moment. */
int store_queue_counts(struct store *s, const char *province, const char *today,
    int64_t late_before, struct queue_counts *out, struct err *e);

/* Copies what the queue shows and sorts by beside the application: when it is
 * submitted. Its assignment is copied again by every import of staff. */
int store_queue_enter(
    struct store *s, int64_t application, int64_t now, struct err *e);
int store_queue_staff(struct store *s, const char *tckn, struct err *e);

struct decision {
	int64_t id, application, officer, version, at;
	const char *event, *reason, *fields; /* borrowed */
	const char *text;
	size_t text_len;
	const unsigned char *cms, *certificate;
	size_t cms_len, certificate_len;
};

int store_decision_add(
    struct store *s, const struct decision *d, struct err *e);

/* What somebody decided, newest first, below an id (0: from the newest). */
struct decided_row {
	int64_t id, at;
	char number[20], name[PEOPLE_NAME], surname[PEOPLE_NAME];
	char event[32], reason[2048];
};
int store_decided_page(struct store *s, const char *tckn, int64_t below,
    struct decided_row *rows, size_t n, size_t *count, struct err *e);

/* The decisions on one application, oldest first, whole; borrowed by the
 * callback only. */
int store_decision_each(struct store *s, int64_t application,
    int (*each)(void *arg, const struct decision *d, struct err *e), void *arg,
    struct err *e);

#endif
