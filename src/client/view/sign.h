/* The screen of the signature: what its two files share. sign-card.c has the
 * certificates and the PIN, sign.c the text and the way to the portal. */
#ifndef CLIENT_VIEW_SIGN_H
#define CLIENT_VIEW_SIGN_H

#include "client/view/app.h"

enum sign_id {
	ID_TEXT = 1,
	ID_SAME,
	ID_CERT,
	ID_TYPE,
	ID_PIN,
	ID_LAST_TRY,
	ID_LEFT,
	ID_MOMENTS,
	ID_SIGN,
	ID_UNLOCK,
	ID_READ_CARD,
	ID_NEW_CODE,
	ACTION_SHOW_CODE
};

struct sign {
	struct card_rows certs;
	bool listing; /* line by line: the person waits for the list */
	/* The card that the PIN field is for; empty: none yet. */
	char reader[80], serial[56];
};

/* The fields of the card, into the form. */
void sign_card_fields(struct view *v);

/* Follows the card for the person of the request; the list it has, or that
 * one waits for it. */
void sign_read_card(struct view *v);

/* The person wants it, or the PIN's state is another one now. */
void sign_read_again(struct view *v);

/* The list as it is now: what was chosen stays chosen while its card is in,
 * else the first certificate that can sign is. */
void sign_take_list(struct view *v);

/* After another certificate was chosen. */
void sign_show_pin(struct view *v);

/* The chosen certificate of the list, or -1. */
int sign_chosen(const struct view *v);
const struct card_cert *sign_cert(const struct view *v, int i);

#endif
