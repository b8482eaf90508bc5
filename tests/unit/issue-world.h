/* A CA of its own for a test, its settings, and requests of every kind. */
#ifndef TESTS_UNIT_ISSUE_WORLD_H
#define TESTS_UNIT_ISSUE_WORLD_H

#include <stdint.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/buf.h"
#include "portal/issue/ca.h"
#include "portal/issue/issuer.h"
#include "portal/options.h"
#include "portal/store/issued.h"

#define TCKN	 "10000000146"
#define CRL_URL	 "http://sil.example/crl/nes.crl"
#define OCSP_URL "http://ocsp.example/ocsp"
#define CA_URL	 "http://sil.example/ca.cer"

struct issue_world {
	char dir[64];
	char cert[96], key[96]; /* PEM of the CA */
	int64_t now;
	struct ca_id *ca;
	struct portal_options options; /* its texts are borrowed */
};

/* For cmocka: *state is the world, with a P-384 CA. */
int issue_world_open(void **state);
int issue_world_close(void **state);

/* A PKCS#10 request in DER. digest NULL: SHA-256; signer NULL: the key. */
void issue_request(struct buf *out, EVP_PKEY *key, EVP_PKEY *signer,
    const EVP_MD *digest, STACK_OF(X509_EXTENSION) * extensions);

/* Orders a certificate; *out (caller frees) is what was kept. */
int issue_order(struct issuer *i, const struct issue_world *w,
    const struct buf *request, X509 **out, struct err *e);

/* Issues one and notes it in the store in that state; its PEM is DIR/NAME.pem,
 * its key DIR/NAME.key. Caller frees. */
X509 *issue_kept(struct store *s, struct issuer *i, const struct issue_world *w,
    const char *name, enum certificate_state state,
    enum revocation_reason reason);

/* Runs openssl(1) with words ended by NULL, its output in a file of the
 * folder that text gets; answers its status. */
int issue_openssl(const struct issue_world *w, const char *const *words,
    char *text, size_t size);

#endif
