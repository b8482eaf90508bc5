#include "config.h"
#include "robot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct {
	const char *label, *typed;
} answers[] = {
	{ "Kimlik No", WORLD_TCKN },
	{ "Soyad ", "ÖĞRETMEN" },
	{ "Ad ", "AYŞE" },
	{ "Doğum Yeri", "MUŞ" },
	{ "Doğum Tarihi", "01021980" },
	{ "(Tekrar)", "bahar dalı 42" },
	{ "Güvenlik sözcüğü nedir", "bahar dalı 42" },
	{ "Çalıştığı Birim", "Bulanık Atatürk Ortaokulu" },
	{ "Ünvan", "ogretmen\r" },
	{ "Birim Adresi", "Zafer Mah. Okul Sok. No:1" },
	{ "Posta Kodu", "49500" },
	{ "Eposta", "ayse.ogretmen@example.org" },
	{ "İş Telefonu", "4363111111" },
	{ "Cep Telefonu", "05301234567" },
	{ "Mobil Operatör", "vod\r" },
};

#define ANSWERS (sizeof(answers) / sizeof(answers[0]))

/* The first five answers: who the robot is. */
static const char *const demo_person[] = { WORLD_TCKN, "ÖĞRETMEN", "AYŞE",
	"MUŞ", "01021980" };

void
robot_be(const char *tckn, const char *name, const char *surname,
    const char *place, const char *date)
{
	const char *const other[] = { tckn, surname, name, place, date };

	for (size_t i = 0; i < 5; i++)
		answers[i].typed = tckn == NULL ? demo_person[i] : other[i];
}

static bool
marked(const char *row)
{
	return strncmp(row, "  >", 3) == 0;
}

/* The row of the active item, marked ">", with the cursor in it or (where a
 * narrow screen puts the value under the label) in the next; NULL while the
 * screen is still being painted. */
static const char *
active_row(struct vt *t)
{
	const char *row = vt_cursor_row(t, 0);

	if (marked(row))
		return row;
	row = row[strspn(row, " ")] == '!' ? "" : vt_cursor_row(t, -1);
	return marked(row) ? row : NULL;
}

/* The answer to the active field; -1: it asks for nothing known. */
static int
answer_here(struct vt *t)
{
	const char *row = active_row(t);

	for (size_t i = 0; row != NULL && i < ANSWERS; i++)
		if (strstr(row, answers[i].label) != NULL)
			return (int)i;
	return -1;
}

struct place {
	int answer;
	const char *page;
};

/* The active field is another one, or the page is gone. */
static bool
elsewhere(struct vt *t, void *ctx)
{
	const struct place *p = ctx;
	int here = answer_here(t);

	if (!vt_shows(t, p->page))
		return true;
	return here >= 0 && here != p->answer;
}

bool
robot_at(struct vt *t, void *ctx)
{
	const char *row = active_row(t);

	return row != NULL && strstr(row, ctx) != NULL;
}

void
robot_identity(struct vt *t)
{
	static const char *const order[] = { "Kimlik No", "Ad ", "Soyad ",
		"Doğum Yeri", "Doğum Tarihi" };

	assert_true(vt_wait(t, PAGE_LOGIN_TITLE));
	for (size_t i = 0; i < 5; i++) {
		assert_true(
		    vt_wait_for(t, robot_at, (void *)(uintptr_t)order[i]));
		vt_type(t, answers[answer_here(t)].typed);
		vt_type(t, "\t");
	}
}

void
robot_login(struct vt *t)
{
	robot_identity(t);
	vt_type(t, KEY_F6);
	vt_type(t, KEY_F10);
	assert_true(vt_wait_gone(t, PAGE_LOGIN_TITLE));
}

/* One missing field: filled, and on to the next that is missing. */
static void
fill_one(struct vt *t)
{
	struct place p = { answer_here(t), PAGE_FORM_TITLE };

	assert_true(p.answer >= 0);
	vt_type(t, answers[p.answer].typed);
	vt_type(t, KEY_F10);
	assert_true(vt_wait_for(t, elsewhere, &p));
}

/* The main button has marked what is missing, and gone to the first. */
static bool
at_missing(struct vt *t, void *ctx)
{
	(void)ctx;
	return answer_here(t) >= 0 && vt_shows(t, "zorunludur");
}

void
robot_form_start(struct vt *t)
{
	assert_true(vt_wait(t, PAGE_FORM_TITLE));
	vt_type(t, KEY_F10);
	assert_true(vt_wait_for(t, at_missing, NULL));
}

void
robot_form_part(struct vt *t, int n)
{
	while (n-- > 0)
		fill_one(t);
}

void
robot_form(struct vt *t)
{
	for (int i = 0; vt_shows(t, PAGE_FORM_TITLE); i++) {
		assert_true(i < 40);
		fill_one(t);
	}
}

void
robot_sms(struct vt *t, struct world *w)
{
	char code[7];

	assert_true(vt_wait(t, PAGE_SEND_TITLE));
	vt_type(t, KEY_F10);
	world_sms_code(w, code);
	assert_true(vt_wait(t, PAGE_CODE_TITLE));
	assert_true(vt_wait_gone(t, PAGE_SEND_TITLE));
	vt_type(t, code);
	vt_type(t, KEY_F10);
	assert_true(vt_wait_gone(t, PAGE_CODE_TITLE));
}

