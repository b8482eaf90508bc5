/* Kannel for a test: bearerbox, smsbox and the SMSC of Kannel's own tests, on
 * free ports of the loopback address. */
#ifndef TESTS_LIB_KANNEL_H
#define TESTS_LIB_KANNEL_H

#include "child.h"

#define KANNEL_USER	"portal"
#define KANNEL_PASSWORD "söz"

struct kannel {
	char dir[64], config[96];
	int admin, box, sendsms, smsc;
	struct child bearerbox, smsbox, fakesmsc;
};

/* Whether Debian's packages kannel and kannel-extras are there. */
bool kannel_installed(void);

/* All three, in a new folder below /tmp. */
void kannel_start(struct kannel *k);
void kannel_end(struct kannel *k);

/* The SMSC alone, whose end Kannel survives. */
void kannel_smsc_start(struct kannel *k);

/* The next text that a telephone got whole, from "from" to "to", its parts
 * joined in their order; caller frees. */
char *kannel_text(struct kannel *k, const char *from, const char *to);

#endif
