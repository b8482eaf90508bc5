/* A whole renewal without a person: the calls a client makes, a key in a
 * file, and the SMS code read from the file the portal writes it to. */
#ifndef TESTS_BENCH_HEADLESS_H
#define TESTS_BENCH_HEADLESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct link;

struct headless_portal {
	const char *url, *ca_file;
	const char *sms_file; /* of its back end "file" */
	bool picture;	      /* also fetch one, as a person does */
};

struct headless_person {
	char tckn[12], name[32], surname[32], birth_place[32], birth_date[11];
	char mobile[11];
	char key[160], certificate[160]; /* PEM files */
};

struct headless_result {
	long requests;
	size_t sent, received; /* bytes inside TLS */
	int64_t us;	       /* from the connection to the last answer */
	int64_t slowest_us;    /* call */
};

/* Microseconds of the monotonic clock. */
int64_t headless_us(void);

/* A link to the portal; the caller closes. */
int headless_open(
    const struct headless_portal *at, struct link **out, struct err *e);

/* A proof of work and a login on l, which then has the session's token. *r is
 * added to. */
int headless_login(struct link *l, const struct headless_person *p,
    struct headless_result *r, struct err *e);

/* GET /v1/application, timed in r->us. */
int headless_look(struct link *l, struct headless_result *r, struct err *e);

/* From the connection to "submitted". *r is overwritten. */
int headless_renew(const struct headless_portal *at,
    const struct headless_person *p, struct headless_result *r, struct err *e);

#endif
