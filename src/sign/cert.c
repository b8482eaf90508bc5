/* Facts of a certificate; whether it is good for signing is cert-usable.c. */
#include "config.h"
#include "sign/cert.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/base64.h"
#include "base/lang.h"
#include "base/text.h"
#include "model/check.h"
#include "sign/tlv.h"
#include "sign/x509.h"

#include "base/banned.h"

#define NAME_SHOWN 60 /* characters of a name */

/* Bodies of the OIDs of qualified certificates. */
static const unsigned char oid_qualified[] = { 0x04, 0x00, 0x8e, 0x46, 0x01,
	0x01 }; /* 0.4.0.1862.1.1 */
static const unsigned char oid_type[] = { 0x04, 0x00, 0x8e, 0x46, 0x01,
	0x06 }; /* 0.4.0.1862.1.6 */
static const unsigned char oid_type_seal[] = { 0x04, 0x00, 0x8e, 0x46, 0x01,
	0x06, 0x02 }; /* 0.4.0.1862.1.6.2 */
#define BTK 0x60, 0x86, 0x18, 0x01, 0x3d, 0x00, 0x01, 0xa7, 0x4e
/* 2.16.792.1.61.0.1.5070 and: */
static const unsigned char oid_nes[] = { BTK, 0x01, 0x01 };
static const unsigned char oid_seal[] = { BTK, 0x01, 0x03 };
static const unsigned char oid_nes2[] = { BTK, 0x02, 0x01 };
static const unsigned char oid_seal2[] = { BTK, 0x02, 0x02 };

X509 *
x509_from_der(const unsigned char *der, size_t len)
{
	const unsigned char *p = der;
	X509 *cert;

	if (len == 0 || len > INT_MAX)
		return NULL;
	cert = d2i_X509(NULL, &p, (long)len);
	ERR_clear_error();
	if (cert != NULL && p != der + len) {
		X509_free(cert);
		return NULL;
	}
	return cert;
}

int
x509_time(const ASN1_TIME *t, int64_t *out)
{
	struct tm tm;

	if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1)
		return -1;
	*out = (int64_t)timegm(&tm);
	return 0;
}

int
x509_fingerprint(const X509 *cert, char out[65])
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned int len = 0;

	if (X509_digest(cert, EVP_sha256(), md, &len) != 1 || len != 32)
		return -1;
	hex_encode(md, len, out);
	return 0;
}

/* One entry of a name, safe to show; caller frees; NULL: not there. */
static char *
name_entry(X509_NAME *name, int nid)
{
	int at = X509_NAME_get_index_by_NID(name, nid, -1);
	unsigned char *utf8 = NULL;
	char *shown;
	int len;

	if (at < 0)
		return NULL;
	len = ASN1_STRING_to_UTF8(
	    &utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
	if (len < 0)
		return NULL;
	shown = text_shown((const char *)utf8, (size_t)len, NAME_SHOWN);
	OPENSSL_free(utf8);
	return shown;
}

/* Cuts between characters, not within one. */
static void
put(char *out, size_t size, const char *text)
{
	size_t len = strlen(text);

	if (len >= size)
		len = size - 1;
	while (len > 0 && !text_valid(text, len))
		len--;
	memcpy(out, text, len);
	out[len] = '\0';
}

static void
read_name(X509_NAME *name, char *out, size_t size)
{
	char *cn = name_entry(name, NID_commonName);
	char *given = NULL, *surname = NULL, whole[512];

	if (cn == NULL) {
		given = name_entry(name, NID_givenName);
		surname = name_entry(name, NID_surname);
		snprintf(whole, sizeof(whole), "%s%s%s",
		    given == NULL ? "" : given,
		    given == NULL || surname == NULL ? "" : " ",
		    surname == NULL ? "" : surname);
	}
	put(out, size, cn == NULL ? whole : cn);
	free(cn);
	free(given);
	free(surname);
}

int
x509_serial_numbers(X509 *cert)
{
	X509_NAME *name = X509_get_subject_name(cert);
	int n = 0, at = -1;

	for (;;) {
		at = X509_NAME_get_index_by_NID(name, NID_serialNumber, at);
		if (at < 0)
			return n;
		n++;
	}
}

static void
read_tckn(X509 *cert, char out[12])
{
	X509_NAME *name = X509_get_subject_name(cert);
	const ASN1_STRING *s;
	char digits[12];
	int at;

	out[0] = '\0';
	if (x509_serial_numbers(cert) != 1)
		return;
	at = X509_NAME_get_index_by_NID(name, NID_serialNumber, -1);
	s = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
	if (ASN1_STRING_length(s) != 11)
		return;
	memcpy(digits, ASN1_STRING_get0_data(s), 11);
	digits[11] = '\0';
	if (text_all_digits(digits) && strlen(digits) == 11 &&
	    check_tckn_valid(digits))
		memcpy(out, digits, sizeof(digits));
}

static void
read_serial(const X509 *cert, struct cert_facts *out)
{
	const ASN1_INTEGER *n = X509_get0_serialNumber(cert);
	size_t len = (size_t)ASN1_STRING_length(n);
	size_t most = (sizeof(out->serial) - 1) / 2;

	hex_encode(
	    ASN1_STRING_get0_data(n), len > most ? most : len, out->serial);
}

static void
read_key(X509 *cert, struct cert_facts *out)
{
	EVP_PKEY *key = X509_get0_pubkey(cert);
	char group[32] = "";

	snprintf(out->key, sizeof(out->key), "?");
	if (key == NULL)
		return;
	if (EVP_PKEY_is_a(key, "RSA")) {
		int bits = EVP_PKEY_get_bits(key);

		snprintf(out->key, sizeof(out->key), "RSA-%d", bits);
		out->key_allowed = bits >= 2048;
	} else if (EVP_PKEY_is_a(key, "EC") &&
		   EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) ==
		       1) {
		bool p256 = strcmp(group, "prime256v1") == 0;
		bool p384 = strcmp(group, "secp384r1") == 0;

		snprintf(out->key, sizeof(out->key), "EC %.15s",
		    p256   ? "P-256"
		    : p384 ? "P-384"
			   : group);
		out->key_allowed = p256 || p384;
	} else {
		snprintf(out->key, sizeof(out->key), "%.20s",
		    OBJ_nid2sn(EVP_PKEY_get_base_id(key)));
	}
}

