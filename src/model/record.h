/* One application form: a value for each field. The record owns its values
 * and wipes the secret ones. No value is ever NULL; empty is "". */
#ifndef MODEL_RECORD_H
#define MODEL_RECORD_H

#include <stdbool.h>

#include "base/err.h"
#include "model/field.h"

struct record;

/* All fields empty. Caller frees; NULL when memory is out. */
struct record *record_new(void);
void record_free(struct record *r);

/* A copy of its own; NULL when memory is out. */
struct record *record_copy(const struct record *r);

/* Borrowed until that field is set again. */
const char *record_get(const struct record *r, enum field_id id);

/* Puts the value in its normal form (field_normal) and keeps it. Refuses only
 * what no field may hold: more than 4 x max characters, characters that are
 * not printable, bytes that are not UTF-8. */
int record_set(
    struct record *r, enum field_id id, const char *typed, struct err *e);

/* The person has or had a certificate: the form has a Başvuru Nedeni. */
bool record_renewal(const struct record *r);
void record_set_renewal(struct record *r, bool renewal);

#endif
