#include "config.h"
#include "portal/flow/card-secret.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/random.h"
#include "portal/flow/flow.h"
#include "portal/flow/seal.h"
#include "portal/store/production.h"
#include "base/banned.h"

#define SEALED_MAX 256

/* A key for each person: one row cannot stand in for another's. */
static void
seal_for(const unsigned char key[32], const char *tckn, struct seal *out)
{
	struct flow f = { .store = NULL };

	memset(out, 0, sizeof(*out));
	memcpy(f.key, key, sizeof(f.key));
	flow_hash(&f, "card secret", tckn, "", out->key);
	sodium_memzero(&f, sizeof(f));
}

static int
close_one(
    const struct seal *with, const char *text, struct buf *out, struct err *e)
{
	struct buf plain = BUF_INIT(SEALED_MAX);
	int rc;

	plain.wipe = true;
	rc = buf_adds(&plain, text) < 0
		 ? err_set(e, ERR_INTERNAL, _("Memory is out."))
		 : seal_close(with, &plain, out, e);
	buf_free(&plain);
	return rc;
}

int
card_secret_make(struct store *s, const unsigned char key[32], const char *tckn,
    const char *serial, struct err *e)
{
	struct buf pin = BUF_INIT(SEALED_MAX), puk = BUF_INIT(SEALED_MAX);
	struct card_secret c;
	struct seal with;
	int rc = 0;

	if (sodium_init() < 0)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	random_digits(c.pin, CARD_PIN_DIGITS, 0);
	random_digits(c.puk, CARD_PUK_DIGITS, 0);
	seal_for(key, tckn, &with);
	rc = close_one(&with, c.pin, &pin, e);
	if (rc == 0)
		rc = close_one(&with, c.puk, &puk, e);
	if (rc == 0)
		rc = store_card_secret_put(s, tckn, serial, &pin, &puk, e);
	card_secret_wipe(&c);
	seal_wipe(&with);
	buf_free(&pin);
	buf_free(&puk);
	return rc;
}

static int
open_one(const struct seal *with, const struct buf *closed, char *out,
    size_t size, struct err *e)
{
	struct buf plain = BUF_INIT(SEALED_MAX);
	int rc;

	plain.wipe = true;
	rc = seal_open(with, closed, &plain, e);
	if (rc == 0)
		snprintf(out, size, "%s", buf_str(&plain));
	buf_free(&plain);
	return rc;
}

int
card_secret_open(struct store *s, const unsigned char key[32], const char *tckn,
    const char *serial, struct card_secret *out, struct err *e)
{
	struct buf pin = BUF_INIT(SEALED_MAX), puk = BUF_INIT(SEALED_MAX);
	struct seal with;
	int rc;

	if (sodium_init() < 0)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	seal_for(key, tckn, &with);
	rc = store_card_secret_find(s, tckn, serial, &pin, &puk, e);
	if (rc == 0)
		rc = open_one(&with, &pin, out->pin, sizeof(out->pin), e);
	if (rc == 0)
		rc = open_one(&with, &puk, out->puk, sizeof(out->puk), e);
	seal_wipe(&with);
	buf_free(&pin);
	buf_free(&puk);
	return rc;
}

void
card_secret_wipe(struct card_secret *c)
{
	sodium_memzero(c, sizeof(*c));
}
