/* SHA-256, and the proof of work that stands in for a picture. */
#ifndef SIGN_HASH_H
#define SIGN_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HASH_SIZE 32

/* FIPS 180-4. */
void hash_sha256(const void *data, size_t len, unsigned char out[HASH_SIZE]);

/* SHA-256 of challenge, ":" and the nonce in decimal begins with at least so
 * many zero bits. challenge: at most 64 characters, else false. */
bool hash_work(const char *challenge, uint64_t nonce, unsigned bits);

#endif
