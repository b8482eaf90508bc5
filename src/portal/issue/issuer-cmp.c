/*
 * An existing CA, asked by CMP (RFC 4210) over HTTP (RFC 6712). The portal is
 * the registration authority: it has verified that the card holds the key and
 * says so ("raVerified", RFC 4211 §4), and it confirms a certificate only when
 * it has kept it. Messages are protected by a shared secret.
 */
#include "config.h"
#include "portal/issue/issuer.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/cmp.h>
#include <openssl/cmp_util.h>
#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/file.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/text.h"
#include "portal/issue/ca-der.h"
#include "portal/issue/ca.h"
#include "portal/options.h"
#include "sign/x509.h"

#include "base/banned.h"

#define SECRET_FILE_MAX 1024
#define REQUEST_ID	0 /* RFC 4210 §5.3.4: the only request's number */

struct cmp {
	struct issuer base;
	char *host, *port, *path;		     /* OpenSSL's */
	char *reference, *message, *policy, *server; /* owned */
	struct buf secret;
	long seconds;
};

/* One exchange; its callback finds everything here. */
struct exchange {
	const struct cmp *cmp;
	const struct issue_order *order;
	OSSL_CMP_CTX *ctx;
	int rc; /* of issuer_accept */
	struct err *e;
};

static int
note(const char *func, const char *file, int line, OSSL_CMP_severity level,
    const char *msg)
{
	(void)func;
	(void)file;
	(void)line;
	if (level <= OSSL_CMP_LOG_WARNING)
		log_warn("CMP: %s", msg);
	return 1;
}

/* What the server said, or why there was no answer. */
static int
cmp_failed(const struct cmp *c, OSSL_CMP_CTX *ctx, struct err *e)
{
	OSSL_CMP_PKIFREETEXT *all =
	    ctx == NULL ? NULL : OSSL_CMP_CTX_get0_statusString(ctx);
	const char *why = ERR_reason_error_string(ERR_peek_last_error());
	char *said = NULL;
	int rc;

	if (all != NULL && sk_ASN1_UTF8STRING_num(all) > 0) {
		ASN1_UTF8STRING *first = sk_ASN1_UTF8STRING_value(all, 0);

		said = text_shown((const char *)ASN1_STRING_get0_data(first),
		    (size_t)ASN1_STRING_length(first), 120);
	}
	ERR_clear_error();
	rc = err_why(e, ERR_UNAVAILABLE, "cmp",
	    _("The certificate authority at %s has not done it (%s). Please "
	      "try again later."),
	    c->server,
	    said != NULL  ? said
	    : why != NULL ? why
			  : "CMP");
	free(said);
	return rc;
}

/*
 * Caller frees; NULL: memory is out. No store of trusted certificates is given:
 * with one, an answer that any certificate of the CA has signed would be as
 * good as one protected by the shared secret (RFC 4210 §5.1.3.1, §5.1.3.3).
 */
static OSSL_CMP_CTX *
context(const struct cmp *c)
{
	OSSL_CMP_CTX *ctx = OSSL_CMP_CTX_new(NULL, NULL);

	if (ctx == NULL)
		return NULL;
	OSSL_CMP_CTX_set_log_cb(ctx, note);
	if (OSSL_CMP_CTX_set1_server(ctx, c->host) == 1 &&
	    OSSL_CMP_CTX_set_serverPort(ctx, (int)strtol(c->port, NULL, 10)) ==
		1 &&
	    OSSL_CMP_CTX_set1_serverPath(ctx, c->path) == 1 &&
	    OSSL_CMP_CTX_set1_recipient(
		ctx, X509_get_subject_name(c->base.ca)) == 1 &&
	    OSSL_CMP_CTX_set1_referenceValue(ctx,
		(const unsigned char *)c->reference,
		(int)strlen(c->reference)) == 1 &&
	    OSSL_CMP_CTX_set1_secretValue(ctx,
		(const unsigned char *)buf_str(&c->secret),
		(int)c->secret.len) == 1 &&
	    OSSL_CMP_CTX_set_option(
		ctx, OSSL_CMP_OPT_MSG_TIMEOUT, (int)c->seconds) == 1 &&
	    OSSL_CMP_CTX_set_option(
		ctx, OSSL_CMP_OPT_TOTAL_TIMEOUT, (int)c->seconds) == 1)
		return ctx;
	OSSL_CMP_CTX_free(ctx);
	return NULL;
}

