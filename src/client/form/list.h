/*
 * A list of many rows, one line each: columns, a mark where rows are chosen,
 * and a sentence about the row under the cursor in the help line. The rows
 * are the view's and may grow while they are shown.
 *
 * Enter on a row is FORM_EVENT_PRESSED, Space FORM_EVENT_MARKED, a move
 * FORM_EVENT_ROW; the row is form_row.
 */
#ifndef CLIENT_FORM_LIST_H
#define CLIENT_FORM_LIST_H

#include "client/form/form.h"

#define FORM_COLUMNS 6

struct form_column {
	const char *label;
	unsigned width; /* columns; 0: a share of what is left */
	bool extra;	/* left out where the terminal is narrow */
};

enum form_mark {
	FORM_MARK_NONE, /* this row cannot be chosen */
	FORM_MARK_OFF,
	FORM_MARK_ON
};

struct form_list {
	int id; /* unique in the form, > 0 */
	const char *label;
	const char *empty; /* said where there is no row */
	struct form_column column[FORM_COLUMNS];
	size_t columns;
	unsigned least; /* rows shown; 0: 3. It takes what room is left. */
	/* A field that takes what is typed over the list; 0: none. */
	int filter;
	size_t (*count)(void *ctx); /* rows that are here */
	bool (*more)(void *ctx);    /* others can be had; NULL: never */
	/* Borrowed until the next call. */
	const char *(*cell)(void *ctx, size_t row, size_t column);
	/* NULL: rows are not chosen. */
	enum form_mark (*mark)(void *ctx, size_t row);
	/* A sentence about the row, or NULL; the function may be NULL. */
	const char *(*note)(void *ctx, size_t row);
	const char *help; /* in its place, where there is none; or NULL */
	bool closed;	  /* Enter opens no row, it goes to the next item */
	void *ctx;
};

/* Copies the texts. */
int form_add_list(struct form *f, const struct form_list *def);

/* The row under the cursor; the count of rows where there is none. */
size_t form_row(const struct form *f, int id);
/* The row stays in the rows there are, without an event. */
void form_set_row(struct form *f, int id, size_t row);

#endif
