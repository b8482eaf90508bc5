/*
 * Preparing a SoftHSM token for the demonstration and for tests. It stays
 * apart from what works with real cards: this is the only place that calls
 * C_InitToken or creates objects.
 */
#include "config.h"
#include "client/card/provision.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/random.h"
#include "card/module.h"
#include "client/card/reason.h"
#include "base/banned.h"

#define SLOT_MAX 16
#define ID_LEN	 20
#define ATTR_MAX 20

/* A key or a certificate as SoftHSM wants it; every value is a copy. */
struct object {
	CK_ATTRIBUTE attr[ATTR_MAX];
	CK_ULONG n;
	bool failed;
};

/* Where a token is being made. */
struct place {
	struct module *m;
	CK_SLOT_ID slot;
	CK_SESSION_HANDLE session;
	const char *label;
	const char *pin;
};

const char *
card_provision_module(void)
{
	static const char *const places[] = {
		"/usr/lib/softhsm/libsofthsm2.so",
		"/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
		"/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
		"/usr/lib64/softhsm/libsofthsm2.so",
		"/usr/lib64/pkcs11/libsofthsm2.so",
		"/usr/local/lib/softhsm/libsofthsm2.so",
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (access(places[i], R_OK) == 0)
			return places[i];
	return NULL;
}

static void
add(struct object *o, CK_ATTRIBUTE_TYPE type, const void *value, size_t len)
{
	CK_ATTRIBUTE *a = &o->attr[o->n];

	if (o->n == ATTR_MAX || value == NULL ||
	    (a->pValue = malloc(len > 0 ? len : 1)) == NULL) {
		o->failed = true;
		return;
	}
	memcpy(a->pValue, value, len);
	a->type = type;
	a->ulValueLen = len;
	o->n++;
}

static void
add_flag(struct object *o, CK_ATTRIBUTE_TYPE type, bool value)
{
	CK_BBOOL b = value ? CK_TRUE : CK_FALSE;

	add(o, type, &b, sizeof(b));
}

static void
add_ulong(struct object *o, CK_ATTRIBUTE_TYPE type, CK_ULONG value)
{
	add(o, type, &value, sizeof(value));
}

/* What i2d_* made, and takes it. */
static void
add_der(struct object *o, CK_ATTRIBUTE_TYPE type, unsigned char *der, int len)
{
	if (len > 0)
		add(o, type, der, (size_t)len);
	else
		o->failed = true;
	OPENSSL_free(der);
}

/* A number of the key; least: bytes it has at least. */
static void
add_number(struct object *o, CK_ATTRIBUTE_TYPE type, const EVP_PKEY *key,
    const char *name, int least)
{
	unsigned char bytes[1024];
	BIGNUM *n = NULL;
	int len;

	if (EVP_PKEY_get_bn_param(key, name, &n) == 1) {
		len = BN_num_bytes(n) > least ? BN_num_bytes(n) : least;
		if (len <= (int)sizeof(bytes) &&
		    BN_bn2binpad(n, bytes, len) == len)
			add(o, type, bytes, (size_t)len);
		else
			o->failed = true;
	} else {
		o->failed = true;
	}
	OPENSSL_cleanse(bytes, sizeof(bytes));
	BN_clear_free(n);
}

static void
object_clear(struct object *o)
{
	for (CK_ULONG i = 0; i < o->n; i++) {
		OPENSSL_cleanse(o->attr[i].pValue, o->attr[i].ulValueLen);
		free(o->attr[i].pValue);
	}
}

static void
add_rsa(struct object *o, const EVP_PKEY *key)
{
	static const struct {
		CK_ATTRIBUTE_TYPE type;
		const char *name;
	} parts[] = {
		{ CKA_MODULUS, OSSL_PKEY_PARAM_RSA_N },
		{ CKA_PUBLIC_EXPONENT, OSSL_PKEY_PARAM_RSA_E },
		{ CKA_PRIVATE_EXPONENT, OSSL_PKEY_PARAM_RSA_D },
		{ CKA_PRIME_1, OSSL_PKEY_PARAM_RSA_FACTOR1 },
		{ CKA_PRIME_2, OSSL_PKEY_PARAM_RSA_FACTOR2 },
		{ CKA_EXPONENT_1, OSSL_PKEY_PARAM_RSA_EXPONENT1 },
		{ CKA_EXPONENT_2, OSSL_PKEY_PARAM_RSA_EXPONENT2 },
		{ CKA_COEFFICIENT, OSSL_PKEY_PARAM_RSA_COEFFICIENT1 },
	};

	add_ulong(o, CKA_KEY_TYPE, CKK_RSA);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		add_number(o, parts[i].type, key, parts[i].name, 0);
}

static void
add_ec(struct object *o, const EVP_PKEY *key)
{
	unsigned char *der = NULL;
	ASN1_OBJECT *oid = NULL;
	char group[64];
	int len = 0;

	add_ulong(o, CKA_KEY_TYPE, CKK_EC);
	if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME,
		group, sizeof(group), NULL) == 1)
		oid = OBJ_txt2obj(group, 0);
	if (oid != NULL)
		len = i2d_ASN1_OBJECT(oid, &der);
	add_der(o, CKA_EC_PARAMS, der, len);
	ASN1_OBJECT_free(oid);
	add_number(o, CKA_VALUE, key, OSSL_PKEY_PARAM_PRIV_KEY,
	    (EVP_PKEY_get_bits(key) + 7) / 8);
}

