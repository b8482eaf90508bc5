/* The routes of the portal's interface: one row says everything about a call
 * that is settled before its operation runs. */
#ifndef PORTAL_API_ROUTES_H
#define PORTAL_API_ROUTES_H

#include <stddef.h>
#include <stdio.h>

#include "portal/api/rate.h"
#include "portal/flow/op.h"

enum route_key {
	KEY_NONE, /* an Idempotency-Key says nothing here */
	KEY_MAY,  /* repeated safely when there is one */
	KEY_MUST
};

struct route {
	const char *method, *path;
	const struct op *op;
	size_t most; /* bytes of a body; 0: takes none */
	enum rate_class rate;
	enum route_key key;
};

/* Ended by a NULL method. */
extern const struct route routes[];

/* What it takes stands in the address, after a question mark. */
bool route_has_query(const struct route *r);

/* NULL when there is none; allow (size bytes) then holds the methods the path
 * does have ("GET, PUT"), or nothing when there is no such path. */
const struct route *route_find(const struct route *table, const char *method,
    const char *path, char *allow, size_t size);

/* A line for each route, for the test of the manual page. */
void routes_print(FILE *out);

#endif
