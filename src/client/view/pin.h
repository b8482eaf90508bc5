/* What the screens that ask for a PIN share. */
#ifndef CLIENT_VIEW_PIN_H
#define CLIENT_VIEW_PIN_H

#include <stdbool.h>

#include "base/err.h"
#include "base/secret.h"
#include "client/form/form.h"

/* A copy to give to the card, which empties it; caller frees. NULL: memory is
 * out. */
struct secret *pin_copy(const struct secret *typed);

/* "EVET" or "YES": the last try may be used. */
bool pin_agreed(const char *typed);

/* Of a new PIN, against the lengths the card states (0: unknown). */
int pin_length(const char *pin, unsigned least, unsigned most, struct err *e);

/* A field for a PIN or a PUK of the card. */
void pin_add_field(struct form *f, int id, const char *label, const char *help);

#endif
