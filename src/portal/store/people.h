/*
 * What the portal knows of people from elsewhere: the population register,
 * the personnel records, their certificates, and their E-Onay.
 */
#ifndef PORTAL_STORE_PEOPLE_H
#define PORTAL_STORE_PEOPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/store/store.h"

#define PEOPLE_NAME 241 /* 60 characters */
#define PEOPLE_LINE 481 /* 120 characters */

/* Names and places in upper case by Turkish rules; day as GG.AA.YYYY. */
struct person {
	char tckn[12];
	char name[PEOPLE_NAME], surname[PEOPLE_NAME];
	char birth_place[PEOPLE_NAME], birth_date[11];
};

int store_person_put(struct store *s, const struct person *p, struct err *e);
int store_person_find(
    struct store *s, const char *tckn, struct person *out, struct err *e);

struct staff {
	char tckn[12];
	char employer[PEOPLE_LINE], registry_no[81];
	char unit[PEOPLE_LINE], title[PEOPLE_LINE];
	char province[PEOPLE_NAME]; /* whose kurum yetkilisi decides */
	char from[11];	/* first day of the assignment, "YYYY-MM-DD" or "" */
	char until[11]; /* its last day; empty: open end */
};

int store_staff_put(struct store *s, const struct staff *p, struct err *e);
int store_staff_find(
    struct store *s, const char *tckn, struct staff *out, struct err *e);

enum certificate_state {
	CERTIFICATE_VALID,
	CERTIFICATE_SUSPENDED,
	CERTIFICATE_REVOKED
};

struct certificate {
	char tckn[12];
	char serial[48]; /* hexadecimal, as in struct cert_facts */
	char issuer[PEOPLE_LINE];
	int64_t not_before, not_after;
	enum certificate_state state;
};

int store_certificate_put(
    struct store *s, const struct certificate *c, struct err *e);

/* One certificate of a person; ERR_NOT_FOUND when the portal does not know
 * it. */
int store_certificate_find(struct store *s, const char *tckn,
    const char *serial, struct certificate *out, struct err *e);

/* What counts for an application. */
struct certificate_holding {
	bool any;		   /* has or had one */
	bool valid;		   /* holds a valid one, and this is it: */
	struct certificate newest; /* the one that ends last */
};

/* The valid ones at now, but for the serial that does not count (NULL:
 * all count). */
int store_certificate_holding(struct store *s, const char *tckn,
    const char *except, int64_t now, struct certificate_holding *out,
    struct err *e);

/* The E-Onay: given once, withdrawn later perhaps. */
int store_consent_set(
    struct store *s, const char *tckn, bool given, int64_t now, struct err *e);
int store_consent_given(
    struct store *s, const char *tckn, bool *given, struct err *e);

#endif
