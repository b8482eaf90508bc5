/* Secrets shown for a while. */
#ifndef CLIENT_FORM_REVEAL_H
#define CLIENT_FORM_REVEAL_H

#include "client/form/form.h"

/*
 * Locked fields of the kind FORM_SECRET show what they hold. The next key,
 * whichever it is, does nothing else than to hide them, and is told as
 * FORM_EVENT_KEY with this action. Line by line they are said in one line,
 * which is blotted out then. 0: hides them now.
 */
void form_reveal(struct form *f, int action);

#endif
