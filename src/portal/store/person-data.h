/*
 * Everything the portal knows of one person: written out for him, and erased.
 * One table says where it lies; a table of the schema that names a person and
 * is not in it fails the test.
 */
#ifndef PORTAL_STORE_PERSON_DATA_H
#define PORTAL_STORE_PERSON_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/store/store.h"

enum person_kind { PERSON_NOTHING, PERSON_NUMBER, PERSON_TEXT, PERSON_BYTES };

/* One value; texts and bytes are borrowed. */
struct person_value {
	const char *part; /* "applications" */
	long row;	  /* of that part, from 0 */
	const char *name;
	enum person_kind kind;
	int64_t number;
	const void *bytes;
	size_t len;
};

/* Part by part, row by row. */
int store_person_each(struct store *s, const char *tckn,
    int (*each)(void *arg, const struct person_value *v, struct err *e),
    void *arg, struct err *e);

struct person_erasure {
	const char *tckn;
	bool evidence;	/* signed texts too, which the law wants kept */
	bool registers; /* and what was imported of him */
};

/*
 * Inside a transaction: personal data are gone or blanked; what others need
 * (revocation lists, numbers, the history) stands under a name that was drawn
 * now. ERR_NOT_FOUND; ERR_CONFLICT, reason "open-application",
 * "live-certificate" or "officer", while he still needs the portal.
 */
int store_person_erase(struct store *s, const struct person_erasure *p,
    int64_t now, struct err *e);

/* What was erased does not stay in the write-ahead log either. Outside a
 * transaction. */
int store_checkpoint(struct store *s, struct err *e);

/* Blanks at most so many applications that came to nothing and were changed
 * before that moment; *n says how many. */
int store_blank_applications(
    struct store *s, int64_t before, long most, long *n, struct err *e);

/* Somebody whose last certificate ended, and whose last application changed,
 * before that moment; ERR_NOT_FOUND. */
int store_person_forgotten(
    struct store *s, int64_t before, char tckn[12], struct err *e);

/* Signed texts that were kept when a person was erased, from before that
 * moment. */
int store_evidence_forget(struct store *s, int64_t before, struct err *e);

#endif
