/* What the screens around the printed form share. */
#ifndef CLIENT_VIEW_PAPER_H
#define CLIENT_VIEW_PAPER_H

#include "client/paper/paper.h"
#include "client/view/app.h"

/* The form as it stands now, with today's date. Caller frees. */
int paper_of(const struct app *a, struct paper **out, struct err *e);

/* A screen that has nothing to show but why; its one button goes back. */
void paper_refuse(struct view *v, const struct err *e, int back);

#endif
