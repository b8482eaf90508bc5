/*
 * Signing with a key on a card: log in, find the key by its identifier, sign,
 * and hand out nothing that the certificate does not verify. Cards exist with
 * several keys under one identifier; each is tried where that costs no PIN.
 */
#include "config.h"
#include "client/card/card-signer.h"

#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "client/card/login.h"
#include "card/mechanism.h"
#include "card/object.h"
#include "client/card/reason.h"
#include "base/banned.h"

#define KEY_MAX	      4	   /* keys under one identifier */
#define SIGNATURE_MAX 1024 /* bytes: RSA-8192 */
#define GUARD	      1024 /* bytes behind it that have to stay empty */

struct card_signer {
	struct signer base;
	const struct module *m;
	const struct card_cert *cert;
	struct secret *pin;
	EVP_PKEY *public;
	CK_SESSION_HANDLE session;
	CK_OBJECT_HANDLE keys[KEY_MAX];
	size_t key_count;
	bool open;
	bool logged_in;
};

static struct card_signer *
self(struct signer *s)
{
	return (struct card_signer *)s;
}

static int
open_session(struct card_signer *s, struct err *e)
{
	CK_RV rv = s->m->call->C_OpenSession(
	    s->cert->slot_id, CKF_SERIAL_SESSION, NULL, NULL, &s->session);

	if (rv != CKR_OK)
		return reason_of(e, rv);
	s->open = true;
	return 0;
}

/* The card in the slot may have been changed since the list was made. */
static int
same_card(struct card_signer *s, struct err *e)
{
	CK_OBJECT_CLASS class = CKO_CERTIFICATE;
	unsigned char id[sizeof(s->cert->id)], *der = NULL;
	CK_ATTRIBUTE match[] = { { CKA_CLASS, &class, sizeof(class) },
		{ CKA_ID, id, s->cert->id_len } };
	CK_OBJECT_HANDLE found[KEY_MAX];
	size_t n = 0, len;
	bool same = false;

	memcpy(id, s->cert->id, sizeof(id));
	der = malloc(s->cert->der_len);
	if (der == NULL)
		return reason_of(e, CKR_HOST_MEMORY);
	object_find(s->m, s->session, match, 2, found, KEY_MAX, &n);
	for (size_t i = 0; i < n && !same; i++)
		same = object_bytes(s->m, s->session, found[i], CKA_VALUE, der,
			   s->cert->der_len, &len) &&
		       len == s->cert->der_len &&
		       memcmp(der, s->cert->der, len) == 0;
	free(der);
	if (same)
		return 0;
	return err_why(e, ERR_CONFLICT, "removed",
	    _("The card in the reader is no longer the one that was chosen. "
	      "Read the cards again; no PIN was sent."));
}

static int
log_in(struct card_signer *s, struct err *e)
{
	int rc =
	    login_send(s->m, s->cert->slot_id, s->session, CKU_USER, s->pin, e);

	s->logged_in = rc == 0;
	return rc;
}

static CK_KEY_TYPE
key_type(const struct card_signer *s)
{
	return EVP_PKEY_get_base_id(s->public) == EVP_PKEY_EC ? CKK_EC
							      : CKK_RSA;
}

/* Where the card shows the modulus, a foreign RSA key is known at once. */
static bool
foreign_modulus(const struct card_signer *s, CK_OBJECT_HANDLE key)
{
	unsigned char shown[SIGNATURE_MAX];
	BIGNUM *n = NULL, *mine = NULL;
	size_t len;
	bool foreign = false;

	if (key_type(s) != CKK_RSA ||
	    !object_bytes(
		s->m, s->session, key, CKA_MODULUS, shown, sizeof(shown), &len))
		return false;
	n = BN_bin2bn(shown, (int)len, NULL);
	if (n != NULL && EVP_PKEY_get_bn_param(s->public, "n", &mine) == 1)
		foreign = BN_cmp(n, mine) != 0;
	BN_free(n);
	BN_free(mine);
	return foreign;
}

static int
mismatch(struct err *e)
{
	return err_why(e, ERR_CONFLICT, "key-mismatch",
	    _("The key on the card does not belong to the chosen "
	      "certificate, so its signature was thrown away. Choose another "
	      "certificate, or have the card checked: 444 5 576."));
}

static int
find_keys(struct card_signer *s, struct err *e)
{
	CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
	unsigned char id[sizeof(s->cert->id)];
	CK_ATTRIBUTE match[] = { { CKA_CLASS, &class, sizeof(class) },
		{ CKA_ID, id, s->cert->id_len } };
	size_t n = 0, foreign = 0;
	CK_RV rv;

	memcpy(id, s->cert->id, sizeof(id));
	rv = object_find(s->m, s->session, match, 2, s->keys, KEY_MAX, &n);
	if (rv != CKR_OK)
		return reason_of(e, rv);
	for (size_t i = 0; i < n; i++)
		if (foreign_modulus(s, s->keys[i]))
			foreign++;
		else
			s->keys[s->key_count++] = s->keys[i];
	if (s->key_count == 0)
		return foreign > 0 ? mismatch(e)
				   : reason_of(e, CKR_KEY_HANDLE_INVALID);
	return 0;
}

