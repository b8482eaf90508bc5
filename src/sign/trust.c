/*
 * CAs and lists of revoked certificates. Signatures of CAs are the dearest
 * part of a verification and never change, so each is verified once, when its
 * issuer is there too; whatever the order in which files are added. While
 * verifying, nothing here is written.
 */
#include "config.h"
#include "sign/trust.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "base/lang.h"
#include "sign/trust-load.h"
#include "sign/x509.h"

#include "base/banned.h"

struct trust {
	struct trust_ca **cas;
	size_t ca_count;
	struct trust_crl **crls;
	size_t crl_count;
	X509_STORE *store; /* of the good CAs */
	bool whole_chain;  /* a CA constrains names further down */
};

struct trust *
trust_new(void)
{
	struct trust *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->store = X509_STORE_new();
	if (t->store == NULL) {
		free(t);
		return NULL;
	}
	return t;
}

static void
ca_free(struct trust_ca *ca)
{
	if (ca == NULL)
		return;
	X509_free(ca->cert);
	free(ca->path);
	free(ca);
}

static void
crl_free(struct trust_crl *c)
{
	if (c == NULL)
		return;
	X509_CRL_free(c->crl);
	free(c->path);
	free(c);
}

void
trust_free(struct trust *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->ca_count; i++)
		ca_free(t->cas[i]);
	for (size_t i = 0; i < t->crl_count; i++)
		crl_free(t->crls[i]);
	free(t->cas);
	free(t->crls);
	X509_STORE_free(t->store);
	free(t);
}

static const struct trust_ca *
find(const struct trust *t, const X509 *cert)
{
	for (size_t i = 0; i < t->ca_count; i++)
		if (X509_cmp(t->cas[i]->cert, cert) == 0)
			return t->cas[i];
	return NULL;
}

const struct trust_ca *
trust_find(const struct trust *t, const X509 *cert)
{
	const struct trust_ca *ca = find(t, cert);

	return ca != NULL && ca->good ? ca : NULL;
}

static int
verify(const struct trust *t, X509_STORE_CTX *ctx, unsigned long flags,
    int64_t now)
{
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);

	flags |= X509_V_FLAG_X509_STRICT;
	/* A CA that was verified at loading ends the chain, unless those above
	 * it have a say in names. */
	if (!t->whole_chain)
		flags |= X509_V_FLAG_PARTIAL_CHAIN;
	if ((flags & X509_V_FLAG_NO_CHECK_TIME) == 0)
		X509_VERIFY_PARAM_set_time(param, (time_t)now);
	X509_VERIFY_PARAM_set_depth(param, TRUST_CHAIN);
	X509_VERIFY_PARAM_set_auth_level(param, TRUST_LEVEL);
	X509_VERIFY_PARAM_set_flags(param, flags);
	if (X509_verify_cert(ctx) == 1)
		return X509_V_OK;
	if (X509_STORE_CTX_get_error(ctx) == X509_V_OK)
		return X509_V_ERR_UNSPECIFIED;
	return X509_STORE_CTX_get_error(ctx);
}

int
trust_verify(const struct trust *t, X509 *cert, STACK_OF(X509) * others,
    int64_t now, STACK_OF(X509) * *chain, int *depth)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	int result = X509_V_ERR_OUT_OF_MEM;

	*depth = 0;
	if (ctx != NULL &&
	    X509_STORE_CTX_init(ctx, t->store, cert, others) == 1) {
		result = verify(t, ctx, 0, now);
		*depth = X509_STORE_CTX_get_error_depth(ctx);
		if (result == X509_V_OK)
			*chain = X509_STORE_CTX_get1_chain(ctx);
		if (result == X509_V_OK && *chain == NULL)
			result = X509_V_ERR_OUT_OF_MEM;
	}
	X509_STORE_CTX_free(ctx);
	ERR_clear_error();
	return result;
}

X509_STORE *
trust_store_at(const struct trust *t, int64_t now)
{
	X509_STORE *store = X509_STORE_new();
	X509_VERIFY_PARAM *param;

	if (store == NULL)
		return NULL;
	param = X509_STORE_get0_param(store);
	X509_VERIFY_PARAM_set_time(param, (time_t)now);
	X509_VERIFY_PARAM_set_depth(param, TRUST_CHAIN);
	X509_VERIFY_PARAM_set_auth_level(param, TRUST_LEVEL);
	X509_VERIFY_PARAM_set_flags(
	    param, X509_V_FLAG_X509_STRICT |
		       (t->whole_chain ? 0 : X509_V_FLAG_PARTIAL_CHAIN));
	for (size_t i = 0; i < t->ca_count; i++) {
		if (t->cas[i]->good &&
		    X509_STORE_add_cert(store, t->cas[i]->cert) != 1) {
			X509_STORE_free(store);
			return NULL;
		}
	}
	return store;
}

static bool
signs(const struct trust_crl *c, X509 *issuer)
{
	bool good;

	if (X509_NAME_cmp(X509_CRL_get_issuer(c->crl),
		X509_get_subject_name(issuer)) != 0 ||
	    (X509_get_key_usage(issuer) & KU_CRL_SIGN) == 0)
		return false;
	good = X509_CRL_verify(c->crl, X509_get0_pubkey(issuer)) == 1;
	ERR_clear_error();
	return good;
}

