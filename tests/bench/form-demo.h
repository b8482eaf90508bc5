/* What form-demo shows. */
#ifndef TESTS_BENCH_FORM_DEMO_H
#define TESTS_BENCH_FORM_DEMO_H

#include "client/form/form.h"

enum demo_list { DEMO_NONE, DEMO_PROVINCES, DEMO_OPERATORS, DEMO_WAYS };

struct demo_field {
	int id; /* 0: a section */
	const char *label;
	enum form_kind kind;
	bool starred, locked;
	size_t max;
	unsigned height;
	enum demo_list list;
	const char *value, *help;
};

enum { DEMO_POST = 12, DEMO_PHONE = 16 };

/* Each ends with a row without a label. */
extern const struct demo_field demo_apply[], demo_small[], demo_login[];
extern const char demo_text[];
extern const struct demo_entry {
	const char *label, *help, *note;
} demo_menu[];

/* form-demo-list.c: a list and the field that narrows it. */
void demo_add_rows(struct form *f, int id, int filter);
/* Rows that do not open, chosen or not. */
void demo_add_table(struct form *f, int id, bool chosen);
void demo_mark_row(struct form *f, int id);

/* The list as the context of struct form_rows. */
void *demo_list(enum demo_list list);

#endif
