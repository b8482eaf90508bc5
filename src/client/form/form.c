/* A form's items: making them, changing them, going through them. */
#include "config.h"
#include "client/form/form.h"

#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "client/form/item.h"
#include "client/form/reveal.h"
#include "base/banned.h"

#define STANDARD_MAX 200
#define ITEMS_MAX    ((size_t)1000)

void
item_set(char **to, const char *text)
{
	char *copy = text != NULL ? strdup(text) : NULL;

	free(*to);
	*to = copy;
}

struct form *
form_new(const char *name)
{
	struct form *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	item_set(&f->name, name != NULL ? name : "");
	return f;
}

static void
item_free(struct item *it)
{
	if (it == NULL)
		return;
	edit_free(&it->edit);
	secret_free(it->secret);
	free(it->label);
	free(it->help);
	free(it->note);
	free(it->error);
	free(it->warning);
	free(it->value);
	free(it->shown);
	list_free(it->list);
	free(it->text);
	free(it->bits);
	free(it);
}

static void
free_bindings(struct form *f)
{
	for (size_t i = 0; i < 2 * f->bindings; i++)
		free(f->binding_text[i]);
	free(f->binding_text);
	free(f->binding);
	f->binding_text = NULL;
	f->binding = NULL;
	f->bindings = 0;
}

void
form_free(struct form *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->count; i++)
		item_free(f->item[i]);
	free_bindings(f);
	free(f->item);
	free(f->name);
	free(f->left);
	free(f->right);
	free(f);
}

void
form_title(struct form *f, const char *left, const char *right)
{
	if (left != NULL)
		item_set(&f->left, left);
	if (right != NULL)
		item_set(&f->right, right);
}

static struct item *
add(struct form *f, const struct widget *w, int id, const char *label)
{
	struct item *it;

	if (f->count == f->room) {
		size_t room = f->room == 0 ? 32 : f->room * 2;
		struct item **p;

		if (room > ITEMS_MAX * 2)
			return NULL;
		p = realloc(f->item, room * sizeof(struct item *));
		if (p == NULL)
			return NULL;
		f->item = p;
		f->room = room;
	}
	it = calloc(1, sizeof(*it));
	if (it == NULL)
		return NULL;
	it->w = w;
	it->id = id;
	it->deadline = -1;
	item_set(&it->label, label != NULL ? label : "");
	if (f->active == f->count && !w->reachable)
		f->active++;
	f->item[f->count++] = it;
	return it;
}

int
form_add_text(struct form *f, int id, const char *text)
{
	return add(f, &widget_text, id, text) == NULL ? ERR_INTERNAL : ERR_OK;
}

int
form_add_section(struct form *f, const char *label)
{
	return add(f, &widget_section, 0, label) == NULL ? ERR_INTERNAL
							 : ERR_OK;
}

int
form_add_space(struct form *f)
{
	return add(f, &widget_space, 0, "") == NULL ? ERR_INTERNAL : ERR_OK;
}

static const struct widget *
widget_of(enum form_kind kind)
{
	static const struct widget *const widgets[] = {
		[FORM_TEXT] = &widget_line,
		[FORM_DIGITS] = &widget_line,
		[FORM_SECRET] = &widget_line,
		[FORM_DATE] = &widget_line,
		[FORM_PHONE] = &widget_line,
		[FORM_LINES] = &widget_lines,
		[FORM_RADIO] = &widget_radio,
		[FORM_CHECK] = &widget_check,
		[FORM_CHOICE] = &widget_choice,
		[FORM_CHOICE_OPEN] = &widget_choice,
	};

	return widgets[kind];
}

static int
init_edit(struct item *it)
{
	if (it->kind == FORM_SECRET) {
		it->secret = secret_new();
		if (it->secret == NULL)
			return -1;
		edit_over(
		    &it->edit, secret_edit(it->secret), SECRET_MAX, it->max);
		return 0;
	}
	if (edit_init(&it->edit, it->max) < 0)
		return -1;
	it->edit.digits = it->kind == FORM_DIGITS || it->kind == FORM_DATE ||
			  it->kind == FORM_PHONE;
	it->edit.lines = it->kind == FORM_LINES;
	return 0;
}

int
form_add_field(struct form *f, const struct form_field *def)
{
	struct item *it = add(f, widget_of(def->kind), def->id, def->label);

	if (it == NULL)
		return ERR_INTERNAL;
	it->kind = def->kind;
	it->starred = def->starred;
	it->locked = def->locked;
	it->max = def->max > 0 ? def->max : STANDARD_MAX;
	if (it->kind == FORM_DATE)
		it->max = 8;
	else if (it->kind == FORM_PHONE)
		it->max = 11;
	it->lines = def->height > 0 ? def->height : 3;
	it->rows = def->rows;
	item_set(&it->help, def->help);
	item_set(&it->value, "");
	item_set(&it->shown, "");
	return init_edit(it) < 0 ? ERR_INTERNAL : ERR_OK;
}

int
form_add_button(struct form *f, int id, const char *label, bool main)
{
	struct item *it = add(f, &widget_button, id, label);

	if (it == NULL)
		return ERR_INTERNAL;
	it->main = main;
	return ERR_OK;
}

