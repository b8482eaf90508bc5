/* Texts inside other texts: how each format wants them written. */
#ifndef PORTAL_SEND_ESCAPE_H
#define PORTAL_SEND_ESCAPE_H

#include <stddef.h>

#include "base/buf.h"

enum escape {
	ESCAPE_NONE,
	ESCAPE_URL,  /* RFC 3986 §2.1; good for forms too */
	ESCAPE_JSON, /* inside the quotation marks, RFC 8259 §7 */
	ESCAPE_XML
};

/* Adds; failures show in *out. */
void escape_add(struct buf *out, enum escape how, const char *text);

/* An encoded word for a header of a mail (RFC 2047), several where one would
 * be too long; plain when the text is printable ASCII and short. */
void escape_word(struct buf *out, const char *text);

/* How a body of this media type wants its texts. */
enum escape escape_of(const char *content_type);

/* The parts that an SMS with any letters takes: 70 UTF-16 units in one, 67 in
 * each of several (3GPP TS 23.040 §9.2.3.24.1). */
size_t sms_parts(const char *text);

#endif