static int
unreadable(struct err *e)
{
	return err_why(e, ERR_INVALID, "no-key",
	    _("The key or the certificate for the demonstration card cannot "
	      "be used. It has to be RSA or EC."));
}

static int
create(const struct place *p, struct object *o, struct err *e)
{
	CK_OBJECT_HANDLE handle = 0;
	CK_RV rv;

	if (o->failed)
		return unreadable(e);
	rv = p->m->call->C_CreateObject(p->session, o->attr, o->n, &handle);
	return rv == CKR_OK ? 0 : reason_of(e, rv);
}

static int
create_key(const struct place *p, const EVP_PKEY *key, const unsigned char *id,
    struct err *e)
{
	struct object o = { 0 };
	int rc;

	add_ulong(&o, CKA_CLASS, CKO_PRIVATE_KEY);
	add_flag(&o, CKA_TOKEN, true);
	add_flag(&o, CKA_PRIVATE, true);
	add_flag(&o, CKA_SENSITIVE, true);
	add_flag(&o, CKA_EXTRACTABLE, false);
	add_flag(&o, CKA_SIGN, true);
	add(&o, CKA_LABEL, p->label, strlen(p->label));
	add(&o, CKA_ID, id, ID_LEN);
	if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
		add_rsa(&o, key);
	else if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC)
		add_ec(&o, key);
	else
		o.failed = true;
	rc = create(p, &o, e);
	object_clear(&o);
	return rc;
}

static int
create_cert(const struct place *p, const X509 *cert, const unsigned char *id,
    struct err *e)
{
	struct object o = { 0 };
	unsigned char *der = NULL;
	int len, rc;

	add_ulong(&o, CKA_CLASS, CKO_CERTIFICATE);
	add_ulong(&o, CKA_CERTIFICATE_TYPE, CKC_X_509);
	add_flag(&o, CKA_TOKEN, true);
	add_flag(&o, CKA_PRIVATE, false);
	add(&o, CKA_LABEL, p->label, strlen(p->label));
	add(&o, CKA_ID, id, ID_LEN);
	len = i2d_X509_NAME(X509_get_subject_name(cert), &der);
	add_der(&o, CKA_SUBJECT, der, len);
	der = NULL;
	len = i2d_X509_NAME(X509_get_issuer_name(cert), &der);
	add_der(&o, CKA_ISSUER, der, len);
	der = NULL;
	len = i2d_ASN1_INTEGER(X509_get0_serialNumber(cert), &der);
	add_der(&o, CKA_SERIAL_NUMBER, der, len);
	der = NULL;
	len = i2d_X509(cert, &der);
	add_der(&o, CKA_VALUE, der, len);
	rc = create(p, &o, e);
	object_clear(&o);
	return rc;
}

static int
write_conf(const char *dir, struct err *e)
{
	char path[PATH_MAX], text[PATH_MAX], whole[PATH_MAX];
	int rc, n;

	n = snprintf(path, sizeof(path), "%s/tokens", dir);
	if (n < 0 || (size_t)n >= sizeof(path))
		return err_set(e, ERR_LIMIT, _("The path is too long."));
	rc = file_make_dirs(path, 0700, e);
	if (rc < 0)
		return rc;
	if (realpath(dir, whole) == NULL)
		return err_set(e, ERR_INTERNAL, _("The path is too long."));
	n = snprintf(text, sizeof(text),
	    "directories.tokendir = %s/tokens\n"
	    "objectstore.backend = file\n"
	    "log.level = ERROR\n"
	    "slots.removable = true\n",
	    whole);
	if (n < 0 || (size_t)n >= sizeof(text))
		return err_set(e, ERR_LIMIT, _("The path is too long."));
	n = snprintf(path, sizeof(path), "%s/softhsm2.conf", whole);
	if (n < 0 || (size_t)n >= sizeof(path))
		return err_set(e, ERR_LIMIT, _("The path is too long."));
	rc = file_write(path, text, strlen(text), 0600, e);
	if (rc == 0 && setenv("SOFTHSM2_CONF", path, 1) != 0)
		rc = reason_of(e, CKR_HOST_MEMORY);
	return rc;
}

