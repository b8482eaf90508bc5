/* The security word, kept as Argon2id (RFC 9106) with OWASP's least cost. */
#include "config.h"
#include "portal/flow/flow.h"

#include <sodium.h>
#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

/* Of the same cost as a real one, and of no word. */
#define DUMMY                                                                  \
	"$argon2id$v=19$m=19456,t=2,p=1$q1dYkL0Zt8VwRrN5aXo2Jw$"               \
	"Wm3hT7cQeUu9yPzKxB4nVfD1sGjR6oLiA8tYbNq0CkE"

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

bool
flow_word_right(const char *word, const char *hash)
{
	bool real = hash != NULL && hash[0] != '\0' && sodium_init() >= 0;

	return crypto_pwhash_str_verify(
		   real ? hash : DUMMY, word, strlen(word)) == 0 &&
	       real;
}
