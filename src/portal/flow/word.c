/* The security word, kept as Argon2id (RFC 9106) with OWASP's least cost. */
#include "config.h"
#include "portal/flow/flow.h"

#include <sodium.h>
#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

#define PASSES 2
#define MEMORY (19UL * 1024 * 1024)

int
flow_word_hash(const char *word, char *out, size_t size, struct err *e)
{
	if (size < crypto_pwhash_STRBYTES || sodium_init() < 0 ||
	    crypto_pwhash_str_alg(out, word, strlen(word), PASSES, MEMORY,
		crypto_pwhash_ALG_ARGON2ID13) != 0)
		return err_set(e, ERR_UNAVAILABLE,
		    _("The portal is busy. Please try again in a moment."));
	return 0;
}
