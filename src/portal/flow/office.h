/* What the calls of a kurum yetkilisi share. */
#ifndef PORTAL_FLOW_OFFICE_H
#define PORTAL_FLOW_OFFICE_H

#include "portal/flow/flow.h"
#include "portal/store/officer.h"

#define OFFICE_DAY 11 /* "YYYY-MM-DD" */

/*
 * The caller's row, as it holds now; ERR_DENIED (reason "officer") when it
 * has ended since he logged in.
 */
int office_caller(const struct op_call *c, struct officer *out, struct err *e);

/* ERR_DENIED (reason "province") unless the application is of his il. */
int office_in_province(
    const struct officer *o, const struct application *a, struct err *e);

/*
 * An application of his il by its number. ERR_NOT_FOUND (reason "number"),
 * or ERR_DENIED (reason "province"). Caller clears.
 */
int office_load(const struct op_call *c, const struct officer *o,
    const char *number, struct application *out, struct err *e);

/* Today in Turkey, as the personnel record writes days. */
char *office_today(const struct op_call *c, char out[OFFICE_DAY]);

/* Why the assignment does not meet the rule of approval, one sentence; NULL:
 * it does. */
const char *office_rule(const char *from, const char *until, const char *today,
    char *out, size_t size);

#endif
