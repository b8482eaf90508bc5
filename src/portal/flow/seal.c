#include "config.h"
#include "portal/flow/seal.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/lang.h"
#include "base/banned.h"

/* Keeps the three values apart that are made of one key. */
static void
derive(const char *purpose, const char *key, unsigned char out[32])
{
	crypto_hash_sha256_state st;

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(
	    &st, (const unsigned char *)purpose, strlen(purpose) + 1);
	crypto_hash_sha256_update(&st, (const unsigned char *)key, strlen(key));
	crypto_hash_sha256_final(&st, out);
	sodium_memzero(&st, sizeof(st));
}

/*
 * A message may hold a security word among known values: a plain hash of it
 * could be searched much faster than the word's Argon2id.
 */
static void
message_hash(const unsigned char key[32], const char *operation,
    const void *message, size_t len, unsigned char out[32])
{
	crypto_auth_hmacsha256_state st;

	crypto_auth_hmacsha256_init(&st, key, 32);
	crypto_auth_hmacsha256_update(
	    &st, (const unsigned char *)operation, strlen(operation) + 1);
	crypto_auth_hmacsha256_update(&st, message, len);
	crypto_auth_hmacsha256_final(&st, out);
	sodium_memzero(&st, sizeof(st));
}

int
seal_make(struct seal *out, const char *idempotency_key, const char *operation,
    const void *message, size_t len)
{
	unsigned char part[32];

	if (sodium_init() < 0)
		return ERR_INTERNAL;
	derive("reply name", idempotency_key, part);
	hex_encode(part, sizeof(part), out->name);
	derive("reply hash", idempotency_key, part);
	message_hash(part, operation, message, len, out->hash);
	derive("reply seal", idempotency_key, out->key);
	sodium_memzero(part, sizeof(part));
	return 0;
}

void
seal_wipe(struct seal *s)
{
	sodium_memzero(s, sizeof(*s));
}

int
seal_close(const struct seal *s, const struct buf *plain, struct buf *out,
    struct err *e)
{
	const size_t head = crypto_secretbox_NONCEBYTES;
	size_t len = head + crypto_secretbox_MACBYTES + plain->len;
	unsigned char *box = malloc(len);
	int rc = 0;

	if (box == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	randombytes_buf(box, head);
	if (crypto_secretbox_easy(box + head,
		(const unsigned char *)buf_str(plain), plain->len, box,
		s->key) != 0 ||
	    buf_add(out, (const char *)box, len) < 0)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	free(box);
	return rc;
}

int
seal_open(const struct seal *s, const struct buf *closed, struct buf *out,
    struct err *e)
{
	const unsigned char *box = (const unsigned char *)buf_str(closed);
	const size_t head = crypto_secretbox_NONCEBYTES;
	unsigned char *plain;
	size_t len;
	int rc = 0;

	if (closed->len < head + crypto_secretbox_MACBYTES)
		goto damaged;
	len = closed->len - head - crypto_secretbox_MACBYTES;
	plain = malloc(len + 1);
	if (plain == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	if (crypto_secretbox_open_easy(
		plain, box + head, closed->len - head, box, s->key) != 0) {
		free(plain);
		goto damaged;
	}
	if (buf_add(out, (const char *)plain, len) < 0)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	sodium_memzero(plain, len);
	free(plain);
	return rc;
damaged:
	return err_set(e, ERR_INTERNAL,
	    _("The portal has made a mistake. Please try again "
	      "later."));
}
