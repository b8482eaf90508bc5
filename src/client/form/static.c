/* Items that are only read: text, section, space, countdown. */
#include "config.h"
#include "client/form/draw.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/banned.h"

#define TEXT_X 2

static int
text_height(const struct form *f, const struct item *it)
{
	return canvas_wrapped(NULL, 0, 0, f->text_w, ROLE_PLAIN, it->label);
}

static void
text_draw(struct canvas *c, struct form *f, struct item *it)
{
	canvas_wrapped(c, it->top, TEXT_X, f->text_w, ROLE_PLAIN, it->label);
}

static void
section_draw(struct canvas *c, struct form *f, struct item *it)
{
	canvas_wrapped(c, it->top, TEXT_X, f->text_w, ROLE_SECTION, it->label);
}

static int
space_height(const struct form *f, const struct item *it)
{
	(void)f;
	(void)it;
	return 1;
}

static void
space_draw(struct canvas *c, struct form *f, struct item *it)
{
	(void)c;
	(void)f;
	(void)it;
}

int64_t
countdown_left(const struct item *it)
{
	int64_t ms;

	if (it == NULL || it->deadline < 0)
		return -1;
	ms = it->deadline - clock_mono_ms();
	return ms <= 0 ? 0 : (ms + 999) / 1000;
}

const char *
countdown_words(int64_t left)
{
	if (left < 0 || left > 60)
		return NULL;
	if (left == 0)
		return _("The time is over.");
	if (left <= 20)
		return _("Less than twenty seconds are left.");
	return _("Less than one minute is left.");
}

char *
countdown_text(const struct item *it)
{
	struct buf b = BUF_INIT(4096);
	const char *at = strstr(it->label, "{}");
	int64_t left = countdown_left(it);

	if (at == NULL || left < 0) {
		buf_adds(&b, left < 0 && at != NULL ? "" : it->label);
	} else {
		buf_add(&b, it->label, (size_t)(at - it->label));
		buf_addf(&b, "%lld", (long long)left);
		buf_adds(&b, at + 2);
	}
	return buf_steal(&b, NULL);
}

/* One line more is kept for the words, so that nothing moves when they come. */
static int
countdown_height(const struct form *f, const struct item *it)
{
	return text_height(f, it) + 1;
}

static void
countdown_draw(struct canvas *c, struct form *f, struct item *it)
{
	char *text = countdown_text(it);
	const char *words = countdown_words(countdown_left(it));

	if (text != NULL)
		canvas_wrapped(
		    c, it->top, TEXT_X + 2, f->text_w - 2, ROLE_PLAIN, text);
	if (words != NULL)
		canvas_put(c, it->top + it->height - 1, TEXT_X + 2,
		    f->text_w - 2, ROLE_ERROR, words);
	free(text);
}

const struct widget widget_text = { .height = text_height, .draw = text_draw };
const struct widget widget_section = { .height = text_height,
	.draw = section_draw };
const struct widget widget_space = { .height = space_height,
	.draw = space_draw };
const struct widget widget_countdown = { .height = countdown_height,
	.draw = countdown_draw };
