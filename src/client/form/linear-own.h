/* The inside of linear mode; for its own files. */
#ifndef CLIENT_FORM_LINEAR_OWN_H
#define CLIENT_FORM_LINEAR_OWN_H

#include <termios.h>

#include "client/form/linear.h"
#include "client/form/ui-own.h"
#include "client/term/charset.h"

#define LINEAR_ROWS 20 /* rows of a list that are said at once */

struct linear {
	struct ui *ui; /* borrowed */
	struct charset charset;
	struct termios before;
	bool terminal, silent; /* silent: echo is off */
	struct buf in, out;
	bool started; /* the title was said */
	bool asked;   /* the active item, and no answer yet */
	bool prompt;  /* the list of buttons stands above: not once more */
	bool again;   /* the active item was answered: judge it */
	bool busy_said;
	size_t shown; /* columns of the line with secrets; 0: none stands */
	bool fixing;  /* the view sent us to a wrong field */
	size_t said;  /* items before this one were said */
	size_t at;    /* the item that was made active here */
	size_t row[LINEAR_ROWS], rows; /* the numbers that were offered */
	size_t marked;	  /* the row of a list that was chosen, and one */
	struct buf lines; /* FORM_LINES: what was typed so far */
	int64_t warned;	  /* the countdown's last words: 60, 20, 0 */
};

/* linear-ask.c */
void linear_print(struct linear *l, const char *text);
void linear_print_number(struct linear *l, size_t n);
/* text is a number from 1 to most; *out gets it less one. */
bool linear_number(const char *text, size_t most, size_t *out);
void linear_ask(struct linear *l, struct item *it);
/* Takes an answer; true: the item is answered, go on. */
bool linear_answer(struct linear *l, struct item *it, const char *text);
void linear_echo(struct linear *l, bool on);

/* linear-list.c: the same for a list, ten rows at a time. */
void linear_list_ask(struct linear *l, struct item *it);
bool linear_list_answer(struct linear *l, struct item *it, const char *text);
/* linear-secret.c */
/* Secrets in the line where the cursor stays, until they are taken away. */
void linear_reveal(struct linear *l);
void linear_conceal(struct linear *l);

/* linear-press.c */
/* brief: only the question, not what can be answered. */
void linear_buttons(struct linear *l, bool brief);
bool linear_press(struct linear *l, const char *text);

#endif