/* A driver that wrote there does not know what it does. */
static bool
empty(const unsigned char *guard)
{
	for (size_t i = 0; i < GUARD; i++)
		if (guard[i] != 0)
			return false;
	return true;
}

/*
 * One signature by one key. Keys that ask for the PIN at every use get it
 * between C_SignInit and C_Sign (PKCS#11 v2.40 §4.9).
 */
static int
sign_with(struct card_signer *s, CK_OBJECT_HANDLE key, CK_MECHANISM *how,
    const struct buf *input, struct buf *value, struct err *e)
{
	unsigned char sig[SIGNATURE_MAX + GUARD] = { 0 };
	CK_ULONG len = SIGNATURE_MAX;
	CK_RV rv;

	if (module_go_on(s->m, e) < 0)
		return ERR_CANCELLED;
	rv = s->m->call->C_SignInit(s->session, how, key);
	if (rv != CKR_OK)
		return reason_of(e, rv);
	if (object_flag(
		s->m, s->session, key, CKA_ALWAYS_AUTHENTICATE, false)) {
		int rc = login_send(s->m, s->cert->slot_id, s->session,
		    CKU_CONTEXT_SPECIFIC, s->pin, e);

		if (rc < 0)
			return rc;
	}
	rv = s->m->call->C_Sign(
	    s->session, (unsigned char *)input->data, input->len, sig, &len);
	if (rv != CKR_OK)
		return reason_of(e, rv);
	if (len == 0 || len > SIGNATURE_MAX || !empty(sig + SIGNATURE_MAX))
		return reason_of(e, CKR_DEVICE_ERROR);
	buf_reset(value);
	return buf_add(value, sig, len) < 0 ? reason_of(e, CKR_HOST_MEMORY) : 0;
}

static int
card_sign_tbs(struct signer *base, enum sign_digest d, const unsigned char *tbs,
    size_t len, struct buf *out, struct err *e)
{
	struct card_signer *s = self(base);
	const struct mechanism *how =
	    mechanism_choose(s->m, s->cert->slot_id, key_type(s), d);
	struct buf input = BUF_INIT(64UL * 1024);
	struct buf value = BUF_INIT(SIGNATURE_MAX);
	CK_MECHANISM mechanism = { 0 };
	int rc;

	if (how == NULL)
		return reason_of(e, CKR_MECHANISM_INVALID);
	mechanism.mechanism = mechanism_type(how);
	if (mechanism_input(how, d, tbs, len, &input) < 0) {
		rc = reason_of(e, CKR_HOST_MEMORY);
		goto out;
	}
	for (size_t i = 0; i < s->key_count; i++) {
		/* A second use would send the PIN a second time. */
		if (i > 0 && object_flag(s->m, s->session, s->keys[i],
				 CKA_ALWAYS_AUTHENTICATE, false))
			break;
		rc = sign_with(s, s->keys[i], &mechanism, &input, &value, e);
		if (rc < 0 ||
		    mechanism_output(s->public, d, tbs, len, &value, out) == 0)
			goto out;
	}
	rc = mismatch(e);
out:
	buf_free(&input);
	buf_free(&value);
	return rc;
}

static const unsigned char *
card_certificate(struct signer *base, size_t *len)
{
	*len = self(base)->cert->der_len;
	return self(base)->cert->der;
}

static void
card_free(struct signer *base)
{
	struct card_signer *s = self(base);

	if (s->logged_in)
		s->m->call->C_Logout(s->session);
	if (s->open)
		s->m->call->C_CloseSession(s->session);
	EVP_PKEY_free(s->public);
	free(s);
}

static const struct signer_ops card_signer_ops = {
	.name = "card",
	.certificate = card_certificate,
	.sign = card_sign_tbs,
	.free = card_free,
};

static int
read_public(struct card_signer *s, struct err *e)
{
	const unsigned char *p = s->cert->der;
	X509 *x = d2i_X509(NULL, &p, (long)s->cert->der_len);

	if (x != NULL)
		s->public = X509_get_pubkey(x);
	X509_free(x);
	if (s->public != NULL)
		return 0;
	return err_why(e, ERR_INVALID, "no-certificate",
	    _("The certificate on the card cannot be read."));
}

int
card_signer_open(struct signer **out, const struct module *m,
    const struct card_cert *cert, struct secret *pin, bool last_try_agreed,
    struct err *e)
{
	struct card_signer *s = calloc(1, sizeof(*s));
	int rc;

	*out = NULL;
	if (s == NULL)
		return reason_of(e, CKR_HOST_MEMORY);
	s->base.ops = &card_signer_ops;
	s->m = m;
	s->cert = cert;
	s->pin = pin;
	if ((rc = read_public(s, e)) < 0 || (rc = open_session(s, e)) < 0 ||
	    (rc = same_card(s, e)) < 0 || (rc = module_go_on(m, e)) < 0 ||
	    (rc = login_allowed(m, cert->slot_id, pin, last_try_agreed, e)) <
		0 ||
	    (rc = log_in(s, e)) < 0 || (rc = find_keys(s, e)) < 0)
		goto out;
	*out = &s->base;
	s = NULL;
out:
	if (s != NULL)
		card_free(&s->base);
	return rc;
}