/* The label as C_InitToken wants it: 32 characters, padded with blanks. */
static void
pad(const char *label, unsigned char out[32])
{
	size_t n = strnlen(label, 32);

	memset(out, ' ', 32);
	memcpy(out, label, n);
}

/* The slot of the token with that label, or of one without content. */
static bool
find_slot(struct place *p, bool made)
{
	CK_SLOT_ID slot[SLOT_MAX];
	CK_ULONG n = SLOT_MAX;
	unsigned char label[32];

	pad(p->label, label);
	if (p->m->call->C_GetSlotList(CK_FALSE, slot, &n) != CKR_OK)
		return false;
	for (CK_ULONG i = 0; i < n && i < SLOT_MAX; i++) {
		CK_TOKEN_INFO t = { 0 };

		if (p->m->call->C_GetTokenInfo(slot[i], &t) != CKR_OK ||
		    ((t.flags & CKF_TOKEN_INITIALIZED) != 0) != made ||
		    (made && memcmp(t.label, label, sizeof(label)) != 0))
			continue;
		p->slot = slot[i];
		return true;
	}
	return false;
}

static CK_RV
log_in(struct place *p, CK_USER_TYPE user, const char *pin)
{
	unsigned char copy[64];
	size_t len = strnlen(pin, sizeof(copy));
	CK_RV rv;

	rv = p->m->call->C_OpenSession(p->slot,
	    CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &p->session);
	if (rv != CKR_OK)
		return rv;
	memcpy(copy, pin, len);
	rv = p->m->call->C_Login(p->session, user, copy, len);
	if (rv != CKR_OK)
		p->m->call->C_CloseSession(p->session);
	return rv;
}

static void
log_out(struct place *p)
{
	p->m->call->C_Logout(p->session);
	p->m->call->C_CloseSession(p->session);
}

/* The security officer's PIN is forgotten at once: nobody needs it. */
static int
make_token(struct place *p, struct err *e)
{
	unsigned char label[32], random[16], so[2 * sizeof(random) + 1];
	unsigned char pin[64];
	size_t len = strnlen(p->pin, sizeof(pin));
	CK_RV rv;

	if (!find_slot(p, false))
		return reason_of(e, CKR_SLOT_ID_INVALID);
	pad(p->label, label);
	random_bytes(random, sizeof(random));
	hex_encode(random, sizeof(random), (char *)so);
	rv = p->m->call->C_InitToken(p->slot, so, sizeof(so) - 1, label);
	if (rv == CKR_OK && !find_slot(p, true))
		rv = CKR_SLOT_ID_INVALID;
	if (rv == CKR_OK)
		rv = log_in(p, CKU_SO, (const char *)so);
	if (rv != CKR_OK)
		return reason_of(e, rv);
	memcpy(pin, p->pin, len);
	rv = p->m->call->C_InitPIN(p->session, pin, len);
	log_out(p);
	return rv == CKR_OK ? 0 : reason_of(e, rv);
}

static int
import(struct place *p, const EVP_PKEY *key, const X509 *cert, struct err *e)
{
	unsigned char id[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	CK_RV rv;
	int rc;

	if (X509_pubkey_digest(cert, EVP_sha256(), id, &n) != 1)
		return unreadable(e);
	rv = log_in(p, CKU_USER, p->pin);
	if (rv != CKR_OK)
		return reason_of(e, rv);
	rc = create_key(p, key, id, e);
	if (rc == 0)
		rc = create_cert(p, cert, id, e);
	log_out(p);
	return rc;
}

/* A token, a key and a certificate are told apart by their names only. */
int /* NOLINTNEXTLINE(readability-function-size) */
card_provision(const char *module, const char *dir, const char *label,
    const char *pin, const unsigned char *key_der, size_t key_len,
    const unsigned char *cert_der, size_t cert_len, struct err *e)
{
	struct place p = { .label = label, .pin = pin };
	EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &key_der, (long)key_len);
	X509 *cert = d2i_X509(NULL, &cert_der, (long)cert_len);
	int rc;

	if (module == NULL)
		module = card_provision_module();
	if (module == NULL) {
		rc = err_why(e, ERR_NOT_FOUND, "no-module",
		    _("SoftHSM is not installed. Install the package "
		      "softhsm2 for the demonstration."));
		goto out;
	}
	if (key == NULL || cert == NULL) {
		rc = unreadable(e);
		goto out;
	}
	rc = write_conf(dir, e);
	if (rc == 0)
		rc = module_load(&p.m, module, NULL, e);
	if (rc == 0 && !find_slot(&p, true))
		rc = make_token(&p, e);
	if (rc == 0)
		rc = import(&p, key, cert, e);
out:
	module_free(p.m);
	EVP_PKEY_free(key);
	X509_free(cert);
	return rc;
}
