/* A list of many rows, as the queue of a kurum yetkilisi has them. */
#include "config.h"

#include <stdio.h>

#include "client/form/list.h"
#include "tests/bench/form-demo.h"
#include "base/banned.h"

#define ROWS 120

static bool marked[ROWS];

static size_t
count(void *ctx)
{
	(void)ctx;
	return ROWS;
}

static const char *
cell(void *ctx, size_t row, size_t column)
{
	static const char *const names[] = { "ÖĞRETMEN AYŞE", "YILMAZ MEHMET",
		"KAYA FATMA", "ŞAHİN ZEYNEP ABDURRAHMANGAZİOĞULLARINDAN" };
	static const char *const units[] = { "BULANIK ATATÜRK ORTAOKULU",
		"MUŞ FEN LİSESİ", "VARTO ANADOLU LİSESİ" };
	static char days[32];

	(void)ctx;
	snprintf(days, sizeof(days), "%zu gün", row);
	if (column == 0)
		return names[row % 4];
	if (column == 1)
		return units[row % 3];
	return column == 2 ? "Yenileme" : days;
}

static enum form_mark
mark(void *ctx, size_t row)
{
	(void)ctx;
	if (row == 5)
		return FORM_MARK_NONE;
	return marked[row] ? FORM_MARK_ON : FORM_MARK_OFF;
}

static const char *
note(void *ctx, size_t row)
{
	(void)ctx;
	return row % 4 == 2 ? "Görevlendirme 01.09.2026'da bitmiş" : NULL;
}

void
demo_add_rows(struct form *f, int id, int filter)
{
	const struct form_list list = { .id = id,
		.label = "Seçili 0 · bekleyen 120",
		.empty = "Bekleyen başvuru yok.",
		.column = { { "Adı", 0, false }, { "Çalıştığı Birim", 0, true },
		    { "Neden", 8, false }, { "Bekliyor", 8, false } },
		.columns = 4,
		.least = 5,
		.filter = filter,
		.count = count,
		.cell = cell,
		.mark = mark,
		.note = note };
	const struct form_field find = {
		.id = filter, .label = "Süz", .kind = FORM_TEXT, .max = 60
	};

	form_add_field(f, &find);
	form_add_list(f, &list);
	form_focus(f, id);
}

void
demo_add_table(struct form *f, int id, bool chosen)
{
	const struct form_list list = { .id = id,
		.label = "Verilen kararlar",
		.empty = "",
		.column = { { "Adı", 0, false },
		    { "Çalıştığı Birim", 0, false } },
		.columns = 2,
		.least = 5,
		.count = count,
		.cell = cell,
		.mark = chosen ? mark : NULL,
		.note = note,
		.closed = true };

	form_add_list(f, &list);
}

void
demo_mark_row(struct form *f, int id)
{
	size_t row = form_row(f, id);

	if (row < ROWS && row != 5)
		marked[row] = !marked[row];
}
