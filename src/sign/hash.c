#include "config.h"
#include "sign/hash.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

void
hash_sha256(const void *data, size_t len, unsigned char out[HASH_SIZE])
{
	SHA256(data, len, out);
}

bool
hash_work(const char *challenge, uint64_t nonce, unsigned bits)
{
	unsigned char hash[HASH_SIZE];
	char text[96];
	int n;

	if (strlen(challenge) > 64 || bits > 8 * HASH_SIZE)
		return false;
	n = snprintf(text, sizeof(text), "%s:%llu", challenge,
	    (unsigned long long)nonce);
	SHA256((unsigned char *)text, (size_t)n, hash);
	for (unsigned i = 0; i < bits / 8; i++)
		if (hash[i] != 0)
			return false;
	return bits % 8 == 0 || hash[bits / 8] >> (8 - bits % 8) == 0;
}
