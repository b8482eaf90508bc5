/* The rows of İl and İlçe: the second depends on the first. */
#ifndef CLIENT_VIEW_ROWS_H
#define CLIENT_VIEW_ROWS_H

#include "client/form/form.h"
#include "model/record.h"

/* count is NULL for a field that is no place. The record is borrowed for as
 * long as the form lives. */
struct form_rows rows_of_place(enum field_id id, struct record *r);

#endif
