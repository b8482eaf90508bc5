/* A key becomes an action, an action changes the form or becomes an event. */
#include "config.h"
#include "client/form/ui-own.h"

#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "client/form/reveal.h"
#include "base/banned.h"

unsigned
ui_context(const struct ui *u)
{
	const struct item *it;

	if (u->busy != NULL)
		return CTX_BUSY;
	if (u->help)
		return CTX_HELP;
	if (u->pick.item != NULL)
		return CTX_PICK;
	it = u->form != NULL ? form_item_active(u->form) : NULL;
	if (it == NULL)
		return CTX_NOTHING;
	if (it->locked && it->w->field)
		return CTX_LOCKED;
	if (it->w == &widget_line && it->kind == FORM_SECRET)
		return CTX_SECRET;
	if (it->w == &widget_list && list_count(it) == 0)
		return CTX_TABLE;
	if (it->w == &widget_list && it->list->closed)
		return it->list->mark == NULL ? CTX_TABLE : CTX_MARKS;
	if (it->w == &widget_list && it->list->mark == NULL)
		return CTX_ROWS;
	return it->w->context;
}

static int
active_id(const struct ui *u)
{
	return form_active(u->form);
}

/* The active item was another one before: say so to the view. */
static void
left(struct ui *u, size_t was)
{
	struct form *f = u->form;
	struct item *it;

	if (f->active == was || was >= f->count)
		return;
	it = f->item[was];
	if (it->edit.text != NULL) {
		edit_pause(&it->edit);
		it->reveal = false;
	}
	if (it->w->field && !it->locked)
		ui_tell(u, FORM_EVENT_LEFT, it->id);
}

static void
go(struct ui *u, int step)
{
	size_t was = u->form->active;

	form_move(u->form, step);
	left(u, was);
}

static void
press(struct ui *u, const struct item *it)
{
	if (it != NULL)
		ui_tell(u, FORM_EVENT_PRESSED, it->id);
}

static void
open_pick(struct ui *u, struct item *it, const char *text)
{
	if (item_rows(it) == 0 && it->kind != FORM_CHOICE_OPEN) {
		ui_say(u, _("There is nothing to choose here yet."));
		return;
	}
	pick_open(&u->pick, it, text);
}

static void
outcome(struct ui *u, struct item *it, enum outcome o, const char *text)
{
	if (o == OUT_CHANGED)
		ui_tell(u, FORM_EVENT_CHANGED, it->id);
	else if (o == OUT_PRESSED)
		press(u, form_item_active(u->form));
	else if (o == OUT_MOVED)
		ui_tell(u, FORM_EVENT_ROW, it->id);
	else if (o == OUT_MARKED)
		ui_tell(u, FORM_EVENT_MARKED, it->id);
	else if (o == OUT_OPEN)
		open_pick(u, it, text);
}

static void
type(struct ui *u, const char *text, bool paste)
{
	struct item *it = u->form != NULL ? form_item_active(u->form) : NULL;

	if (u->help || it == NULL)
		return;
	if (u->pick.item != NULL) {
		it = u->pick.item;
		outcome(u, it, pick_type(&u->pick, text, paste), "");
		return;
	}
	if (it->locked && it->w->field)
		ui_say(u, _("This field cannot be changed."));
	else if (it->w->type != NULL) {
		enum outcome o = it->w->type(u->form, it, text, paste);

		/* A list hands it on to the field that narrows it. */
		outcome(u, form_item_active(u->form), o, text);
	}
}

static void
act_pick(struct ui *u, enum action a)
{
	struct item *it = u->pick.item;
	enum outcome o = pick_act(&u->pick, a, pick_height(&u->pick, u->form));

	outcome(u, it, o, "");
	if (a == ACT_NEXT && o != OUT_UNUSED)
		go(u, 1);
}

static void
act_help(struct ui *u, enum action a)
{
	int page = u->form != NULL && u->form->rows > 2 ? u->form->rows - 1 : 1;

	if (a == ACT_BACK)
		u->help = false;
	else if (a == ACT_DOWN)
		u->help_first++;
	else if (a == ACT_UP)
		u->help_first--;
	else if (a == ACT_PAGE_DOWN)
		u->help_first += page;
	else if (a == ACT_PAGE_UP)
		u->help_first -= page;
}

