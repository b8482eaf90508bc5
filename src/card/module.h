/*
 * A PKCS#11 module: the driver of a card, loaded at run time. Everything here
 * runs in the card's thread alone.
 */
#ifndef CARD_MODULE_H
#define CARD_MODULE_H

#include <stdatomic.h>
#include <stdbool.h>

#include <p11-kit/pkcs11.h>

#include "base/err.h"

struct module {
	CK_FUNCTION_LIST *call;
	const atomic_bool *stop; /* borrowed, may be NULL */
	void *so;
	bool ours; /* C_Initialize was ours, so is C_Finalize */
};

/*
 * Loads and initialises (PKCS#11 v2.40 §5.4). Threads and versions are asked
 * of no module: some accept no arguments, some put letters into versions.
 * ERR_NOT_FOUND "no-module" when path does not exist, "module-bad" when it
 * cannot be used. stop is borrowed: the work between two calls ends when it
 * becomes true. Caller frees.
 */
int module_load(struct module **out, const char *path, const atomic_bool *stop,
    struct err *e);

/* C_Finalize and forget; NULL is fine. */
void module_free(struct module *m);

/* 0, or ERR_CANCELLED "cancelled" when the work is to end here. */
int module_go_on(const struct module *m, struct err *e);

#endif
