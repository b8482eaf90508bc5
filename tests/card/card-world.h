/* People with virtual cards, and the card as the client uses it. */
#ifndef TESTS_CARD_CARD_WORLD_H
#define TESTS_CARD_CARD_WORLD_H

#include "../unit/unit.h"

#include "client/card/card.h"
#include "portal/issue/ca.h"
#include "place.h"
#include "vcard.h"

#define TCKN "10000000146"
#define DAY  86400L
#define TEXT "Sertifikamın yenilenmesini istiyorum.\n"

extern char top[]; /* folder of this test */

/* Setup and teardown of a group: folder, certificate authority, pcscd. */
int make_all(void **state);
int remove_all(void **state);

/* Teardown of each test: frees what card_make and start have made; no card is
 * left in a reader. */
int end_test(void **state);
void end_clients(void); /* only what start has made */
#define CARD_TEST(f) cmocka_unit_test_teardown(f, end_test)

/* A card of the demo person that is not in the reader; its counters are full.
 * name: of its file. Borrowed until the end of the test. */
struct vcard *card_make(int reader, const char *name);
/* A key and its qualified certificate into a slot. */
void card_fill(struct vcard *v, int slot, enum ca_key key);
/* In the reader, and PC/SC knows it. */
void card_put_in(struct vcard *v);
void card_take_out(struct vcard *v);

/* OpenSC's module. */
const char *opensc(void);

/* The client's card over OpenSC, or over that module; borrowed until the end
 * of the test. */
struct card *start(void);
struct card *start_with(const char *module);

/* The next answer of that type. wait_list: the next list for which holds
 * says yes. */
void wait_for(struct card *c, enum card_event_type type, struct card_event *ev);
void wait_list(struct card *c, struct card_event *ev,
    bool (*holds)(const struct card_event *ev));
void list(struct card *c, struct card_event *ev);

struct secret *secret_of(const char *text);

/* Orders a signature over TEXT; no PIN may stay behind. */
void ask(struct card *c, size_t cert, const char *pin, bool last);

/* Signs with the first certificate, and the signature holds. */
void sign_well(struct card *c);

/* The signature holds, and over TEXT. */
void verify(const struct buf *cms);

#endif
