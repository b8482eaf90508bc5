/*
 * Forms question by question: lines in, lines out, no cursor addressing. For
 * screen readers, terminals that cannot move the cursor, and pipes.
 */
#ifndef CLIENT_FORM_LINEAR_H
#define CLIENT_FORM_LINEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct linear;
struct ui;

int linear_open(struct linear **out, struct ui *u, struct err *e);
void linear_close(struct linear *l);

void linear_feed(struct linear *l, const char *bytes, size_t len);
/* Nothing more comes: the last line needs no line end. */
void linear_end(struct linear *l);
/* Takes lines until an event is told or none is left. */
void linear_step(struct linear *l);
/* Asks what has not been asked. */
void linear_paint(struct linear *l);
void linear_show(struct linear *l);
/* Something is under way; it is said when it takes more than a second. */
void linear_busy(struct linear *l);
bool linear_busy_said(const struct linear *l);
void linear_say(struct linear *l, const char *text);
/* The same while a question may wait for its answer: it is asked again. */
void linear_tell(struct linear *l, const char *text);
/* What stands at the foot of a screen: never while secrets are shown. */
void linear_foot(struct linear *l, const char *text);
/* When the countdown must be looked at: 60 s, 20 s and the end. */
int64_t linear_deadline(const struct linear *l, int64_t deadline, int64_t left);

#endif
