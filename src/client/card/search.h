/*
 * The modules of this computer, tried in their order until one has a card
 * with a certificate that can sign. Runs in the card's thread.
 */
#ifndef CLIENT_CARD_SEARCH_H
#define CLIENT_CARD_SEARCH_H

#include "client/card/module.h"
#include "client/card/token.h"

#define SEARCH_MAX 16 /* modules */

struct search {
	const char *const *paths; /* borrowed, ended by NULL */
	bool usual; /* places where a driver may be: absence is no error */
	const atomic_bool *stop; /* borrowed */
	struct module *loaded[SEARCH_MAX];
};

/*
 * Fills *out and *which (index of the module) from the first module with a
 * usable certificate. Without one: the error of the module that came
 * furthest (no module, no reader, no card, no certificate) and the
 * certificates that it had. Caller frees with token_certs_free in any case.
 */
int search_list(struct search *s, int64_t now, const char *tckn,
    struct token_certs *out, size_t *which, struct err *e);

/* The module of that list; NULL when it is no longer loaded. */
const struct module *search_module(const struct search *s, size_t which);

/* Finalises all modules. */
void search_end(struct search *s);

#endif
