/* One screen of the client. */
#ifndef CLIENT_VIEW_VIEW_H
#define CLIENT_VIEW_VIEW_H

#include <stdint.h>

#include "base/err.h"

struct app;
struct card_event;
struct form;
struct form_event;
struct link_call;
struct link_reply;
struct view;

/*
 * One screen. A view builds its form in open, and answers what happens; it
 * never touches another view: it calls app_go, which closes it as soon as it
 * has returned. Members but open and close may be NULL.
 */
struct view_ops {
	int (*open)(struct view *v, struct err *e);
	void (*event)(struct view *v, const struct form_event *ev);
	void (*reply)(struct view *v, const struct link_reply *r);
	void (*card)(struct view *v, const struct card_event *ev);
	/* The portal has said who it is and what it offers (struct app). */
	void (*introduced)(struct view *v);
	void (*ready)(struct view *v); /* v->fd is readable, or closed */
	/* a->stamp is over; the view takes it. */
	void (*stamped)(struct view *v);
	/* The moment asked for by v->deadline has come. */
	void (*due)(struct view *v);
	/* The person quits, or the terminal is gone: keep what was typed. */
	void (*leave)(struct view *v);
	void (*close)(struct view *v);
};

struct view {
	const struct view_ops *ops;
	struct app *app;
	struct form *form;
	int64_t deadline;	 /* clock_mono_ms; -1: none */
	int fd;			 /* waited for too; -1: none */
	struct link_call *quiet; /* a call behind the person's back, or NULL */
	void *state;		 /* the view's own, freed by close */
};

#endif
