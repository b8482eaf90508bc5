#include "config.h"
#include "portal/issue/token-card.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/lang.h"
#include "portal/issue/ca-der.h"
#include "portal/issue/signed.h"
#include "portal/issue/token-key.h"
#include "portal/issue/token.h"
#include "sign/hash.h"
#include "sign/x509.h"

#include "base/banned.h"

#define SLOT_MAX 64
#define PIN_MAX	 64

struct token_card {
	struct signer base; /* signs the request */
	struct token t;
	struct card_order order;
	unsigned char id[TOKEN_KEY_ID];
	struct token_key_pair pair;
};

static int
no_card(struct err *e)
{
	return err_why(e, ERR_NOT_FOUND, "no-card",
	    _("There is no empty card. Please put a new one into the "
	      "reader."));
}

/* Whether the slot has a token, and what it says of itself. */
static bool
token_info(struct token_card *c, CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
	memset(info, 0, sizeof(*info));
	return c->t.m->call->C_GetTokenInfo(slot, info) == CKR_OK;
}

/* An empty card, in the slot that was named if one was. */
static int
find_empty(struct token_card *c, struct err *e)
{
	CK_SLOT_ID slot[SLOT_MAX];
	CK_ULONG n = SLOT_MAX;
	CK_TOKEN_INFO info;
	CK_RV rv;

	if (c->order.slot >= 0) {
		c->t.slot = (CK_SLOT_ID)c->order.slot;
		if (!token_info(c, c->t.slot, &info))
			return no_card(e);
		if ((info.flags & CKF_TOKEN_INITIALIZED) == 0)
			return 0;
		return err_why(e, ERR_CONFLICT, "card-used",
		    _("The card in slot %ld is not empty. Please put a new "
		      "one into the reader."),
		    c->order.slot);
	}
	rv = c->t.m->call->C_GetSlotList(CK_FALSE, slot, &n);
	if (rv != CKR_OK)
		return token_failed(e, "C_GetSlotList", rv);
	for (CK_ULONG i = 0; i < n && i < SLOT_MAX; i++) {
		c->t.slot = slot[i];
		if (token_info(c, slot[i], &info) &&
		    (info.flags & CKF_TOKEN_INITIALIZED) == 0)
			return 0;
	}
	return no_card(e);
}

/* Copies a PIN for calls that take no constant text; its length. */
static CK_ULONG
copy_pin(const char *pin, unsigned char out[PIN_MAX])
{
	size_t n = strnlen(pin, PIN_MAX);

	memcpy(out, pin, n);
	return n;
}

static int
init_token(struct token_card *c, struct err *e)
{
	unsigned char label[32], puk[PIN_MAX];
	CK_ULONG n = copy_pin(c->order.puk, puk);
	CK_RV rv;

	token_pad(c->order.label, label);
	rv = c->t.m->call->C_InitToken(c->t.slot, puk, n, label);
	explicit_bzero(puk, sizeof(puk));
	if (rv != CKR_OK)
		return token_failed(e, "C_InitToken", rv);
	/* Some modules give it another slot. */
	return token_find(&c->t, c->order.label, e);
}

static int
init_pin(struct token_card *c, struct err *e)
{
	unsigned char pin[PIN_MAX];
	CK_ULONG n = copy_pin(c->order.pin, pin);
	int rc = token_log_in(&c->t, CKU_SO, c->order.puk, e);
	CK_RV rv;

	if (rc < 0)
		return rc;
	rv = c->t.m->call->C_InitPIN(c->t.session, pin, n);
	explicit_bzero(pin, sizeof(pin));
	token_log_out(&c->t);
	return rv == CKR_OK ? 0 : token_failed(e, "C_InitPIN", rv);
}

static int
ready_card(struct token_card *c, struct err *e)
{
	CK_TOKEN_INFO info;
	int rc = token_find(&c->t, c->order.label, NULL);

	if (rc == ERR_NOT_FOUND)
		rc = find_empty(c, e);
	if (rc < 0)
		return rc;
	if (!token_info(c, c->t.slot, &info))
		return no_card(e);
	if ((info.flags & CKF_TOKEN_INITIALIZED) == 0)
		rc = init_token(c, e);
	if (rc == 0 && !token_info(c, c->t.slot, &info))
		rc = no_card(e);
	if (rc == 0 && (info.flags & CKF_USER_PIN_INITIALIZED) == 0)
		rc = init_pin(c, e);
	return rc < 0 ? rc : token_log_in(&c->t, CKU_USER, c->order.pin, e);
}

static const unsigned char *
card_certificate(struct signer *s, size_t *len)
{
	(void)s;
	*len = 0; /* it is only asked for */
	return NULL;
}

static int
card_sign(struct signer *s, enum sign_digest d, const unsigned char *tbs,
    size_t len, struct buf *out, struct err *e)
{
	struct token_card *c = (struct token_card *)s;

	return token_sign(&c->t, &c->pair, d, tbs, len, out, e);
}

static void
card_drop(struct signer *s)
{
	struct token_card *c = (struct token_card *)s;

	token_log_out(&c->t);
	module_free(c->t.m);
	EVP_PKEY_free(c->pair.public);
	free(c);
}