void
robot_method(struct vt *t)
{
	assert_true(vt_wait(t, PAGE_METHOD_TITLE));
	assert_true(vt_wait(t, "E-İmzalı Başvuru"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait_gone(t, PAGE_METHOD_TITLE));
}

void
robot_read_text(struct vt *t)
{
	assert_true(vt_wait(t, "Metin formunuzla karşılaştırıldı: aynı."));
	assert_true(vt_wait(t, "Kartta hatalı"));
	for (int i = 0; i < 12; i++)
		vt_type(t, KEY_PGDN);
	assert_true(vt_wait(t, "PORTAL: "));
}

void
robot_to_pin(struct vt *t)
{
	vt_type(t, "\t\t"); /* text, certificate, PIN */
	assert_true(vt_wait_for(t, robot_at, (void *)(uintptr_t) "PIN"));
}

static void
type_pin(struct vt *t)
{
	robot_to_pin(t);
	vt_type(t, WORLD_PIN);
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Başvurunuz E-İmzalı olarak alınmıştır."));
}

void
robot_sign(struct vt *t)
{
	robot_read_text(t);
	type_pin(t);
}

void
robot_sign_by_code(struct vt *t)
{
	assert_true(vt_wait(t, "Metin portaldan geldi"));
	assert_true(vt_wait(t, "Kartta hatalı"));
	for (int i = 0; i < 12; i++)
		vt_type(t, KEY_PGDN);
	assert_true(vt_wait(t, "PORTAL: "));
	type_pin(t);
}

void
robot_to_signature(struct vt *t, struct world *w)
{
	robot_login(t);
	robot_form_start(t);
	robot_form(t);
	robot_sms(t, w);
	robot_method(t);
}

static bool
cursor_at(struct vt *t, const char *label)
{
	const char *row = vt_cursor_row(t, 0), *at = strstr(row, label);
	int y, x, col = 0;

	vt_cursor(t, &y, &x);
	for (const char *p = row; at != NULL && p < at; p++)
		col += (*p & 0xc0) != 0x80;
	return at != NULL && x >= col - 3 && x <= col + 3;
}

/* The active item: the label of the marked row, or the cursor's place where
 * none is marked. What is typed into a field moves the cursor, not this. */
struct item {
	char label[64];
	int row, col;
};

static struct item
item_now(struct vt *t)
{
	struct item now = { .row = 0 };
	const char *p = vt_screen(t), *end;

	for (; *p != '\0' && !marked(p); now.row++) {
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	if (*p == '\0') {
		vt_cursor(t, &now.row, &now.col);
		return now;
	}
	p += 3;
	p += strspn(p, " *");
	end = strstr(p, "  ");
	if (end == NULL || end > p + strcspn(p, "\n"))
		end = p + strcspn(p, "\n");
	snprintf(now.label, sizeof(now.label), "%.*s", (int)(end - p), p);
	return now;
}

static bool
moved(struct vt *t, void *ctx)
{
	const struct item *before = ctx;
	struct item now = item_now(t);

	return now.row != before->row || now.col != before->col ||
	       strcmp(now.label, before->label) != 0;
}

static void
press_tab(struct vt *t)
{
	struct item before = item_now(t);

	vt_type(t, "\t");
	assert_true(vt_wait_for(t, moved, &before));
}

void
robot_tab_to(struct vt *t, const char *label)
{
	for (int i = 0; !robot_at(t, (void *)(uintptr_t)label); i++) {
		assert_true(i < 60);
		press_tab(t);
	}
}

/* What the program did by itself may have been taken for a Tab's doing, which
 * then goes on from there: looked at again when all is answered. */
void
robot_press(struct vt *t, const char *label)
{
	assert_true(vt_wait(t, label));
	for (int i = 0; !cursor_at(t, label); i++) {
		assert_true(i < 60);
		press_tab(t);
		if (cursor_at(t, label))
			assert_true(vt_settle(t));
	}
	vt_type(t, "\r");
}

static bool
any_page(struct vt *t, void *ctx)
{
	(void)ctx;
	return vt_shows(t, PAGE_FORM_TITLE) || vt_shows(t, PAGE_SEND_TITLE) ||
	       vt_shows(t, PAGE_CODE_TITLE) || vt_shows(t, PAGE_METHOD_TITLE) ||
	       vt_shows(t, PAGE_RESULT_TITLE) ||
	       vt_shows(t, "Metin formunuzla karşılaştırıldı");
}

void
robot_go_on(struct vt *t, struct world *w)
{
	assert_true(vt_wait_for(t, any_page, NULL));
	if (vt_shows(t, PAGE_FORM_TITLE)) {
		robot_form_start(t);
		robot_form(t);
		assert_true(vt_wait_for(t, any_page, NULL));
	}
	if (vt_shows(t, PAGE_SEND_TITLE)) {
		robot_sms(t, w);
		assert_true(vt_wait_for(t, any_page, NULL));
	}
	if (vt_shows(t, PAGE_METHOD_TITLE)) {
		robot_method(t);
		assert_true(vt_wait_for(t, any_page, NULL));
	}
	if (!vt_shows(t, PAGE_RESULT_TITLE))
		robot_sign(t);
	assert_true(vt_wait(t, PAGE_RESULT_TITLE));
}

struct asked {
	const char *text;
	int row;
};

static bool
asks(struct vt *t, void *ctx)
{
	const struct asked *a = ctx;
	int row, col;

	vt_cursor(t, &row, &col);
	return row > a->row && strstr(vt_cursor_row(t, 0), a->text) != NULL;
}

void
robot_answer(struct vt *t, int *row, const char *question, const char *answer)
{
	struct asked a = { question, *row };
	int col;

	assert_true(vt_wait_for(t, asks, &a));
	vt_cursor(t, row, &col);
	vt_type(t, answer);
	vt_type(t, "\r");
}