/* The certificate has come; 0 accepts it, else the bits of a failure. */
static int
on_certificate(OSSL_CMP_CTX *ctx, X509 *cert, int fail_info, const char **text)
{
	struct exchange *x = OSSL_CMP_CTX_get_certConf_cb_arg(ctx);
	unsigned char *der = NULL;
	int len;

	if (fail_info != 0)
		return fail_info;
	len = i2d_X509(cert, &der);
	x->rc = len <= 0 ? ca_failed(x->e)
			 : issuer_accept(
			       &x->cmp->base, x->order, der, (size_t)len, x->e);
	OPENSSL_free(der);
	if (x->rc == 0)
		return 0;
	*text = "the certificate was not accepted";
	return 1 << OSSL_CMP_PKIFAILUREINFO_badCertTemplate;
}

/* Name and extensions wanted, taken from a certificate nobody will see. */
static int
set_template(struct exchange *x, struct err *e)
{
	const struct issue_order *o = x->order;
	struct ca_profile p =
	    ca_profile_person(NULL, o->tckn, o->not_before, 0);
	STACK_OF(X509_EXTENSION) *all = NULL;
	struct ca_id *id = NULL;
	int rc;

	p.given_name = o->name;
	p.surname = o->surname;
	p.not_after = o->not_after;
	p.policies = x->cmp->policy;
	p.no_ski = p.no_aki = true;
	rc = ca_issue(&id, NULL, &p, e);
	if (rc < 0)
		return rc;
	all = sk_X509_EXTENSION_deep_copy(X509_get0_extensions(ca_cert(id)),
	    X509_EXTENSION_dup, X509_EXTENSION_free);
	if (all != NULL && EVP_PKEY_up_ref(o->request->key) == 1 &&
	    OSSL_CMP_CTX_set0_newPkey(x->ctx, 0, o->request->key) == 1 &&
	    OSSL_CMP_CTX_set1_subjectName(
		x->ctx, X509_get_subject_name(ca_cert(id))) == 1 &&
	    OSSL_CMP_CTX_set0_reqExtensions(x->ctx, all) == 1)
		all = NULL; /* given away */
	else
		rc = ca_failed(e);
	sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
	ca_id_free(id);
	return rc;
}

/* What is asked for: the setting, but nothing can be updated where nothing
 * was before. */
static int
kind_of(const struct cmp *c, const struct issue_order *o)
{
	if (strcmp(c->message, "p10cr") == 0)
		return OSSL_CMP_P10CR;
	if (strcmp(c->message, "cr") == 0)
		return OSSL_CMP_CR;
	return strcmp(c->message, "kur") == 0 && o->old != NULL ? OSSL_CMP_KUR
								: OSSL_CMP_IR;
}

static int
set_old(struct exchange *x)
{
	X509 *old = x509_from_der(x->order->old, x->order->old_len);
	int ok = old != NULL && OSSL_CMP_CTX_set1_oldCert(x->ctx, old) == 1;

	X509_free(old);
	return ok ? 0 : -1;
}

/* The request of RFC 4211 with the validity wanted; NULL: not made. */
static OSSL_CRMF_MSG *
request_message(struct exchange *x, int kind)
{
	OSSL_CRMF_MSG *m =
	    OSSL_CMP_CTX_setup_CRM(x->ctx, kind == OSSL_CMP_KUR, REQUEST_ID);
	ASN1_TIME *from = ASN1_TIME_set(NULL, (time_t)x->order->not_before);
	ASN1_TIME *until = ASN1_TIME_set(NULL, (time_t)x->order->not_after);

	if (m == NULL || from == NULL || until == NULL ||
	    OSSL_CRMF_MSG_set0_validity(m, from, until) != 1)
		goto failed;
	from = until = NULL; /* given away */
	if (OSSL_CRMF_MSG_create_popo(
		OSSL_CRMF_POPO_RAVERIFIED, m, NULL, NULL, NULL, NULL) == 1)
		return m;
failed:
	ASN1_TIME_free(from);
	ASN1_TIME_free(until);
	OSSL_CRMF_MSG_free(m);
	return NULL;
}

