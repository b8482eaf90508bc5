/* What terminal this is, without taking it: for who asks what is wrong with
 * it. */
#ifndef CLIENT_TERM_LOOK_H
#define CLIENT_TERM_LOOK_H

#include <stdbool.h>

#define LOOK_LEAST_ROWS 20 /* what a screen of this program needs */
#define LOOK_LEAST_COLS 60

struct look {
	bool there;	   /* the process has a terminal */
	char term[64];	   /* TERM, or empty; printable ASCII */
	bool known;	   /* terminfo has it */
	bool moves;	   /* it can address its cursor */
	int colours;	   /* 0: none */
	int rows, cols;	   /* 0: it does not say */
	char charset[32];  /* of the locale: "UTF-8" */
	bool ascii;	   /* that charset has no letters but the English */
	char locale[64];   /* the name the environment asks for, or empty */
	char variable[12]; /* the variable that names it, or empty */
	bool lacks;	   /* it has not all Turkish letters */
};

void look(struct look *out);

#endif
