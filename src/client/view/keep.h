/* Files the person keeps: a certificate, a printed form. */
#ifndef CLIENT_VIEW_KEEP_H
#define CLIENT_VIEW_KEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define KEEP_PATH 4096

/* The file a typed name means: "~" is the person's own folder; ~/eimza, which
 * this program proposes, is made. */
int keep_path(const char *typed, char *path, size_t size, struct err *e);

/* Writes it for the person alone. A file that is there stays (ERR_CONFLICT)
 * unless replace is set: then he was asked. */
int keep_file(const char *path, const void *data, size_t len, bool replace,
    struct err *e);

/* What to say at the field of the name. */
const char *keep_sentence(const struct err *e);

#endif
