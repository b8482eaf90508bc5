/* The terminal, its letters and the configuration files. */
#include "config.h"
#include "client/doctor/judge.h"

#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

static void
say_terminal(const struct look *t, struct line *l)
{
	line_ok(l, _("%s, %d columns, %d lines."), t->term, t->cols, t->rows);
	if (t->colours > 0)
		line_more(l, _("%d colours."), t->colours);
	else
		line_more(l, "%s", _("No colours; none are needed."));
}

void
judge_terminal(const struct findings *f, struct line *l)
{
	const struct look *t = &f->terminal;

	if (!t->there) {
		line_skip(l, "%s",
		    _("Not checked: this program was started without one."));
	} else if (t->term[0] == '\0' || strcmp(t->term, "dumb") == 0) {
		line_ok(l, "%s",
		    _("It names no type: questions are asked line by line."));
	} else if (!t->known) {
		line_wrong(l, "term-unknown",
		    _("This system does not know the terminal \"%s\" (TERM); "
		      "it is driven as a vt100."),
		    t->term);
		line_do(l, "%s",
		    _("As administrator: apt install ncurses-term. Or choose a "
		      "known type: export TERM=xterm-256color"));
	} else if (!t->moves) {
		line_ok(l,
		    _("%s cannot move its cursor: questions are asked line by "
		      "line."),
		    t->term);
	} else if (t->rows > 0 && t->cols > 0 &&
		   (t->rows < LOOK_LEAST_ROWS || t->cols < LOOK_LEAST_COLS)) {
		line_wrong(l, "too-small",
		    _("The window has %d columns and %d lines; %d and %d are "
		      "needed."),
		    t->cols, t->rows, LOOK_LEAST_COLS, LOOK_LEAST_ROWS);
		line_do(l, "%s",
		    _("Make the window larger or its letters smaller, or start "
		      "the program with --linear."));
	} else {
		say_terminal(t, l);
	}
}

static void
say_lacking(const struct look *t, struct line *l)
{
	line_wrong(l, "letters",
	    _("The locale's letters (%s) lack Turkish ones; the nearest "
	      "English ones are shown."),
	    t->ascii ? "ASCII" : t->charset);
	if (t->ascii && t->locale[0] != '\0' && strcmp(t->locale, "C") != 0 &&
	    strcmp(t->locale, "POSIX") != 0)
		line_do(l,
		    _("%s=%s names a locale that this system does not have. As "
		      "administrator: dpkg-reconfigure locales. Or choose "
		      "another: export %s=C.UTF-8"),
		    t->variable, t->locale, t->variable);
	else
		line_do(l,
		    _("Choose a locale that has them: export %s=C.UTF-8"),
		    t->variable[0] != '\0' ? t->variable : "LANG");
}

void
judge_locale(const struct findings *f, struct line *l)
{
	const struct look *t = &f->terminal;

	if (t->lacks) {
		say_lacking(t, l);
	} else if (!f->language.catalogue) {
		line_wrong(l, "no-catalogue", "%s",
		    _("The Turkish texts of this program were not found."));
		line_do(l, "%s", _("Install the package eimza again."));
	} else {
		line_ok(l, _("%s; it has all Turkish letters."), t->charset);
	}
}

void
judge_files(const struct findings *f, struct line *l)
{
	struct buf read = BUF_INIT(2048);

	for (size_t i = 0; i < f->files; i++) {
		const struct found_file *file = &f->file[i];

		if (file->why.code != 0) {
			line_wrong(l, "conf", "%s", file->why.text);
			line_do(l, "%s",
			    _("Correct that line; eimza.conf(5) describes the "
			      "settings."));
		} else if (file->there) {
			buf_addf(&read, "%s%s", read.len > 0 ? ", " : "",
			    file->path);
		}
	}
	if (l->state != LINE_WRONG && read.len > 0)
		line_ok(l, _("Read: %s."), buf_str(&read));
	else if (l->state != LINE_WRONG)
		line_ok(
		    l, "%s", _("There is none; the standard settings hold."));
	buf_free(&read);
}
