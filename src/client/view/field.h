/* What the screens of the form share: its fields, and the steps' titles. */
#ifndef CLIENT_VIEW_FIELD_H
#define CLIENT_VIEW_FIELD_H

#include "base/err.h"
#include "client/form/form.h"
#include "model/field.h"
#include "model/page.h"

struct view;

/* A field of the catalogue has this number in every form. */
#define VIEW_ID(field_id) ((int)(field_id) + 1)

/* Adds a field of the catalogue to the view's form. rows as form_field. */
int view_add_field(
    struct view *v, enum field_id id, const struct form_rows *rows);

/* Says an error at the field from first to last that it names, and goes
 * there; in the help line when it names none. */
void view_error(struct view *v, enum field_id first, enum field_id last,
    const struct err *e);

/* Title of a step: "Sertifika Başvurusu > name", "Adım 2/6". */
void app_title(struct view *v, enum page p);

#endif
