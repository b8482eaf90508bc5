/*
 * A form: the one thing every screen of the client is made of. A view builds
 * it from items (text, sections, fields, buttons), shows it through a ui
 * (ui.h: full screen or line by line) and answers its events. The form knows
 * nothing of networks, cards or applications.
 *
 * Texts are UTF-8 in the reader's language and copied. Items appear in the
 * order in which they are added.
 */
#ifndef CLIENT_FORM_FORM_H
#define CLIENT_FORM_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct form;
struct secret;

enum form_kind {
	FORM_TEXT,   /* one line */
	FORM_DIGITS, /* one line of digits; blanks and dashes of a paste drop */
	FORM_SECRET, /* stars; F4 or Ctrl-R shows them while it is active */
	FORM_DATE,   /* GG.AA.YYYY, dots put in while typing */
	FORM_PHONE,  /* 0530 123 45 67, grouped while typing */
	FORM_LINES,  /* several lines, wrapped; Enter is a new line */
	FORM_RADIO,  /* one of few, all shown */
	FORM_CHECK,  /* ticked or not: "1" or "" */
	FORM_CHOICE, /* one of a list: Enter opens the filterable pick list */
	FORM_CHOICE_OPEN /* the same, and anything typed is taken too */
};

/* The rows of a choice or radio; asked again each time it is opened, so that
 * they may depend on other fields. */
struct form_rows {
	size_t (*count)(void *ctx);
	const char *(*value)(void *ctx, size_t i); /* what form_value answers */
	const char *(*label)(void *ctx, size_t i); /* what is shown */
	void *ctx;
};

struct form_field {
	int id; /* the view's own number, unique in the form, > 0 */
	const char *label;
	enum form_kind kind;
	bool starred;	  /* compulsory: " *" after the label */
	bool locked;	  /* shown, reachable for reading, not editable */
	size_t max;	  /* characters; 0: 200 */
	unsigned height;  /* FORM_LINES: lines shown; 0: 3 */
	const char *help; /* one sentence for the help line and F1; or NULL */
	struct form_rows rows; /* FORM_RADIO, FORM_CHOICE(_OPEN) */
};

/* Caller frees. name is the last part of the title ("Başvuru Formu"). */
struct form *form_new(const char *name);
void form_free(struct form *f);

/* What the title line shows; right is at its right end ("Adım 2/6"). Either
 * may be NULL to stay as it is. */
void form_title(struct form *f, const char *left, const char *right);

/* Items. id > 0 lets the view change or hide the item later; 0: never. */
int form_add_text(struct form *f, int id, const char *text); /* wrapped */
int form_add_section(struct form *f, const char *label);
int form_add_space(struct form *f);
int form_add_field(struct form *f, const struct form_field *def);
/* Those in a row share a line; F10 and Ctrl-O press the main one. */
int form_add_button(struct form *f, int id, const char *label, bool main);

/* An entry of a menu; key: the digit that opens it, 0: none. help: a sentence
 * for the help line, or NULL; a note (form_set_note) stands below it. */
int form_add_entry(
    struct form *f, int id, char key, const char *label, const char *help);

/* A text to read, in a window of its own with a bar, scrolled by PgUp/PgDn and
 * by arrows while it is active. form_viewed: its end has been on the screen. */
int form_add_viewer(struct form *f, int id, const char *heading,
    const char *text, unsigned least_height);
bool form_viewed(const struct form *f, int id);

/* A black and white picture: rows of whole bytes, most significant bit first,
 * 1 = ink. Drawn as braille dots, half blocks or ASCII, whichever the terminal
 * can; alt is said instead in linear mode. NULL bits remove it. */
int form_add_picture(struct form *f, int id, const char *alt);
void form_set_picture(struct form *f, int id, const unsigned char *bits,
    unsigned width, unsigned height);

/* Changes the text of a text item, button or field label. */
void form_set_text(struct form *f, int id, const char *text);
void form_hide(struct form *f, int id, bool hidden);
void form_lock(struct form *f, int id, bool locked);

/* As text, borrowed until it changes; "" for what has none. */
const char *form_value(const struct form *f, int id);
struct secret *form_secret(struct form *f, int id); /* borrowed */
/* Sets without an event; also forgets its undo history. */
void form_set_value(struct form *f, int id, const char *value);

/* The sentence under a field (NULL: it is right). Fields that are wrong are
 * marked "!"; F8 jumps to the first. warning: marked "·", does not count. */
void form_set_error(struct form *f, int id, const char *sentence);
void form_set_warning(struct form *f, int id, const char *sentence);
const char *form_error(const struct form *f, int id); /* or NULL */
/* A short note behind a value: "→ MUŞ / BULANIK". NULL: none. */
void form_set_note(struct form *f, int id, const char *note);
void form_set_starred(struct form *f, int id, bool starred); /* compulsory */

/* The active item; 0 when none can be. */
int form_active(const struct form *f);
void form_focus(struct form *f, int id);
/* To the first wrong field; false: nothing is wrong. */
bool form_focus_error(struct form *f);

/* Keys of the view itself: FORM_EVENT_KEY; shown in the footer. */
struct form_binding {
	int key;	  /* KEYS_* of term/key.h */
	int action;	  /* the view's own number */
	const char *name; /* shown in the footer: "F5" */
	const char *help; /* shown behind it: "yeni resim" */
};
void form_bind(struct form *f, const struct form_binding *b, size_t n);

/* A countdown: "{}" in the text is replaced by the seconds that are left
 * until deadline (clock_mono_ms). One item of a form at most. At 60 and at 20
 * seconds one line more says so in words; at 0 FORM_EVENT_TIMEOUT. */
int form_add_countdown(struct form *f, int id, const char *text);
void form_set_deadline(struct form *f, int id, int64_t deadline); /* -1: off */

enum form_event_type {
	FORM_EVENT_NONE,
	FORM_EVENT_CHANGED, /* a field's value is another one */
	FORM_EVENT_LEFT,    /* the active field was left; id: the one left */
	FORM_EVENT_PRESSED, /* a button, by Enter, Space or the main key */
	FORM_EVENT_KEY,	    /* one of form_bind; id: its action */
	FORM_EVENT_BACK,    /* Esc with nothing left to close */
	FORM_EVENT_QUIT,    /* Ctrl-Q, or the terminal is gone (lost set) */
	FORM_EVENT_TIMEOUT, /* the countdown reached 0; id: its item */
	FORM_EVENT_ROW,	    /* of a list (list.h): the cursor is on another */
	FORM_EVENT_MARKED   /* of a list: the row was chosen, or not any more */
};

struct form_event {
	enum form_event_type type;
	int id;
	bool lost; /* FORM_EVENT_QUIT: there is no terminal any more */
};

#endif
