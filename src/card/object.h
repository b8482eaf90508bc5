/*
 * Objects of a token and their attributes, read with limits: a card, or the
 * module in front of it, may answer anything.
 */
#ifndef CARD_OBJECT_H
#define CARD_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "card/module.h"

#define OBJECT_MAX 256 /* objects looked at in one search */

/*
 * Objects that match (PKCS#11 v2.40 §5.7), at most room; *count says how
 * many. What a module names beyond that is not looked at.
 */
CK_RV object_find(const struct module *m, CK_SESSION_HANDLE session,
    CK_ATTRIBUTE *match, CK_ULONG matches, CK_OBJECT_HANDLE *out, size_t room,
    size_t *count);

/*
 * The bytes of an attribute into out (at most room); *len says how many.
 * False when it is missing, too long, or its length changes under our hands.
 */
bool object_bytes(const struct module *m, CK_SESSION_HANDLE session,
    CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, void *out, size_t room,
    size_t *len);

/* A flag; standard when the object does not say. */
bool object_flag(const struct module *m, CK_SESSION_HANDLE session,
    CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, bool standard);

#endif
