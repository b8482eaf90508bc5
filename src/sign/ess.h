/* The signed attribute that names the signer's certificate. */
#ifndef SIGN_ESS_H
#define SIGN_ESS_H

#include <stdbool.h>

#include <openssl/types.h>

/*
 * Whether the first certificate that a signingCertificate (RFC 2634 §5.4) or
 * signingCertificateV2 (RFC 5035 §3) names is this one. standard: the digest
 * where none is named, SHA-1 and SHA-256. alone: no other may be named.
 */
bool ess_means(
    const ASN1_STRING *value, X509 *cert, const EVP_MD *standard, bool alone);

#endif
