/*
 * What the screens of a kurum yetkilisi share: the queue as far as it is
 * here, what is chosen in it, and the decisions under way. Pages of the queue
 * are asked for as the cursor goes on, never all of it.
 */
#ifndef CLIENT_VIEW_OFFICE_H
#define CLIENT_VIEW_OFFICE_H

#include "client/form/list.h"
#include "client/remote/calls-office.h"
#include "client/view/app.h"

#define OFFICE_REASON 500 /* characters */
#define OFFICE_AHEAD  30  /* rows that are here before they are seen */

struct office_row {
	struct msg_queue_row m; /* owned */
	bool chosen;
};

/* What the person chose himself stays so when the queue is loaded anew. */
struct office_choice {
	char number[24];
	bool chosen;
};

/* What is asked of the queue. */
struct office_filter {
	char sort[8], rule[4], find[256];
	long days;
};

enum office_action { OFFICE_APPROVE, OFFICE_REJECT, OFFICE_CORRECT };

/* One application that is decided on. */
struct office_item {
	char number[24], who[128], unit[256];
	char name[64], surname[64];
	long version;
	bool first;   /* a first application, which has no reason */
	bool decided; /* something has become of it: */
	char *why;    /* why it fell; NULL: it stands */
	size_t text;  /* of the request under way: which text, less one */
	unsigned char *digest; /* of the form that was looked at, or NULL */
};

/* Decisions of one kind, in parts of DECIDE_MOST, each under one PIN. */
struct office_batch {
	enum office_action action;
	char reason[OFFICE_REASON * 4 + 1];
	struct wire_list fields; /* struct msg_field_name, borrowed names */
	struct office_item *items;
	size_t count;
	size_t from, to; /* the part under way */
};

struct office {
	struct office_filter filter;
	struct office_row *rows;
	size_t count, room;
	size_t chosen; /* of the rows that are here */
	void *choices; /* struct office_choice, a tree by number */
	char *next;    /* where the next page begins; NULL: that was all */
	bool fresh;    /* the first page of this filter has come */
	long waiting, meeting, late;
	size_t at; /* the row under the cursor */
	struct office_batch batch;
	char number[24];	     /* the application looked at */
	const struct view_ops *back; /* from the decisions */
};

/* The one of the session, made at first use; NULL: memory is out. */
struct office *office_of(struct app *a);
void office_free(struct office *o);

/* Asks for the next page, or the first one when !fresh. */
int office_ask(struct app *a, struct link_call **call, struct err *e);
/* Takes the rows over; -1: memory is out. */
int office_take(struct office *o, struct msg_queue *m);
/* The queue is asked for anew; what is here stays until it comes. */
void office_renew(struct office *o);
/* The cursor comes near the end of what is here. */
bool office_wants_more(const struct office *o);

/* The person chooses the row or not; his own application stays as it is. */
void office_choose(struct office *o, size_t row, bool chosen);

/* "ÖĞRETMEN AYŞE" */
void office_who(const struct msg_queue_row *m, char *out, size_t size);
/* "Yenileme": what is applied for. */
const char *office_reason_label(const char *reason);

/* Begins decisions: of what is chosen, or of one application. */
int office_begin(struct app *a, enum office_action action);
int office_begin_one(
    struct app *a, enum office_action action, const struct office_item *item);
void office_batch_clear(struct office_batch *b);
const char *office_action_label(enum office_action action);
/* What stands when nothing fell: "onaylandı". */
const char *office_action_done(enum office_action action);

/* office-sign.c: on with the decisions that were begun. */
extern const struct view_ops view_queue, view_queue_find, view_examine,
    view_decide, view_batch, view_outcomes, view_deputies, view_deputy,
    view_decided;

#endif
