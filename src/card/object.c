#include "config.h"
#include "card/object.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define BATCH 16
/* Bytes that are there for an attribute, whatever room is stated. */
#define SLACK ((size_t)32 * 1024)

CK_RV
object_find(const struct module *m, CK_SESSION_HANDLE session,
    CK_ATTRIBUTE *match, CK_ULONG matches, CK_OBJECT_HANDLE *out, size_t room,
    size_t *count)
{
	CK_OBJECT_HANDLE batch[BATCH];
	CK_ULONG n;
	CK_RV rv;

	*count = 0;
	rv = m->call->C_FindObjectsInit(session, match, matches);
	if (rv != CKR_OK)
		return rv;
	do {
		n = 0;
		rv = m->call->C_FindObjects(session, batch, BATCH, &n);
		if (rv != CKR_OK || n > BATCH)
			break;
		for (CK_ULONG i = 0; i < n && *count < room; i++)
			out[(*count)++] = batch[i];
	} while (n > 0 && *count < room && module_go_on(m, NULL) == 0);
	m->call->C_FindObjectsFinal(session);
	return rv;
}

/*
 * A driver may write as much as it has, whatever it said before, or write
 * nothing and say that it did: what it is given is large and empty.
 */
static unsigned char *
fetch(const struct module *m, CK_SESSION_HANDLE session,
    CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, size_t *len)
{
	unsigned char *value = calloc(1, *len + SLACK);
	CK_ATTRIBUTE a = { type, value, *len };

	if (value != NULL &&
	    m->call->C_GetAttributeValue(session, object, &a, 1) == CKR_OK &&
	    a.ulValueLen <= *len) {
		*len = a.ulValueLen;
		return value;
	}
	free(value);
	return NULL;
}

bool
object_bytes(const struct module *m, CK_SESSION_HANDLE session,
    CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, void *out, size_t room,
    size_t *len)
{
	CK_ATTRIBUTE a = { type, NULL, 0 };
	unsigned char *value;

	*len = 0;
	if (m->call->C_GetAttributeValue(session, object, &a, 1) != CKR_OK)
		return false;
	if (a.ulValueLen == CK_UNAVAILABLE_INFORMATION || a.ulValueLen == 0 ||
	    a.ulValueLen > room)
		return false;
	*len = a.ulValueLen;
	value = fetch(m, session, object, type, len);
	if (value == NULL) {
		*len = 0;
		return false;
	}
	memcpy(out, value, *len);
	free(value);
	return true;
}

bool
object_flag(const struct module *m, CK_SESSION_HANDLE session,
    CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, bool standard)
{
	unsigned char value[sizeof(CK_BBOOL)];
	size_t len;

	if (!object_bytes(
		m, session, object, type, value, sizeof(value), &len) ||
	    len != sizeof(value))
		return standard;
	return value[0] != CK_FALSE;
}
