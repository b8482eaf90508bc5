/* A text with places for what belongs to one message. */
#ifndef PORTAL_SEND_TEMPLATE_H
#define PORTAL_SEND_TEMPLATE_H

#include "base/buf.h"
#include "base/err.h"
#include "portal/send/escape.h"

/* "{name}" becomes value, by names ended by NULL. */
struct template_value {
	const char *name, *value;
};

/* Adds to *out. Braces around anything else stay as they are. */
void template_fill(struct buf *out, const char *template, enum escape how,
    const struct template_value *values);

/* ERR_INVALID, naming the setting, when braces hold a word that is none of
 * the names: a mistyped one would go out as it stands. */
int template_check(const char *template, const char *setting,
    const struct template_value *values, struct err *e);

#endif
