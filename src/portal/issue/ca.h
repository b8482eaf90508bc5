/*
 * A small certificate authority: roots, sub CAs, certificates of persons and
 * of servers, lists of revoked ones. It makes what it is asked for and judges
 * nothing (src/sign does), so that it can also make bad ones for the tests.
 */
#ifndef PORTAL_ISSUE_CA_H
#define PORTAL_ISSUE_CA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

#include "base/err.h"

enum ca_key { CA_KEY_P256, CA_KEY_P384, CA_KEY_RSA_2048, CA_KEY_RSA_4096 };

/* A certificate and its private key. */
struct ca_id;

/*
 * What goes into a certificate. Texts are borrowed; NULL leaves that part
 * out. The extensions are written as in x509v3_config(5) ("critical,CA:TRUE").
 */
struct ca_profile {
	const char *cn, *given_name, *surname, *organization;
	const char *serial_number;  /* of the subject: the T.C. kimlik no */
	const char *serial_number2; /* a second one, which no good one has */
	const char *serial; /* of the certificate, hexadecimal; NULL: random */
	const char *country;
	int64_t not_before, not_after; /* seconds since 1970 UTC */
	enum ca_key key;	       /* of the new key */
	EVP_PKEY *use_key;	       /* instead of a new key; borrowed */
	const char *digest; /* of the signature; NULL: what fits the key */
	bool pss;	    /* an RSA issuer signs with RSASSA-PSS */
	bool no_ski, no_aki;
	const char *basic_constraints, *key_usage, *extended_key_usage;
	const char *policies, *alt_name, *crl_points, *access_info;
	const char *name_constraints;
	/* OIDs of QCStatements (RFC 3739 §3.2.6), separated by blanks; "a=b"
	 * is statement a whose value is a sequence of the OID b. */
	const char *qc_statements;
};

#define CA_QC_PERSON "0.4.0.1862.1.1 2.16.792.1.61.0.1.5070.1.1"
#define CA_QC_SEAL   "0.4.0.1862.1.1 2.16.792.1.61.0.1.5070.1.3"

/* Usual profiles: P-384 for CAs, P-256 for the others; valid for days from
 * the moment now. Change what shall differ. */
struct ca_profile ca_profile_root(const char *cn, int64_t now, int days);
struct ca_profile ca_profile_sub(const char *cn, int64_t now, int days);
struct ca_profile ca_profile_person(
    const char *cn, const char *tckn, int64_t now, int days);
/* alt_name: "DNS:localhost,IP:127.0.0.1" */
struct ca_profile ca_profile_server(
    const char *cn, const char *alt_name, int64_t now, int days);

/* Issues; issuer NULL: signed by itself. Caller frees with ca_id_free. */
int ca_issue(struct ca_id **out, const struct ca_id *issuer,
    const struct ca_profile *p, struct err *e);

/* NULL is fine. */
void ca_id_free(struct ca_id *id);

/* Borrowed while id lives. */
X509 *ca_cert(const struct ca_id *id);
EVP_PKEY *ca_key(const struct ca_id *id);

/* Reads what ca_write_cert and ca_write_key wrote. Caller frees. */
int ca_read(struct ca_id **out, const char *cert_path, const char *key_path,
    struct err *e);

/* PEM; the certificates of ids one after another. */
int ca_write_cert(
    const char *path, const struct ca_id *const *ids, size_t n, struct err *e);

/* PEM, PKCS #8 without a password, readable by the owner only. */
int ca_write_key(const char *path, const struct ca_id *id, struct err *e);

struct ca_revoked {
	const struct ca_id *id;
	int64_t when;
	int reason; /* CRLReason, RFC 5280 §5.3.1; -1: not stated */
};

struct ca_crl_profile {
	long number; /* cRLNumber; negative: left out */
	int64_t this_update, next_update;
	const struct ca_revoked *revoked;
	size_t count;
	const char *digest; /* NULL: what fits the key */
};

/* Caller frees *out (X509_CRL_free). */
int ca_crl(X509_CRL **out, const struct ca_id *issuer,
    const struct ca_crl_profile *p, struct err *e);
int ca_write_crl(const char *path, const X509_CRL *crl, struct err *e);

#endif