int
form_add_entry(
    struct form *f, int id, char key, const char *label, const char *help)
{
	struct item *it = add(f, &widget_entry, id, label);

	if (it == NULL)
		return ERR_INTERNAL;
	it->key = key;
	item_set(&it->help, help);
	return ERR_OK;
}

int
form_add_viewer(struct form *f, int id, const char *heading, const char *text,
    unsigned least_height)
{
	struct item *it = add(f, &widget_viewer, id, heading);

	if (it == NULL)
		return ERR_INTERNAL;
	it->lines = least_height > 0 ? least_height : 3;
	item_set(&it->text, text);
	return ERR_OK;
}

int
form_add_list(struct form *f, const struct form_list *def)
{
	struct item *it = add(f, &widget_list, def->id, def->label);

	if (it == NULL)
		return ERR_INTERNAL;
	it->lines = def->least > 0 ? def->least : 3;
	it->list = list_copy(def);
	return it->list == NULL ? ERR_INTERNAL : ERR_OK;
}

int
form_add_picture(struct form *f, int id, const char *alt)
{
	return add(f, &widget_picture, id, alt) == NULL ? ERR_INTERNAL : ERR_OK;
}

int
form_add_countdown(struct form *f, int id, const char *text)
{
	return add(f, &widget_countdown, id, text) == NULL ? ERR_INTERNAL
							   : ERR_OK;
}

struct item *
form_item(const struct form *f, int id)
{
	for (size_t i = 0; id > 0 && i < f->count; i++)
		if (f->item[i]->id == id)
			return f->item[i];
	return NULL;
}

struct item *
form_item_active(const struct form *f)
{
	return f->active < f->count ? f->item[f->active] : NULL;
}

bool
item_reachable(const struct item *it)
{
	if (it->locked && it->w == &widget_button)
		return false;
	return it->w->reachable && !it->hidden;
}

void
form_set_text(struct form *f, int id, const char *text)
{
	struct item *it = form_item(f, id);

	if (it == NULL)
		return;
	if (it->w == &widget_viewer) {
		item_set(&it->text, text);
		it->seen = false;
		it->scroll = 0;
	} else {
		item_set(&it->label, text != NULL ? text : "");
	}
}

void
form_hide(struct form *f, int id, bool hidden)
{
	struct item *it = form_item(f, id);

	if (it == NULL)
		return;
	it->hidden = hidden;
	form_settle(f);
}

void
form_lock(struct form *f, int id, bool locked)
{
	struct item *it = form_item(f, id);

	if (it == NULL)
		return;
	it->locked = locked;
	form_settle(f);
}

void
form_reveal(struct form *f, int action)
{
	f->revealing = action;
	for (size_t i = 0; i < f->count; i++)
		if (f->item[i]->kind == FORM_SECRET && f->item[i]->locked)
			f->item[i]->reveal = action != 0;
}

void
form_set_picture(struct form *f, int id, const unsigned char *bits,
    unsigned width, unsigned height)
{
	struct item *it = form_item(f, id);
	size_t n = (size_t)((width + 7) / 8) * height;

	if (it == NULL || it->w != &widget_picture)
		return;
	free(it->bits);
	it->bits = NULL;
	if (bits == NULL || n == 0)
		return;
	it->bits = malloc(n);
	if (it->bits == NULL)
		return;
	memcpy(it->bits, bits, n);
	it->bits_w = width;
	it->bits_h = height;
}

void
form_set_deadline(struct form *f, int id, int64_t deadline)
{
	struct item *it = form_item(f, id);

	if (it == NULL)
		return;
	it->deadline = deadline;
	it->over = false;
}

bool
form_viewed(const struct form *f, int id)
{
	const struct item *it = form_item(f, id);

	return it != NULL && it->seen;
}

void
form_set_error(struct form *f, int id, const char *sentence)
{
	struct item *it = form_item(f, id);

	if (it != NULL)
		item_set(&it->error, sentence);
}

void
form_set_warning(struct form *f, int id, const char *sentence)
{
	struct item *it = form_item(f, id);

	if (it != NULL)
		item_set(&it->warning, sentence);
}

const char *
form_error(const struct form *f, int id)
{
	const struct item *it = form_item(f, id);

	return it != NULL ? it->error : NULL;
}

void
form_set_note(struct form *f, int id, const char *note)
{
	struct item *it = form_item(f, id);

	if (it != NULL)
		item_set(&it->note, note);
}

void
form_set_starred(struct form *f, int id, bool starred)
{
	struct item *it = form_item(f, id);

	if (it != NULL)
		it->starred = starred;
}

void
form_bind(struct form *f, const struct form_binding *b, size_t n)
{
	free_bindings(f);
	f->binding = calloc(n + 1, sizeof(*f->binding));
	f->binding_text = calloc(2 * n + 1, sizeof(char *));
	if (f->binding == NULL || f->binding_text == NULL) {
		free_bindings(f);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		item_set(&f->binding_text[2 * i], b[i].name);
		item_set(&f->binding_text[2 * i + 1], b[i].help);
		f->binding[i] = b[i];
		f->binding[i].name = f->binding_text[2 * i];
		f->binding[i].help = f->binding_text[2 * i + 1];
	}
	f->bindings = n;
}
