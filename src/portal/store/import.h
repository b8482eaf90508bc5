/*
 * Filling the registers from long tables. What is read lies beside the
 * database until the whole table is found good: the portal goes on writing
 * meanwhile, and waits for the last step only.
 */
#ifndef PORTAL_STORE_IMPORT_H
#define PORTAL_STORE_IMPORT_H

#include "base/err.h"
#include "portal/store/people.h"
#include "portal/store/store.h"

/* Begins a transaction that holds nobody up; ends with store_rollback or
 * store_import_finish. */
int store_import_begin(struct store *s, struct err *e);

/* A person or a record that comes twice counts as it comes last. */
int store_import_person(struct store *s, const struct person *p, struct err *e);
int store_import_staff(struct store *s, const struct staff *p, struct err *e);

/* Takes over all of it, and commits: what is the same stays untouched.
 * *changed says how many entries are new or other ones. */
int store_import_finish(struct store *s, long *changed, struct err *e);

#endif
