#ifndef CLIENT_VIEW_DRAFT_H
#define CLIENT_VIEW_DRAFT_H

#include "client/view/app.h"

/* The field where the person goes on later. */
void draft_place(struct app *a, enum field_id id);

/* Sends the form as it is now, in the background: a->draft until the answer
 * is there. One that is still under way is given up for it. Nothing happens
 * without an application. */
int draft_send(struct app *a);

#endif