static bool
is(const struct tlv *t, const unsigned char *oid, size_t len)
{
	return t->len == len && memcmp(t->body, oid, len) == 0;
}

#define IS(t, oid) is((t), (oid), sizeof(oid))

/* QcType of EN 319 412-5 §4.2.3: a list of OIDs. */
static bool
names_seal(struct tlv_in in)
{
	struct tlv list, oid;

	if (tlv_want(&in, TLV_SEQUENCE, &list) < 0)
		return false;
	in = tlv_inside(&list);
	while (tlv_want(&in, TLV_OID, &oid) == 0)
		if (IS(&oid, oid_type_seal))
			return true;
	return false;
}

/* QCStatements ::= SEQUENCE OF SEQUENCE { OID, ANY OPTIONAL } */
static void
read_statements(const ASN1_OCTET_STRING *value, struct cert_facts *out)
{
	struct tlv_in in = { ASN1_STRING_get0_data(value),
		(size_t)ASN1_STRING_length(value) };
	bool etsi = false, nes = false, nes2 = false, seal2 = false;
	struct tlv t, oid;

	if (tlv_want(&in, TLV_SEQUENCE, &t) < 0 || in.left != 0)
		return;
	in = tlv_inside(&t);
	while (in.left > 0) {
		struct tlv_in inner;

		if (tlv_want(&in, TLV_SEQUENCE, &t) < 0)
			return;
		inner = tlv_inside(&t);
		if (tlv_want(&inner, TLV_OID, &oid) < 0)
			return;
		etsi = etsi || IS(&oid, oid_qualified);
		nes = nes || IS(&oid, oid_nes);
		nes2 = nes2 || IS(&oid, oid_nes2);
		seal2 = seal2 || IS(&oid, oid_seal2);
		if (IS(&oid, oid_seal) ||
		    (IS(&oid, oid_type) && names_seal(inner)))
			out->seal = true;
	}
	out->qualified = etsi && (nes || nes2);
	if (nes2 && seal2)
		out->seal = true;
}

static void
read_extensions(X509 *cert, struct cert_facts *out)
{
	int at = X509_get_ext_by_NID(cert, NID_qcStatements, -1);
	uint32_t flags = X509_get_extension_flags(cert);

	out->ca = (flags & EXFLAG_CA) != 0 || X509_check_ca(cert) == 1;
	out->non_repudiation =
	    (flags & EXFLAG_KUSAGE) != 0 &&
	    (X509_get_key_usage(cert) & KU_NON_REPUDIATION) != 0;
	if (at >= 0)
		read_statements(
		    X509_EXTENSION_get_data(X509_get_ext(cert, at)), out);
}

int
x509_facts(X509 *cert, struct cert_facts *out, struct err *e)
{
	memset(out, 0, sizeof(*out));
	if (x509_time(X509_get0_notBefore(cert), &out->not_before) < 0 ||
	    x509_time(X509_get0_notAfter(cert), &out->not_after) < 0 ||
	    x509_fingerprint(cert, out->fingerprint) < 0)
		return err_why(e, ERR_INVALID, "bad-certificate",
		    _("The certificate cannot be read."));
	read_name(X509_get_subject_name(cert), out->owner, sizeof(out->owner));
	read_name(X509_get_issuer_name(cert), out->issuer, sizeof(out->issuer));
	read_tckn(cert, out->tckn);
	read_serial(cert, out);
	read_key(cert, out);
	read_extensions(cert, out);
	ERR_clear_error();
	return 0;
}

int
cert_read(
    const unsigned char *der, size_t len, struct cert_facts *out, struct err *e)
{
	X509 *cert = x509_from_der(der, len);
	int rc;

	if (cert == NULL)
		return err_why(e, ERR_INVALID, "bad-certificate",
		    _("The certificate cannot be read."));
	rc = x509_facts(cert, out, e);
	X509_free(cert);
	return rc;
}
