/*
 * A program around the form engine, for tests and measurements: the forms of
 * an application without network, card or portal.
 *
 * form-demo [--form apply|small|login|text|menu|list] [--linear] [--ascii]
 *           [--english]
 *           [--countdown SECONDS] [--out FILE] [--idle FD] [--clock FD]
 *           [--busy MS]
 *
 * --out: the values are written there at the end. --idle: a byte goes to FD
 * each time everything is painted and the program waits. --clock: time stands
 * still but for the milliseconds (int64_t) that are read from FD. --busy: how
 * long F5 takes; for ever without it.
 */
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lang.h"
#include "client/form/ui.h"
#include "client/term/key.h"
#include "tests/bench/form-demo.h"
#include "base/banned.h"

enum { SEND = 100, CANCEL, LIST, PICTURE, TIME, VIEWER, NEW_PICTURE, CRASH };

struct demo {
	const char *form, *out;
	enum ui_mode mode;
	bool ascii, english;
	long countdown;
	int idle, clock;
	int64_t busy, busy_until;
};

static int64_t now; /* clock_set takes a function without context */

static int64_t
own_clock(void)
{
	return now;
}

static size_t
count_rows(void *ctx)
{
	const char *const *list = ctx;
	size_t n = 0;

	while (list[n] != NULL)
		n++;
	return n;
}

static const char *
row(void *ctx, size_t i)
{
	const char *const *list = ctx;

	return list[i];
}

static void
add_fields(struct form *f, const struct demo_field *d)
{
	for (; d->label != NULL; d++) {
		struct form_field def = { .id = d->id,
			.label = d->label,
			.kind = d->kind,
			.starred = d->starred,
			.locked = d->locked,
			.max = d->max,
			.height = d->height,
			.help = d->help };

		if (d->id == 0) {
			form_add_section(f, d->label);
			continue;
		}
		if (d->list != DEMO_NONE)
			def.rows = (struct form_rows){ count_rows, row, row,
				demo_list(d->list) };
		form_add_field(f, &def);
		if (d->value != NULL)
			form_set_value(f, d->id, d->value);
	}
}

/* Dots, a frame and a diagonal: wrong in any cell that is turned around. */
static void
add_picture(struct form *f)
{
	unsigned char bits[16 * 4] = { 0 };

	for (unsigned y = 0; y < 16; y++)
		for (unsigned x = 0; x < 32; x++)
			if (y == 0 || y == 15 || x == 0 || x == 31 ||
			    x == 2 * y)
				bits[y * 4 + x / 8] |=
				    (unsigned char)(0x80 >> x % 8);
	form_add_picture(f, PICTURE, "Resimdeki yazı");
	form_set_picture(f, PICTURE, bits, 32, 16);
}

static struct form *
make_form(const struct demo *d)
{
	static const struct form_binding keys[] = { { KEYS_F5, NEW_PICTURE,
	    "F5", "yeni resim" } };
	struct form *f = form_new("Başvuru Formu");
	bool menu = strcmp(d->form, "menu") == 0;

	form_title(f, "Sertifika Başvurusu", "Adım 2/6");
	if (strcmp(d->form, "apply") == 0)
		add_fields(f, demo_apply);
	else if (strcmp(d->form, "small") == 0)
		add_fields(f, demo_small);
	if (strcmp(d->form, "login") == 0) {
		form_add_text(
		    f, 0, "Bilgileriniz nüfus kaydınızdaki gibi olmalıdır.");
		form_add_space(f);
		add_fields(f, demo_login);
		add_picture(f);
		form_bind(f, keys, 1);
	}
	if (strcmp(d->form, "list") == 0)
		demo_add_rows(f, LIST, DEMO_POST + 1);
	if (strcmp(d->form, "table") == 0 || strcmp(d->form, "marks") == 0)
		demo_add_table(f, LIST, d->form[0] == 'm');
	if (strcmp(d->form, "text") == 0)
		form_add_viewer(
		    f, VIEWER, "İmzalanacak Metin 1 / 1", demo_text, 5);
	if (d->countdown > 0) {
		form_add_countdown(f, TIME,
		    "SMS Onay Kodunuzun geçerliliği için kalan süre: {} "
		    "saniye");
		form_set_deadline(
		    f, TIME, clock_mono_ms() + d->countdown * 1000);
	}
	for (int i = 0; menu && demo_menu[i].label != NULL; i++) {
		form_add_entry(f, SEND + 10 + i, (char)('1' + i),
		    demo_menu[i].label, demo_menu[i].help);
		form_set_note(f, SEND + 10 + i, demo_menu[i].note);
	}
	if (menu)
		return f;
	form_add_space(f);
	form_add_button(f, SEND, "Form Onayla", true);
	form_add_button(f, CANCEL, "Vazgeç", false);
	return f;
}

/* What views do: judge a field when it is left, all of them at the end. */
static bool
judge(struct form *f, int id)
{
	const char *v = form_value(f, id);

	if (id == DEMO_PHONE)
		form_set_error(f, id,
		    v[0] != '\0' && strlen(v) != 14
			? "Cep telefonu 10 haneli olmalıdır."
			: NULL);
	return form_error(f, id) == NULL;
}

static void
changed(struct form *f, int id)
{
	const char *v = form_value(f, id);

	if (id == DEMO_POST)
		form_set_note(
		    f, id, strcmp(v, "49500") == 0 ? "→ MUŞ / BULANIK" : NULL);
}

