/* Base64 (RFC 4648 §4) as the protocol carries bytes: strict, padded. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stddef.h>

/* Caller frees; NULL when memory is out. */
char *base64_encode(const void *data, size_t len);

/* Caller frees *out; -1 for anything but canonical base64 (no blanks, no
 * line ends, the unused bits zero). */
int base64_decode(const char *s, unsigned char **out, size_t *len);

/* Lower-case hexadecimal of len bytes into out (2 * len + 1 bytes). */
void hex_encode(const void *data, size_t len, char *out);

/* Reads exactly len bytes; -1 when the text is anything else. */
int hex_decode(const char *text, void *out, size_t len);

#endif
