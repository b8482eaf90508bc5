/*
 * Messages of the kurum yetkilisi: the queue of his il, one application
 * beside the personnel record, decisions that he signs. Times as in
 * messages.h.
 */
#ifndef WIRE_MESSAGES_OFFICE_H
#define WIRE_MESSAGES_OFFICE_H

#include "wire/messages.h"

#define QUEUE_PAGE   50	  /* rows of one answer */
#define QUEUE_CURSOR 1000 /* two numbers and the key of 121 characters */
#define DECIDE_MOST  50	  /* applications decided under one PIN */

/* POST /v1/office/queue */
struct msg_queue_request {
	char *after; /* where the last answer ended; absent: the beginning */
	char *sort;  /* "waiting", "name" or "unit" */
	char *find;  /* part of a name, a unit or a number */
	char *rule;  /* "any", "yes" (meets it), "no" */
	long days;   /* has waited at least so long */
};

struct msg_queue_row {
	char *number, *name, *surname, *unit;
	char *reason; /* a choice of the form, "first": the first one */
	long days;    /* it has waited */
	bool meets;   /* the rule of approval */
	char *note;   /* why not, one sentence */
	long version; /* of the form */
	bool own;     /* the caller's: he never decides on it */
};

struct msg_queue {
	char *province;
	long waiting, meeting, late; /* of the whole queue */
	struct wire_list rows;	     /* struct msg_queue_row */
	char *next;		     /* for after; absent: that was all */
};

/* POST /v1/office/application */
struct msg_number_request {
	char *number;
};

struct msg_compared {
	char *field; /* name in the form; "assignment": of the record only */
	char *form, *staff;
	bool differs;
};

struct msg_step {
	char *at;
	char *state;
};

struct msg_office_application {
	char *number;
	char *state;
	char *since_at;
	long version;
	bool meets, own;
	char *note;
	struct record *record;	   /* WIRE_DRAFT */
	struct wire_list compared; /* struct msg_compared */
	char *signed_at;	   /* absent: not signed electronically */
	struct wire_list history;  /* struct msg_step */
};

/* POST /v1/office/decisions */
struct msg_decide_item {
	char *number;
	long version;
};

struct msg_decide_request {
	char *action;		 /* "approve", "reject", "correct" */
	char *reason;		 /* compulsory but for "approve" */
	struct wire_list fields; /* struct msg_field_name: to correct */
	struct wire_list items;	 /* struct msg_decide_item */
};

/* What was not put to the signature, or fell afterwards. */
struct msg_outcome {
	char *number;
	char *why; /* absent: it stands */
};

struct msg_decide {
	struct wire_list refused; /* struct msg_outcome */
	bool any;		  /* something is to be signed: */
	struct wire_list signing; /* struct msg_signing, one or none */
};

/* GET /v1/office/decisions: the last ones put to the signature */
struct msg_outcomes {
	char *state;		   /* as of GET /v1/application/signing */
	char *refusal;		   /* why the signature was not taken */
	struct wire_list outcomes; /* struct msg_outcome, once signed */
};

/* POST /v1/office/decided */
struct msg_after_request {
	long after; /* id of the last one seen; 0: the beginning */
};

struct msg_decided {
	long id;
	char *number, *name, *surname;
	char *action, *reason;
	char *at;
};

struct msg_decided_list {
	struct wire_list rows; /* struct msg_decided, newest first */
};

/* POST /v1/office/deputy */
struct msg_deputy_request {
	char *tckn;
	char *from, *until; /* days, GG.AA.YYYY */
};

struct msg_deputy {
	long id;
	char *tckn, *name, *surname, *from, *until;
};

/* GET /v1/office/deputies, and the answer of the changes */
struct msg_deputies {
	struct wire_list rows; /* struct msg_deputy */
};

/* POST /v1/office/deputy/end */
struct msg_id_request {
	long id;
};

extern const struct wire_message wire_queue_request, wire_queue,
    wire_number_request, wire_office_application, wire_decide_request,
    wire_decide, wire_outcomes, wire_after_request, wire_decided_list,
    wire_deputy_request, wire_deputies, wire_id_request;

#endif