static int
ask(struct exchange *x, struct err *e)
{
	int kind = kind_of(x->cmp, x->order), rc = 0;
	OSSL_CRMF_MSG *m = NULL;

	if (kind == OSSL_CMP_P10CR) {
		if (OSSL_CMP_CTX_set1_p10CSR(x->ctx, x->order->request->x509) !=
		    1)
			return ca_failed(e);
	} else {
		rc = set_template(x, e);
		if (rc == 0 &&
		    (OSSL_CMP_CTX_set_option(x->ctx, OSSL_CMP_OPT_POPO_METHOD,
			 OSSL_CRMF_POPO_RAVERIFIED) != 1 ||
			(kind == OSSL_CMP_KUR && set_old(x) < 0) ||
			(m = request_message(x, kind)) == NULL))
			rc = ca_failed(e);
	}
	if (rc == 0 && OSSL_CMP_exec_certreq(x->ctx, kind, m) == NULL)
		rc = x->rc < 0 ? x->rc : cmp_failed(x->cmp, x->ctx, e);
	OSSL_CRMF_MSG_free(m);
	ERR_clear_error();
	return rc;
}

static int
cmp_issue(struct issuer *i, const struct issue_order *o, struct err *e)
{
	struct exchange x = { .cmp = (struct cmp *)i, .order = o, .e = e };
	int rc;

	x.ctx = context(x.cmp);
	if (x.ctx == NULL ||
	    OSSL_CMP_CTX_set_certConf_cb(x.ctx, on_certificate) != 1 ||
	    OSSL_CMP_CTX_set_certConf_cb_arg(x.ctx, &x) != 1)
		rc = ca_failed(e);
	else
		rc = ask(&x, e);
	OSSL_CMP_CTX_free(x.ctx);
	return rc;
}

/* The server has said so; without its answer the code is -1. */
static bool
revoked_already(const OSSL_CMP_CTX *ctx)
{
	int code = OSSL_CMP_CTX_get_failInfoCode(ctx);

	return code >= 0 &&
	       (code & (1 << OSSL_CMP_PKIFAILUREINFO_certRevoked)) != 0;
}

static int
cmp_revoke(struct issuer *i, const unsigned char *der, size_t len, int reason,
    struct err *e)
{
	const struct cmp *c = (struct cmp *)i;
	OSSL_CMP_CTX *ctx = context(c);
	X509 *cert = x509_from_der(der, len);
	int rc = 0;

	if (ctx == NULL || cert == NULL ||
	    OSSL_CMP_CTX_set1_oldCert(ctx, cert) != 1 ||
	    OSSL_CMP_CTX_set_option(
		ctx, OSSL_CMP_OPT_REVOCATION_REASON, reason) != 1)
		rc = ca_failed(e);
	else if (OSSL_CMP_exec_RR_ses(ctx) != 1 && !revoked_already(ctx))
		rc = cmp_failed(c, ctx, e);
	ERR_clear_error();
	X509_free(cert);
	OSSL_CMP_CTX_free(ctx);
	return rc;
}

/* The list in an answer (RFC 4210 §5.3.19.6); NULL: none. */
static X509_CRL *
list_in(STACK_OF(OSSL_CMP_ITAV) * answer)
{
	for (int i = 0; i < sk_OSSL_CMP_ITAV_num(answer); i++) {
		OSSL_CMP_ITAV *itav = sk_OSSL_CMP_ITAV_value(answer, i);

		/* Of this type the library has parsed the value already. */
		if (OBJ_obj2nid(OSSL_CMP_ITAV_get0_type(itav)) ==
		    NID_id_it_currentCRL)
			return (X509_CRL *)(void *)OSSL_CMP_ITAV_get0_value(
			    itav);
	}
	return NULL;
}

static int
take_list(const struct cmp *c, X509_CRL *crl, struct buf *out, struct err *e)
{
	unsigned char *der = NULL;
	int len, rc = 0;

	if (crl == NULL ||
	    X509_NAME_cmp(X509_CRL_get_issuer(crl),
		X509_get_subject_name(c->base.ca)) != 0 ||
	    X509_CRL_verify(crl, X509_get0_pubkey(c->base.ca)) != 1) {
		ERR_clear_error();
		return err_why(e, ERR_UNAVAILABLE, "cmp",
		    _("The certificate authority at %s gave no revocation "
		      "list of its own."),
		    c->server);
	}
	len = i2d_X509_CRL(crl, &der);
	if (len <= 0 || buf_add(out, der, (size_t)len) < 0)
		rc = ca_failed(e);
	OPENSSL_free(der);
	return rc;
}

