/* A foreign CA hears what owners have revoked here. */
#ifndef PORTAL_PUBLISH_FOREIGN_H
#define PORTAL_PUBLISH_FOREIGN_H

#include <stdbool.h>

#include "base/err.h"

struct issuer;
struct store;

/*
 * Tells it of one certificate, the one that was tried least first; noted, or
 * tried again later. *more: another one waits. Nothing to do where the portal
 * issues itself.
 */
int foreign_tell(struct store *s, struct issuer *i, bool *more, struct err *e);

#endif
