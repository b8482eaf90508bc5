/* The inside of a ui; for the ui's own files. */
#ifndef CLIENT_FORM_UI_OWN_H
#define CLIENT_FORM_UI_OWN_H

#include "client/form/pick.h"
#include "client/form/ui.h"
#include "client/term/key.h"

#define UI_EVENTS  8
#define UI_WAITING 256 /* keys typed while something is under way */
#define UI_FOOTS   4
#define MARGIN	   1 /* of the lines around the body */

struct linear;

struct waiting {
	int key;
	char *paste; /* of a KEYS_PASTE */
};

struct ui {
	enum ui_mode mode;
	struct screen *screen;
	struct keys *keys;
	struct linear *linear;
	struct form *form;
	struct pick pick;
	bool help; /* F1 is open */
	int help_first, help_lines;
	char *busy, *say, *foot, *link;
	int64_t busy_since; /* clock_mono_ms */
	int poll_fd, signal_fd;
	bool gone;     /* the terminal: nothing is read or painted any more */
	bool ended;    /* linear: the input came to its end */
	bool quitting; /* FORM_EVENT_QUIT with lost was told */
	struct form_event event[UI_EVENTS];
	size_t events;
	struct waiting waiting[UI_WAITING];
	size_t waitings;
};

/* Tells the view; dropped when it does not ask for its events. */
void ui_tell(struct ui *u, enum form_event_type type, int id);
void ui_tell_lost(struct ui *u);

/* act.c: one key, or the text of a paste. */
void ui_key(struct ui *u, int key, const char *paste);
unsigned ui_context(const struct ui *u);

/* Whole seconds that something has been under way. */
int64_t ui_busy_seconds(const struct ui *u);

/* frame.c: paints all. keyline.c: its last line. help.c: the overlay. */
void frame_paint(struct ui *u);
void keyline_paint(struct ui *u, int y);
void help_draw(struct ui *u, int top, int rows);

#endif
