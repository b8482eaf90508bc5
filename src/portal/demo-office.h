/*
 * A demonstration in the middle of its work: a kurum yetkilisi whose queue has
 * applications, an account for Bireysel İşlemler, and a card that was
 * delivered and not yet opened. All of it went the way that everything goes.
 */
#ifndef PORTAL_DEMO_OFFICE_H
#define PORTAL_DEMO_OFFICE_H

#include <stdint.h>

#include "base/err.h"

/* Who decides, and has the card and the account. */
#define DEMO_OFFICER "10000000146"
/* The security word of both accounts. */
#define DEMO_WORD "mavi defne 42"

/* Who can stand for him. */
#define DEMO_DEPUTY "12345678950"

/* dir: of "init --demo". DIR/office.tsv says what there is to type. */
int demo_office(const char *dir, int64_t now, struct err *e);

#endif