const struct trust_crl *
trust_crl_of(const struct trust *t, X509 *issuer)
{
	const struct trust_ca *ca = trust_find(t, issuer);
	const struct trust_crl *best = NULL;

	for (size_t i = 0; i < t->crl_count; i++) {
		const struct trust_crl *c = t->crls[i];

		if (best != NULL && c->this_update <= best->this_update)
			continue;
		/* A list whose CA came with the signature is not settled. */
		if (c->issuer != NULL ? c->issuer == ca
				      : ca == NULL && signs(c, issuer))
			best = c;
	}
	return best;
}

static bool
same_name(const struct trust_ca *parent, const struct trust_ca *child)
{
	return X509_NAME_cmp(X509_get_subject_name(parent->cert),
		   X509_get_issuer_name(child->cert)) == 0;
}

/* A good CA that has signed this one; NULL: not there yet. */
static const struct trust_ca *
issuer_of(const struct trust *t, const struct trust_ca *child)
{
	for (size_t i = 0; i < t->ca_count; i++) {
		const struct trust_ca *parent = t->cas[i];

		if (parent->good && same_name(parent, child) &&
		    X509_verify(child->cert, X509_get0_pubkey(parent->cert)) ==
			1)
			return parent;
	}
	ERR_clear_error();
	return NULL;
}

/* Strength, extensions and signature; times are judged when verifying. */
static bool
sound(const struct trust *t, X509 *cert)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	bool good = false;

	if (ctx != NULL && X509_STORE_CTX_init(ctx, t->store, cert, NULL) == 1)
		good =
		    verify(t, ctx, X509_V_FLAG_NO_CHECK_TIME, 0) == X509_V_OK;
	X509_STORE_CTX_free(ctx);
	ERR_clear_error();
	return good;
}

static bool
settle_ca(struct trust *t, struct trust_ca *ca)
{
	const struct trust_ca *issuer = NULL;

	if (X509_self_signed(ca->cert, 1) != 1) {
		issuer = issuer_of(t, ca);
		if (issuer == NULL || !sound(t, ca->cert))
			return false;
	}
	if (X509_STORE_add_cert(t->store, ca->cert) != 1)
		return false;
	ca->issuer = issuer;
	ca->good = true;
	if (X509_get_ext_by_NID(ca->cert, NID_name_constraints, -1) >= 0)
		t->whole_chain = true;
	return true;
}

static bool
settle_crl(struct trust *t, struct trust_crl *c)
{
	for (size_t i = 0; i < t->ca_count; i++) {
		if (t->cas[i]->good && signs(c, t->cas[i]->cert)) {
			c->issuer = t->cas[i];
			return true;
		}
	}
	return false;
}

/* Each CA that becomes good may be what another one waited for. */
static void
settle(struct trust *t)
{
	bool changed;

	do {
		changed = false;
		for (size_t i = 0; i < t->ca_count; i++)
			if (!t->cas[i]->good && settle_ca(t, t->cas[i]))
				changed = true;
	} while (changed);
	for (size_t i = 0; i < t->crl_count; i++)
		if (t->crls[i]->issuer == NULL)
			settle_crl(t, t->crls[i]);
}

int
trust_add_ca(struct trust *t, X509 *cert, const char *path, struct err *e)
{
	struct trust_ca **grown, *ca = NULL;
	int rc = ERR_INTERNAL;

	if (find(t, cert) != NULL)
		return 0;
	grown = realloc(t->cas, (t->ca_count + 1) * sizeof(struct trust_ca *));
	if (grown == NULL)
		return sign_failed(e);
	t->cas = grown;
	ca = calloc(1, sizeof(*ca));
	if (ca == NULL || (ca->path = strdup(path)) == NULL ||
	    X509_up_ref(cert) != 1)
		goto out;
	ca->cert = cert;
	if (x509_time(X509_get0_notBefore(cert), &ca->not_before) < 0 ||
	    x509_time(X509_get0_notAfter(cert), &ca->not_after) < 0)
		goto out;
	t->cas[t->ca_count++] = ca;
	ca = NULL;
	settle(t);
	rc = 0;
out:
	ca_free(ca);
	return rc == 0 ? 0 : sign_failed(e);
}

int
trust_add_crl(struct trust *t, X509_CRL *crl, const char *path, struct err *e)
{
	struct trust_crl **grown, *c = NULL;
	int rc = ERR_INTERNAL;

	grown =
	    realloc(t->crls, (t->crl_count + 1) * sizeof(struct trust_crl *));
	if (grown == NULL)
		return sign_failed(e);
	t->crls = grown;
	c = calloc(1, sizeof(*c));
	if (c == NULL || (c->path = strdup(path)) == NULL ||
	    X509_CRL_up_ref(crl) != 1)
		goto out;
	c->crl = crl;
	if (x509_time(X509_CRL_get0_lastUpdate(crl), &c->this_update) < 0 ||
	    x509_time(X509_CRL_get0_nextUpdate(crl), &c->next_update) < 0)
		goto out;
	t->crls[t->crl_count++] = c;
	c = NULL;
	settle(t);
	rc = 0;
out:
	crl_free(c);
	return rc == 0 ? 0 : sign_failed(e);
}

int
trust_settled(const struct trust *t, struct err *e)
{
	for (size_t i = 0; i < t->ca_count; i++)
		if (!t->cas[i]->good)
			return err_why(e, ERR_INVALID, "unknown-root",
			    _("The CA certificate in %s is signed by none of "
			      "the other CA certificates, or is not sound."),
			    t->cas[i]->path);
	for (size_t i = 0; i < t->crl_count; i++)
		if (t->crls[i]->issuer == NULL)
			return err_why(e, ERR_INVALID, "unknown-root",
			    _("The revocation list in %s is signed by none "
			      "of the CA certificates."),
			    t->crls[i]->path);
	return 0;
}
