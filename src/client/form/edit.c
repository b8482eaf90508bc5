/*
 * Editing. Runs of typing are one undo step, so are runs of erasing and each
 * paste; moving the cursor or leaving the field ends a run.
 */
#include "config.h"
#include "client/form/edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/banned.h"

int
edit_init(struct edit *e, size_t max)
{
	*e = (struct edit){ .max = max, .room = max * 4 + 1 };
	e->text = calloc(1, e->room);
	return e->text == NULL ? -1 : 0;
}

void
edit_over(struct edit *e, char *text, size_t room, size_t max)
{
	*e = (struct edit){
		.text = text, .room = room, .max = max, .foreign = true
	};
	e->at = strlen(text);
}

static void
forget(struct edit *e)
{
	for (size_t i = 0; i < e->undos; i++)
		free(e->undo[i].text);
	e->undos = 0;
	e->last = EDIT_OTHER;
}

void
edit_free(struct edit *e)
{
	forget(e);
	if (!e->foreign)
		free(e->text);
	*e = (struct edit){ 0 };
}

static void
remember(struct edit *e, enum edit_what what)
{
	bool run = what != EDIT_OTHER && what == e->last;

	e->last = what;
	if (e->foreign || run)
		return;
	if (e->undos == EDIT_UNDOS) {
		free(e->undo[0].text);
		memmove(e->undo, e->undo + 1,
		    (EDIT_UNDOS - 1) * sizeof(e->undo[0]));
		e->undos--;
	}
	e->undo[e->undos].text = strdup(e->text);
	e->undo[e->undos].at = e->at;
	if (e->undo[e->undos].text != NULL)
		e->undos++;
}

static bool
takes(const struct edit *e, uint32_t c)
{
	if (e->digits)
		return c >= '0' && c <= '9';
	if (c == '\n')
		return e->lines;
	return c >= ' ' && c != 0xfffd && text_width(c) >= 0;
}

/* The characters of text that are taken, as many as fit, into out. */
static size_t
filter(const struct edit *e, const char *text, char *out, size_t room)
{
	size_t n = 0, left, have = text_length(e->text);
	uint32_t c;
	char one[5];

	left = have < e->max ? e->max - have : 0;
	while (left > 0 && (c = text_next(&text)) != 0) {
		size_t len;

		if (c == '\t' || (c == '\n' && !e->lines))
			c = ' '; /* the lines of a paste, in one line */
		if (!takes(e, c))
			continue;
		len = text_put(c, one);
		if (!text_printable(one, true) || n + len > room)
			continue;
		memcpy(out + n, one, len);
		n += len;
		left--;
	}
	return n;
}

/* A paste ends in the line end of what was copied: that is no text. */
static size_t
without_ends(const char *s, size_t n)
{
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\n'))
		n--;
	return n;
}

bool
edit_insert(struct edit *e, const char *text, bool paste)
{
	size_t len = strlen(e->text), n, room = e->room - 1 - len;
	char *in = malloc(room + 1);

	if (in == NULL)
		return false;
	n = filter(e, text, in, room);
	if (paste)
		n = without_ends(in, n);
	if (n > 0) {
		remember(e, paste ? EDIT_OTHER : EDIT_TYPED);
		memmove(e->text + e->at + n, e->text + e->at, len - e->at + 1);
		memcpy(e->text + e->at, in, n);
		e->at += n;
	}
	explicit_bzero(in, room + 1);
	free(in);
	return n > 0;
}

/* The beginning of the character before at. */
static size_t
before(const struct edit *e, size_t at)
{
	while (at > 0 && ((unsigned char)e->text[--at] & 0xc0) == 0x80)
		;
	return at;
}

static size_t
after(const struct edit *e, size_t at)
{
	const char *p = e->text + at;

	text_next(&p);
	return (size_t)(p - e->text);
}

static bool
cut(struct edit *e, size_t from, size_t to, enum edit_what what)
{
	size_t len = strlen(e->text);

	if (from >= to)
		return false;
	remember(e, what);
	memmove(e->text + from, e->text + to, len - to + 1);
	explicit_bzero(e->text + len - (to - from), to - from);
	e->at = from;
	return true;
}

bool
edit_erase(struct edit *e)
{
	return cut(e, before(e, e->at), e->at, EDIT_ERASED);
}

bool
edit_delete(struct edit *e)
{
	return cut(e, e->at, after(e, e->at), EDIT_ERASED);
}

static size_t
line_start(const struct edit *e)
{
	size_t i = e->at;

	while (i > 0 && e->text[i - 1] != '\n')
		i--;
	return i;
}

bool
edit_erase_line(struct edit *e)
{
	return cut(e, line_start(e), e->at, EDIT_OTHER);
}

bool
edit_erase_word(struct edit *e)
{
	size_t from = e->at;

	while (from > 0 && e->text[from - 1] == ' ')
		from--;
	while (
	    from > 0 && e->text[from - 1] != ' ' && e->text[from - 1] != '\n')
		from--;
	return cut(e, from, e->at, EDIT_OTHER);
}

bool
edit_undo(struct edit *e)
{
	struct edit_step *s;

	if (e->undos == 0)
		return false;
	s = &e->undo[--e->undos];
	memcpy(e->text, s->text, strlen(s->text) + 1);
	e->at = s->at;
	free(s->text);
	e->last = EDIT_OTHER;
	return true;
}

static bool
go(struct edit *e, size_t to)
{
	bool moved = to != e->at;

	e->at = to;
	e->last = EDIT_OTHER;
	return moved;
}

bool
edit_left(struct edit *e)
{
	return go(e, before(e, e->at));
}

bool
edit_right(struct edit *e)
{
	return go(e, after(e, e->at));
}

bool
edit_home(struct edit *e)
{
	return go(e, line_start(e));
}

bool
edit_end(struct edit *e)
{
	return go(e, e->at + strcspn(e->text + e->at, "\n"));
}

void
edit_pause(struct edit *e)
{
	e->last = EDIT_OTHER;
}

void
edit_set(struct edit *e, const char *text)
{
	size_t n;

	forget(e);
	explicit_bzero(e->text, e->room);
	e->at = 0;
	n = filter(e, text, e->text, e->room - 1);
	e->text[n] = '\0';
	e->at = n;
}