static int
cmp_crl(
    struct issuer *i, const struct crl_order *o, struct buf *out, struct err *e)
{
	const struct cmp *c = (struct cmp *)i;
	OSSL_CMP_CTX *ctx = context(c);
	OSSL_CMP_ITAV *question =
	    OSSL_CMP_ITAV_create(OBJ_nid2obj(NID_id_it_currentCRL), NULL);
	STACK_OF(OSSL_CMP_ITAV) *answer = NULL;
	int rc;

	(void)o;
	if (ctx == NULL || question == NULL ||
	    OSSL_CMP_CTX_push0_genm_ITAV(ctx, question) != 1) {
		OSSL_CMP_ITAV_free(question);
		rc = ca_failed(e);
		goto out;
	}
	answer = OSSL_CMP_exec_GENM_ses(ctx);
	rc = answer == NULL ? cmp_failed(c, ctx, e)
			    : take_list(c, list_in(answer), out, e);
	sk_OSSL_CMP_ITAV_pop_free(answer, OSSL_CMP_ITAV_free);
out:
	OSSL_CMP_CTX_free(ctx);
	return rc;
}

static void
cmp_free(struct issuer *i)
{
	struct cmp *c = (struct cmp *)i;

	OPENSSL_free(c->host);
	OPENSSL_free(c->port);
	OPENSSL_free(c->path);
	free(c->reference);
	free(c->message);
	free(c->policy);
	free(c->server);
	buf_free(&c->secret);
	free(c);
}

static const struct issuer_ops cmp_ops = {
	.name = "cmp",
	.confirms = true,
	.issue = cmp_issue,
	.revoke = cmp_revoke,
	.crl = cmp_crl,
	.free = cmp_free,
};

static int
missing(const char *key, struct err *e)
{
	return err_set(
	    e, ERR_INVALID, _("The setting \"%s\" is missing."), key);
}

/* The messages are protected themselves, so plain HTTP is enough. */
static int
read_server(struct cmp *c, const struct portal_options *o, struct err *e)
{
	int tls = 0;

	if (o->cmp_server == NULL)
		return missing("issuer.cmp_server", e);
	if (o->cmp_secret_file == NULL)
		return missing("issuer.cmp_secret_file", e);
	if (OSSL_HTTP_parse_url(o->cmp_server, &tls, NULL, &c->host, &c->port,
		NULL, &c->path, NULL, NULL) != 1 ||
	    tls != 0) {
		ERR_clear_error();
		return err_set(e, ERR_INVALID,
		    _("\"%s\" must be an address like "
		      "http://ca.example:8080/cmp."),
		    "issuer.cmp_server");
	}
	return file_read(o->cmp_secret_file, &c->secret, e);
}

int
issuer_cmp_open(struct issuer **out, X509 *ca, const struct portal_options *o,
    struct err *e)
{
	struct cmp *c = calloc(1, sizeof(*c));
	int rc;

	if (c == NULL) {
		X509_free(ca);
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	c->base.ops = &cmp_ops;
	c->base.ca = ca;
	c->secret = (struct buf)BUF_INIT(SECRET_FILE_MAX);
	c->secret.wipe = true;
	c->seconds = o->cmp_seconds;
	rc = read_server(c, o, e);
	while (rc == 0 && c->secret.len > 0 &&
	       strchr("\r\n", c->secret.data[c->secret.len - 1]) != NULL)
		c->secret.data[--c->secret.len] = '\0';
	if (rc == 0) {
		c->reference =
		    strdup(o->cmp_reference == NULL ? "" : o->cmp_reference);
		c->message = strdup(o->cmp_message);
		c->policy = strdup(o->issuer_policy);
		c->server = strdup(o->cmp_server);
		if (c->reference == NULL || c->message == NULL ||
		    c->policy == NULL || c->server == NULL)
			rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	if (rc < 0) {
		issuer_free(&c->base);
		return rc;
	}
	*out = &c->base;
	return 0;
}
