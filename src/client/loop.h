/* The client's one loop: terminal, network, card, time. */
#ifndef CLIENT_LOOP_H
#define CLIENT_LOOP_H

#include "client/view/app.h"

struct demo;

/* Runs from the first screen until the person leaves; the exit status.
 * demo: NULL, or the demonstration whose telephone is shown. */
int loop_run(struct app *a, const struct view_ops *first, struct demo *demo);

#endif
