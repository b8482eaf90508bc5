/*
 * The cards as the screens see them: the last list, which card and which
 * certificate the person looks at, and the sentences about them.
 */
#ifndef CLIENT_VIEW_CARDS_H
#define CLIENT_VIEW_CARDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "client/card/card.h"
#include "client/form/form.h"

struct app;
struct view;
struct view_ops;

struct app_cards {
	/* prefer is owned; modules are borrowed. */
	struct card_options options;
	char *prefer;
	const char *own_conf;	/* where the card type is remembered, or NULL */
	struct card_event list; /* the last one; CARD_NOTHING: none yet */
	bool pending;		/* another one was asked for */
	bool following;
	char tckn[12]; /* whom it is followed for; empty: anybody */
	/* What the person looks at, by what stays when a list is made anew. */
	char reader[80], serial[56];
	char cert[160];
	const struct view_ops *back; /* from the screens of a PIN */
};

/* The screens. */
extern const struct view_ops view_card, view_card_show, view_card_save,
    view_pin_change, view_pin_unblock;

/* Starts the card thread unless it runs. */
int app_card(struct app *a, struct err *e);
void cards_close(struct app *a);

/* Lists now unless it is followed for that person already, and from now on by
 * itself. tckn NULL: anybody's. */
int cards_follow(struct app *a, const char *tckn, struct err *e);

/* Lists again because the person wants it. */
void cards_again(struct app *a);

/* The loop gives every list here before the screen sees it. */
void cards_take(struct app *a, const struct card_event *ev);

/* A list is there; false: it is still being made. */
bool cards_known(const struct app *a);

/* The first certificate that can sign, or NULL. */
const struct card_cert *cards_usable(const struct app *a);

/* The reader the person looks at: the one he chose while a card is in it,
 * else the first one that holds a card, else the first. NULL: none. */
const struct card_reader *cards_reader(const struct app *a);

/* The certificate he looks at, of that reader; NULL: it holds none. */
const struct card_cert *cards_cert(const struct app *a);

/* Index of the card in that reader now, or -1: it is gone. */
long cards_find(const struct app *a, const char *reader, const char *serial);

/* Remembers what he looks at. */
void cards_look_at(struct app *a, const struct card_reader *r);
void cards_look_at_cert(struct app *a, const char *value);

/* "AKİS · AYŞE ÖĞRETMEN · 20.01.2027'ye kadar", or in short why not; empty
 * while nothing is known. */
void cards_line(const struct app *a, char *out, size_t size);

/* "20.01.2027", in Turkish with the ending that "kadar" wants. */
char *cards_until(int64_t end, char *out, size_t size);

/* The PIN's state as a sentence; bad: it needs the person's attention. */
const char *cards_pin_state(enum card_pin pin, bool *bad);

/* Rows of a field, made from the last list; the value of a row stays the same
 * in the next one. */
struct card_row {
	size_t index; /* of the list's readers or certificates */
	char value[160], label[220];
};

struct card_rows {
	size_t n;
	struct card_row *row;
};

/* NULL reader: the certificates of all. -1: memory is out. */
int card_rows_certs(
    struct card_rows *r, const struct app *a, const struct card_reader *of);
int card_rows_readers(struct card_rows *r, const struct app *a);
void card_rows_free(struct card_rows *r);
struct form_rows card_rows_for(struct card_rows *r);
/* The row with that value, or NULL. */
const struct card_row *card_rows_find(
    const struct card_rows *r, const char *value);

/* The field "card type", shown where there are several drivers. */
int cards_add_type(struct view *v, int id);
void cards_show_type(struct view *v, int id);
/* The person chose: tried first from now on, and remembered. */
void cards_take_type(struct view *v, int id);

#endif
