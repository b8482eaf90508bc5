/* The picture whose text a person types (CAPTCHA): bits, one a pixel. */
#ifndef PORTAL_FLOW_PICTURE_H
#define PORTAL_FLOW_PICTURE_H

#include <stddef.h>

#include "base/err.h"

#define PICTURE_WIDTH	76
#define PICTURE_HEIGHT	28
#define PICTURE_ROW	((PICTURE_WIDTH + 7) / 8)
#define PICTURE_BYTES	((size_t)PICTURE_ROW * PICTURE_HEIGHT)
#define PICTURE_LETTERS 5

/* Random letters and digits that are not taken for one another. */
void picture_letters(char out[PICTURE_LETTERS + 1]);

/* Draws letters; rows of whole bytes, most significant bit first, 1 = ink.
 * font: a file, or NULL for the first usual one that is there. */
int picture_draw(const char *letters, const char *font,
    unsigned char out[PICTURE_BYTES], struct err *e);

#endif