static void
save(const struct demo *d, const struct form *f, const struct form_event *ev)
{
	FILE *out = d->out != NULL ? fopen(d->out, "w") : NULL;

	if (out == NULL)
		return;
	fprintf(
	    out, "event %d %d%s\n", ev->type, ev->id, ev->lost ? " lost" : "");
	for (int id = 1; id < 40; id++)
		if (form_value(f, id)[0] != '\0')
			fprintf(out, "%d %s\n", id, form_value(f, id));
	if (form_viewed(f, VIEWER))
		fprintf(out, "viewed\n");
	fclose(out);
}

/* true: the program ends. */
static bool
answer(
    struct demo *d, struct ui *u, struct form *f, const struct form_event *ev)
{
	switch (ev->type) {
	case FORM_EVENT_LEFT:
		judge(f, ev->id);
		return false;
	case FORM_EVENT_CHANGED:
		changed(f, ev->id);
		return false;
	case FORM_EVENT_PRESSED:
		if (ev->id == SEND && !judge(f, DEMO_PHONE)) {
			form_focus_error(f);
			return false;
		}
		return true;
	case FORM_EVENT_TIMEOUT:
		ui_say(u, "Süre bitti.");
		return false;
	case FORM_EVENT_KEY:
		if (ev->id == CRASH)
			abort();
		ui_busy(u, "Yeni resim alınıyor…");
		if (d->busy > 0)
			d->busy_until = clock_mono_ms() + d->busy;
		return false;
	case FORM_EVENT_BACK:
		if (f != NULL && form_active(f) == 0)
			return true;
		ui_busy(u, NULL);
		d->busy_until = 0;
		return ev->id != 0;
	case FORM_EVENT_QUIT:
		return true;
	case FORM_EVENT_MARKED:
		demo_mark_row(f, ev->id);
		return false;
	case FORM_EVENT_ROW:
	case FORM_EVENT_NONE:
		break;
	}
	return false;
}

/* What was under way has come to its end. */
static void
finish(struct demo *d, struct ui *u)
{
	if (d->busy_until == 0 || clock_mono_ms() < d->busy_until)
		return;
	d->busy_until = 0;
	ui_busy(u, NULL);
	ui_say(u, "Yeni resim geldi. Resimdeki yazıyı büyük küçük harf "
		  "ayırmadan yazabilirsiniz; okuyamazsanız F5 ile yenisini "
		  "isteyin.");
}

static void
wait_for(const struct demo *d, struct ui *u)
{
	struct pollfd p[2] = { { ui_fd(u), POLLIN, 0 },
		{ d->clock, POLLIN, 0 } };
	int64_t until = ui_deadline(u), ms, step, busy = d->busy_until;
	int timeout = -1;

	if (d->idle >= 0 && write(d->idle, "i", 1) != 1)
		return;
	if (busy > 0 && (until < 0 || busy < until))
		until = busy;
	if (until >= 0) {
		ms = until - clock_mono_ms();
		timeout = ms > 0 ? (int)ms : 0;
		/* Time that stands still passes only when it is told to. */
		if (d->clock >= 0 && ms > 0)
			timeout = -1;
	}
	poll(p, d->clock >= 0 ? 2 : 1, timeout);
	if (d->clock >= 0 && (p[1].revents & POLLIN) != 0 &&
	    read(d->clock, &step, sizeof(step)) == (ssize_t)sizeof(step))
		now += step;
}

static void
run(struct demo *d, struct ui *u, struct form *f)
{
	struct form_event ev = { FORM_EVENT_NONE, 0, false };
	bool done = false;

	ui_show(u, f);
	while (!done) {
		while (!done && ui_event(u, &ev))
			done = answer(d, u, f, &ev);
		if (done)
			break;
		if (d->busy_until > 0) {
			finish(d, u);
			if (d->busy_until == 0)
				continue; /* what was typed ahead */
		}
		ui_paint(u);
		wait_for(d, u);
	}
	save(d, f, &ev);
}

static void
parse(int argc, char **argv, struct demo *d)
{
	for (int i = 1; i < argc; i++) {
		const char *a = argv[i];
		const char *v = i + 1 < argc ? argv[i + 1] : "";

		if (strcmp(a, "--linear") == 0)
			d->mode = UI_LINEAR;
		else if (strcmp(a, "--ascii") == 0)
			d->ascii = true;
		else if (strcmp(a, "--english") == 0)
			d->english = true;
		else if (strcmp(a, "--form") == 0)
			d->form = v;
		else if (strcmp(a, "--out") == 0)
			d->out = v;
		else if (strcmp(a, "--countdown") == 0)
			d->countdown = strtol(v, NULL, 10);
		else if (strcmp(a, "--busy") == 0)
			d->busy = strtol(v, NULL, 10);
		else if (strcmp(a, "--idle") == 0)
			d->idle = (int)strtol(v, NULL, 10);
		else if (strcmp(a, "--clock") == 0)
			d->clock = (int)strtol(v, NULL, 10);
	}
}

int
main(int argc, char **argv)
{
	struct demo d = { .form = "apply", .idle = -1, .clock = -1 };
	struct err e = { 0 };
	struct ui *u = NULL;
	struct form *f;

	parse(argc, argv, &d);
	lang_init();
	if (d.english)
		lang_set(LANG_EN);
	if (d.clock >= 0) {
		now = 1000000;
		clock_set(own_clock, NULL);
	}
	if (ui_open(&u, d.mode, d.ascii, &e) < 0) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	f = make_form(&d);
	run(&d, u, f);
	ui_close(u);
	form_free(f);
	return 0;
}