/* PgUp and PgDn: the form's text to read, else a page of the form. */
static void
page(struct ui *u, enum action a)
{
	struct form *f = u->form;
	size_t was = f->active;

	for (size_t i = 0; i < f->count; i++)
		if (f->item[i]->w == &widget_viewer && !f->item[i]->hidden) {
			widget_viewer.act(f, f->item[i], a);
			return;
		}
	for (int n = 0; n < f->rows - 2; n++) {
		size_t before = f->active;

		form_move(f, a == ACT_PAGE_DOWN ? 1 : -1);
		if (a == ACT_PAGE_DOWN ? f->active < before
				       : f->active > before) {
			f->active = before; /* no way around the end */
			break;
		}
	}
	left(u, was);
}

/* What no item took for itself. */
static void
act_form(struct ui *u, enum action a)
{
	struct form *f = u->form;
	size_t was = f->active;

	switch ((int)a) {
	case ACT_NEXT:
	case ACT_ENTER:
	case ACT_DOWN:
		go(u, 1);
		break;
	case ACT_PREV:
	case ACT_UP:
		go(u, -1);
		break;
	case ACT_PAGE_UP:
	case ACT_PAGE_DOWN:
		page(u, a);
		break;
	case ACT_HOME:
		f->active = 0;
		form_settle(f);
		left(u, was);
		break;
	case ACT_END:
		f->active = f->count;
		form_settle(f);
		left(u, was);
		break;
	case ACT_MAIN:
		press(u, form_main_button(f));
		break;
	case ACT_ERRORS:
		if (!form_focus_error(f))
			ui_say(u, _("No field is wrong."));
		left(u, was);
		break;
	case ACT_BACK:
		ui_tell(u, FORM_EVENT_BACK, active_id(u));
		break;
	default:
		break;
	}
}

static void
act(struct ui *u, enum action a)
{
	struct item *it;
	enum outcome o = OUT_UNUSED;

	if (a == ACT_QUIT) {
		ui_tell(u, FORM_EVENT_QUIT, 0);
	} else if (a == ACT_REDRAW) {
		screen_redraw(u->screen);
	} else if (a == ACT_SUSPEND) {
		screen_suspend(u->screen);
	} else if (a == ACT_HELP) {
		u->help = true;
		u->help_first = 0;
	} else if (u->busy != NULL) {
		ui_tell(u, FORM_EVENT_BACK, 0);
	} else if (u->help) {
		act_help(u, a);
	} else if (u->form == NULL) {
		return;
	} else if (u->pick.item != NULL) {
		act_pick(u, a);
	} else {
		it = form_item_active(u->form);
		if (it != NULL && it->w->act != NULL)
			o = it->w->act(u->form, it, a);
		if (o == OUT_UNUSED)
			act_form(u, a);
		else
			outcome(u, it, o, "");
	}
}

/* A function key of the view itself; its own come before the form's. */
static bool
bound(struct ui *u, int key)
{
	const struct form *f = u->form;

	if (f == NULL || u->help || u->pick.item != NULL || u->busy != NULL)
		return false;
	/* A view's letter is a letter where one types. */
	if (key >= ' ' && key < KEYS_FIRST && key != KEYS_BACKSPACE &&
	    (ui_context(u) & (CTX_EDIT | CTX_CHOICE)) != 0)
		return false;
	for (size_t i = 0; i < f->bindings; i++)
		if (f->binding[i].key == key) {
			ui_tell(u, FORM_EVENT_KEY, f->binding[i].action);
			return true;
		}
	return false;
}

void
ui_key(struct ui *u, int key, const char *paste)
{
	enum action a;
	char text[5];

	if (u->form != NULL && u->form->revealing != 0) {
		ui_tell(u, FORM_EVENT_KEY, u->form->revealing);
		form_reveal(u->form, 0);
		return;
	}
	/* F1 shows what was said whole, so it stays behind the help. */
	if (u->say != NULL && keymap_action(ui_context(u), key) != ACT_HELP)
		ui_say(u, NULL);
	if (key == KEYS_PASTE) {
		type(u, paste, true);
		return;
	}
	if (bound(u, key))
		return;
	a = keymap_action(ui_context(u), key);
	if (a != ACT_NONE) {
		act(u, a);
	} else if (key >= ' ' && key < KEYS_FIRST && key != KEYS_BACKSPACE) {
		text_put((uint32_t)key, text);
		type(u, text, false);
	}
}