static const struct signer_ops card_ops = {
	.name = "card",
	.certificate = card_certificate,
	.sign = card_sign,
	.free = card_drop,
};

int
token_card_open(
    struct token_card **out, const struct card_order *o, struct err *e)
{
	struct token_card *c = calloc(1, sizeof(*c));
	unsigned char hash[HASH_SIZE];
	int rc;

	if (c == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	c->base.ops = &card_ops;
	c->order = *o;
	hash_sha256(o->label, strlen(o->label), hash);
	memcpy(c->id, hash, sizeof(c->id));
	rc = module_load(&c->t.m, o->module, NULL, e);
	if (rc == 0)
		rc = ready_card(c, e);
	if (rc < 0) {
		token_card_free(c);
		return rc;
	}
	*out = c;
	return 0;
}

void
token_card_free(struct token_card *c)
{
	if (c != NULL)
		card_drop(&c->base);
}

/* CertificationRequestInfo (RFC 2986 §4.1); the name says whose card it is to
 * the office only, the certificate's comes from the record. */
static int
request_body(
    const struct token_card *c, unsigned char **der, int *len, struct err *e)
{
	X509_REQ *req = X509_REQ_new();
	int ok = req != NULL &&
		 X509_REQ_set_version(req, X509_REQ_VERSION_1) == 1 &&
		 X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(req),
		     "CN", MBSTRING_UTF8, (const unsigned char *)c->order.label,
		     -1, -1, 0) == 1 &&
		 X509_REQ_set_pubkey(req, c->pair.public) == 1;

	*len = ok ? i2d_re_X509_REQ_tbs(req, der) : -1;
	X509_REQ_free(req);
	return *len > 0 ? 0 : ca_failed(e);
}

int
token_card_request(struct token_card *c, struct buf *out, struct err *e)
{
	unsigned char *tbs = NULL;
	int len = 0, rc;

	EVP_PKEY_free(c->pair.public);
	c->pair.public = NULL;
	rc = token_key_pair(
	    &c->t, c->id, c->order.label, c->order.key, &c->pair, e);
	if (rc == 0)
		rc = request_body(c, &tbs, &len, e);
	if (rc == 0)
		rc = signed_make(
		    &c->base, c->pair.public, tbs, (size_t)len, out, e);
	OPENSSL_free(tbs);
	return rc;
}

/* DER of the names and the number, as searches on cards want them. */
struct parts {
	unsigned char *subject, *issuer, *serial;
	int subject_len, issuer_len, serial_len;
};

static int
create(struct token_card *c, const struct parts *p, unsigned char *der,
    size_t len, struct err *e)
{
	CK_OBJECT_CLASS class = CKO_CERTIFICATE;
	CK_CERTIFICATE_TYPE type = CKC_X_509;
	CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
	unsigned char label[32];
	CK_ULONG label_len = strnlen(c->order.label, sizeof(label));
	CK_ATTRIBUTE a[] = { { CKA_CLASS, &class, sizeof(class) },
		{ CKA_CERTIFICATE_TYPE, &type, sizeof(type) },
		{ CKA_TOKEN, &yes, sizeof(yes) },
		{ CKA_PRIVATE, &no, sizeof(no) },
		{ CKA_LABEL, label, label_len },
		{ CKA_ID, c->id, sizeof(c->id) },
		{ CKA_SUBJECT, p->subject, (CK_ULONG)p->subject_len },
		{ CKA_ISSUER, p->issuer, (CK_ULONG)p->issuer_len },
		{ CKA_SERIAL_NUMBER, p->serial, (CK_ULONG)p->serial_len },
		{ CKA_VALUE, der, len } };
	CK_OBJECT_HANDLE handle;
	CK_RV rv;

	memcpy(label, c->order.label, label_len);
	rv = c->t.m->call->C_CreateObject(
	    c->t.session, a, sizeof(a) / sizeof(a[0]), &handle);
	return rv == CKR_OK ? 0 : token_failed(e, "C_CreateObject", rv);
}

int
token_card_put(
    struct token_card *c, const unsigned char *der, size_t len, struct err *e)
{
	X509 *cert = x509_from_der(der, len);
	struct parts p = { 0 };
	unsigned char *copy = malloc(len);
	int rc;

	if (cert == NULL || copy == NULL) {
		rc = ca_failed(e);
		goto out;
	}
	memcpy(copy, der, len);
	p.subject_len = i2d_X509_NAME(X509_get_subject_name(cert), &p.subject);
	p.issuer_len = i2d_X509_NAME(X509_get_issuer_name(cert), &p.issuer);
	p.serial_len =
	    i2d_ASN1_INTEGER(X509_get0_serialNumber(cert), &p.serial);
	if (p.subject_len <= 0 || p.issuer_len <= 0 || p.serial_len <= 0)
		rc = ca_failed(e);
	else
		rc = token_remove(&c->t, CKO_CERTIFICATE, c->id, e);
	if (rc == 0)
		rc = create(c, &p, copy, len, e);
out:
	OPENSSL_free(p.subject);
	OPENSSL_free(p.issuer);
	OPENSSL_free(p.serial);
	X509_free(cert);
	free(copy);
	return rc;
}
