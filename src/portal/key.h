/* The file with the key of the keyed hashes: 32 random bytes, nothing else. */
#ifndef PORTAL_KEY_H
#define PORTAL_KEY_H

#include "base/err.h"

#define PORTAL_KEY 32

int portal_key_read(
    const char *path, unsigned char key[PORTAL_KEY], struct err *e);

/* Makes the file, readable by its owner only; ERR_CONFLICT when there is one:
 * another key would make every code that is under way void. */
int portal_key_make(const char *path, struct err *e);

#endif
