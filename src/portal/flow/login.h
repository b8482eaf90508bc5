/* What the portal knows of the person, for the form and for the approval. */
#ifndef PORTAL_FLOW_LOGIN_H
#define PORTAL_FLOW_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "model/record.h"
#include "portal/store/people.h"

/* Puts the locked fields into the record. */
int login_fill(struct record *r, const struct person *p, const struct staff *s,
    struct err *e);

/* The assignment has begun and has not ended on the day of now in Turkey. */
bool login_assigned(const struct staff *s, int64_t now);

#endif
