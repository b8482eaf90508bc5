/*
 * The inside of a form: its items and what each kind of them can do. For the
 * files of this folder alone; views see form.h.
 */
#ifndef CLIENT_FORM_ITEM_H
#define CLIENT_FORM_ITEM_H

#include "base/secret.h"
#include "client/form/edit.h"
#include "client/form/form.h"
#include "client/form/keymap.h"
#include "client/form/list.h"
#include "client/term/screen.h"

struct canvas;
struct item;

/* What an action or a text did to an item. */
enum outcome {
	OUT_UNUSED,  /* nothing: the form may use it */
	OUT_DONE,    /* it was the item's; the value is what it was */
	OUT_CHANGED, /* the value is another one */
	OUT_PRESSED, /* a button */
	OUT_MOVED,   /* of a list: another row, or more rows are wanted */
	OUT_MARKED,  /* of a list: the row under the cursor */
	OUT_OPEN     /* show the pick list */
};

/* One kind of item; any function may be NULL. */
struct widget {
	unsigned context; /* of keymap.h, while it is active */
	bool field;	  /* has a value, counts in "4/6" */
	bool reachable;	  /* can be the active one */
	int (*height)(const struct form *f, const struct item *it);
	void (*draw)(struct canvas *c, struct form *f, struct item *it);
	enum outcome (*act)(struct form *f, struct item *it, enum action a);
	enum outcome (*type)(
	    struct form *f, struct item *it, const char *text, bool paste);
};

struct item {
	const struct widget *w;
	int id;
	enum form_kind kind;
	bool hidden, locked, starred, main;
	char key;    /* entry: its digit; 0: none */
	char *label; /* or the text, the heading, the alternative */
	char *help, *note, *error, *warning;
	struct form_rows rows;
	size_t max;
	unsigned lines; /* FORM_LINES, viewer, list: the least height */

	struct edit edit;      /* kinds that are typed */
	struct secret *secret; /* FORM_SECRET: the memory of edit */
	char *value;	       /* kinds that are not; date and phone */
	char *shown;	       /* the label of the chosen row */
	bool reveal;
	size_t row; /* radio, list: where the cursor is */
	int scroll; /* first column or line that is shown */

	struct form_list *list;

	char *text; /* viewer */
	bool seen;

	unsigned char *bits; /* picture */
	unsigned bits_w, bits_h;

	int64_t deadline; /* countdown; -1: off */
	bool over;

	int top, height; /* in the form, from layout.c; error lines included */
	int x, width;	 /* buttons */
	bool stacked;	 /* a button wider than a line */
};

struct form {
	char *name, *left, *right;
	struct item **item;
	size_t count, room;
	size_t active; /* == count: none */
	int revealing; /* the action of the next key; 0: nothing is */
	struct form_binding *binding;
	char **binding_text;
	size_t bindings;

	/* from layout.c */
	int cols, rows; /* of the body */
	int value_x, value_w, text_w;
	int total;	       /* lines of the whole form */
	int first;	       /* the line at the top of the body */
	enum screen_dots dots; /* what pictures are made of */
};

extern const struct widget widget_text, widget_section, widget_space,
    widget_line, widget_lines, widget_radio, widget_check, widget_choice,
    widget_button, widget_entry, widget_viewer, widget_list, widget_picture,
    widget_countdown;

/* list.c; a copy is freed with list_free. */
struct form_list *list_copy(const struct form_list *def);
void list_free(struct form_list *l);
size_t list_count(const struct item *it);
bool list_more(const struct item *it);
/* The sentence about the row under the cursor, or NULL. */
const char *list_note(const struct item *it);
/* "[x]", or NULL where rows are not chosen. */
const char *list_box(const struct item *it, size_t row);

/* Replaces a string; NULL: none. */
void item_set(char **to, const char *text);
struct item *form_item(const struct form *f, int id); /* or NULL */
struct item *form_item_active(const struct form *f);  /* or NULL */
/* Reachable now: shown, of a reachable kind. */
bool item_reachable(const struct item *it);
/* Sets value and shown of a choice or radio; false: it was that already. */
bool item_choose(struct item *it, size_t row);
bool item_set_own(struct item *it, const char *value, const char *shown);
/* The row that has the value; rows.count when none has. */
size_t item_row(const struct item *it);
size_t item_rows(const struct item *it);
/* Date, phone: makes value from what is typed. */
void item_masked(struct item *it);
bool item_missing(const struct item *it);
/* Moves to the next (+1) or previous (-1) reachable item, around the end. */
void form_move(struct form *f, int step);
/* Makes the active item reachable again after hiding and adding. */
void form_settle(struct form *f);
/* Fields, the place of the active one (0: not a field), wrong, missing. */
struct form_count {
	int fields, place, wrong, missing;
};
struct form_count form_counts(const struct form *f);
struct item *form_main_button(const struct form *f);
struct item *form_countdown(const struct form *f);
/* Whole seconds left, rounded up; -1: no countdown runs. */
int64_t countdown_left(const struct item *it);
/* The sentence for the seconds left, or NULL. */
const char *countdown_words(int64_t left);
/* The text with its seconds; caller frees. */
char *countdown_text(const struct item *it);

#endif
