#include "config.h"
#include "portal/issue/token-signer.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "base/lang.h"
#include "card/object.h"
#include "portal/issue/ca-der.h"
#include "portal/issue/signed.h"
#include "portal/issue/token.h"

#include "base/banned.h"

#define KEY_MAX 16

struct token_signer {
	struct signer base;
	struct token t;
	struct token_key_pair key; /* public: owned */
	unsigned char *der;
	int der_len;
};

static const unsigned char *
signer_certificate(struct signer *s, size_t *len)
{
	const struct token_signer *t = (struct token_signer *)s;

	*len = (size_t)t->der_len;
	return t->der;
}

static int
signer_sign(struct signer *s, enum sign_digest d, const unsigned char *tbs,
    size_t len, struct buf *out, struct err *e)
{
	struct token_signer *t = (struct token_signer *)s;

	return token_sign(&t->t, &t->key, d, tbs, len, out, e);
}

static void
signer_drop(struct signer *s)
{
	struct token_signer *t = (struct token_signer *)s;

	token_log_out(&t->t);
	module_free(t->t.m);
	EVP_PKEY_free(t->key.public);
	OPENSSL_free(t->der);
	free(t);
}

static const struct signer_ops token_ops = {
	.name = "token",
	.certificate = signer_certificate,
	.sign = signer_sign,
	.free = signer_drop,
};

/* The one whose signature the certificate verifies. */
static int
choose_key(struct token_signer *t, const char *label, struct err *e)
{
	static const char probe[] = "eimza";
	CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
	char *name = label == NULL ? NULL : strdup(label);
	CK_ATTRIBUTE match[] = { { CKA_CLASS, &class, sizeof(class) },
		{ CKA_LABEL, name, name == NULL ? 0 : strlen(name) } };
	CK_OBJECT_HANDLE found[KEY_MAX];
	struct buf out = BUF_INIT(2048);
	size_t n = 0;
	CK_RV rv = object_find(t->t.m, t->t.session, match,
	    name == NULL ? 1 : 2, found, KEY_MAX, &n);
	int rc =
	    rv == CKR_OK ? ERR_NOT_FOUND : token_failed(e, "C_FindObjects", rv);

	for (size_t i = 0; rc == ERR_NOT_FOUND && i < n; i++) {
		t->key.private = found[i];
		if (token_sign(&t->t, &t->key, signed_digest(t->key.public),
			probe, sizeof(probe), &out, NULL) == 0)
			rc = 0;
	}
	if (rc == ERR_NOT_FOUND)
		rc = err_why(e, ERR_NOT_FOUND, "no-key",
		    _("The token holds no key that belongs to the certificate "
		      "of the certificate authority."));
	buf_free(&out);
	free(name);
	return rc;
}

static int
read_pin(const char *path, struct buf *pin, struct err *e)
{
	int rc = file_read(path, pin, e);

	while (rc == 0 && pin->len > 0 &&
	       (pin->data[pin->len - 1] == '\n' ||
		   pin->data[pin->len - 1] == '\r'))
		pin->data[--pin->len] = '\0';
	return rc;
}

int
token_signer_open(
    struct signer **out, const struct token_key *k, X509 *cert, struct err *e)
{
	struct token_signer *t = calloc(1, sizeof(*t));
	struct buf pin = BUF_INIT(256);
	int rc;

	if (t == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	pin.wipe = true;
	t->base.ops = &token_ops;
	t->key.public = X509_get_pubkey(cert);
	t->der_len = i2d_X509(cert, &t->der);
	rc = t->key.public == NULL || t->der_len <= 0
		 ? ca_failed(e)
		 : read_pin(k->pin_file, &pin, e);
	if (rc == 0)
		rc = module_load(&t->t.m, k->module, NULL, e);
	if (rc == 0)
		rc = token_find(&t->t, k->token, e);
	if (rc == 0)
		rc = token_log_in(&t->t, CKU_USER, buf_str(&pin), e);
	if (rc == 0)
		rc = choose_key(t, k->label, e);
	buf_free(&pin);
	if (rc < 0) {
		signer_drop(&t->base);
		return rc;
	}
	*out = &t->base;
	return 0;
}
