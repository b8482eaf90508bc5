/* The demo person's card, as the portal in that folder has issued it. */
#ifndef TESTS_CARD_DEMO_CARD_H
#define TESTS_CARD_DEMO_CARD_H

#include "card-world.h"

/* dir: of "eimza-portal init --demo". Not in the reader yet; borrowed until
 * the end of the test. */
struct vcard *demo_card(const char *dir, int slot);

#endif
