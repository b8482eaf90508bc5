/* The locked fields, from what the portal knows of the person. */
#ifndef PORTAL_FLOW_LOGIN_H
#define PORTAL_FLOW_LOGIN_H

#include "model/record.h"
#include "portal/store/people.h"

int login_fill(struct record *r, const struct person *p, const struct staff *s,
    struct err *e);

#endif
