/*
 * Shows forms to a person and turns keys into form events: full screen
 * (curses) or line by line (no cursor addressing, for screen readers, dumb
 * terminals and pipes). Both drive the same forms.
 */
#ifndef CLIENT_FORM_UI_H
#define CLIENT_FORM_UI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "client/form/form.h"

enum ui_mode { UI_SCREEN, UI_LINEAR };

struct ui;

/*
 * Takes the terminal (standard input and output). An unknown TERM works as
 * vt100 and says so; a dumb one makes UI_LINEAR of UI_SCREEN. ascii: no line
 * drawing, no braille. Caller closes; the terminal is put back then, and also
 * on SIGTERM, SIGHUP, SIGINT and on a crash.
 */
int ui_open(struct ui **out, enum ui_mode mode, bool ascii, struct err *e);
void ui_close(struct ui *u);

enum ui_mode ui_mode_of(const struct ui *u);

/* Poll this for reading. */
int ui_fd(const struct ui *u);

/* When ui_event must be called although nothing came (an Escape that waits, a
 * second of the countdown), on clock_mono_ms; -1: never. */
int64_t ui_deadline(const struct ui *u);

/* The form from now on; borrowed until another is shown. NULL: none. */
void ui_show(struct ui *u, struct form *f);

/*
 * Reads what has come and answers the next event; false when there is none
 * left: then paint, and poll. After an event the view may change the form or
 * show another one before it asks again: keys typed ahead go there.
 */
bool ui_event(struct ui *u, struct form_event *ev);

/* Brings the screen up to date: at most one write. */
void ui_paint(struct ui *u);

/* Something is under way: said at the foot, only Escape and Ctrl-Q are taken
 * (keys typed meanwhile wait). NULL: it is over. */
void ui_busy(struct ui *u, const char *text);

/* One sentence in the help line until the next key (saved, copied, ...). */
void ui_say(struct ui *u, const char *text);

/* Lines at the foot of every screen (the demo's telephone); NULL: none. */
void ui_foot(struct ui *u, const char *text);

/* The connection's state at the title's right: "bağlı"; NULL: none. */
void ui_link(struct ui *u, const char *text);

#endif
