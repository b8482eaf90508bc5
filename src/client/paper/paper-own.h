/* What the kinds of paper are made from. */
#ifndef CLIENT_PAPER_PAPER_OWN_H
#define CLIENT_PAPER_PAPER_OWN_H

#include <stdbool.h>

#include "client/paper/paper.h"
#include "client/paper/words.h"

struct paper {
	char number[32], date[16], portal[128];
	bool renewal;
	char *values[FIELD_COUNT]; /* as they are printed; NULL: not printed */
	char *undertaking;
	bool own; /* the undertaking is this project's */
};

#endif
