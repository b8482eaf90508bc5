/*
 * Code 128 (ISO/IEC 15417), code set B: the bar code that every scanner of an
 * office reads, the old ones with a laser too.
 */
#ifndef CLIENT_PAPER_BARCODE_H
#define CLIENT_PAPER_BARCODE_H

#include <stddef.h>

#include "base/err.h"

#define BARCODE_TEXT  24 /* characters at most */
#define BARCODE_WIDTH ((BARCODE_TEXT + 3) * 11 + 2)

/*
 * Bars and spaces of the text, begun with a bar, each its width in modules;
 * widths gets *n of them, *modules their sum. ERR_INVALID: too long, or not
 * printable ASCII. Ten modules are left white on both sides.
 */
int barcode_encode(const char *text, unsigned char widths[BARCODE_WIDTH],
    size_t *n, size_t *modules, struct err *e);

#endif
