/*
 * The drivers of this computer, asked in their order until every card is
 * read. Runs in the card's thread.
 */
#ifndef CLIENT_CARD_SEARCH_H
#define CLIENT_CARD_SEARCH_H

#include "card/module.h"
#include "client/card/token.h"

#define SEARCH_MAX 16 /* modules */

struct search_module {
	char path[4096];
	struct module *loaded;
	bool useful; /* certificates came from it the last time */
};

struct search {
	const char *const *given; /* borrowed, ended by NULL; or NULL: find */
	const char *root;	  /* as card_options; borrowed */
	char *prefer;		  /* likewise, owned */
	const atomic_bool *stop;  /* borrowed */
	struct search_module *modules;
	size_t count;
};

/*
 * Fills *out: the preferred driver first, the next one only while a card is
 * in a reader from which no certificate was read, or none was read at all.
 * 0 with a certificate that can sign; otherwise the error that helps most,
 * and what was found all the same. Caller frees with listing_free in any case.
 */
int search_list(struct search *s, const struct token_wanted *wanted,
    struct listing *out, struct err *e);

/* Takes the name over. */
void search_prefer(struct search *s, char **name);

/* Before the next list: drivers start again, all or those of no use; some
 * look for readers only when they start. */
void search_restart(struct search *s, bool all);

/* The module of that index; NULL when it is not loaded. */
const struct module *search_module(const struct search *s, size_t index);

/* Finalises all modules and frees. */
void search_end(struct search *s);

#endif
