#include "config.h"
#include "portal/flow/produce.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/lang.h"
#include "portal/flow/flow.h"
#include "portal/flow/notice.h"
#include "portal/flow/personal.h"
#include "portal/issue/issuer.h"
#include "portal/store/issued.h"
#include "portal/store/outbox.h"
#include "portal/store/people.h"
#include "base/banned.h"

#define CERT_MAX 65536

void
product_clear(struct product *p)
{
	application_clear(&p->application);
	memset(&p->production, 0, sizeof(p->production));
}

static bool
is_reason(const struct application *a, const char *reason)
{
	return strcmp(record_get(a->record, FIELD_REASON), reason) == 0;
}

/* The same moment of the year; the 29th of February becomes 1st of March. */
static int64_t
years_later(int64_t from, int years)
{
	time_t t = (time_t)from;
	struct tm tm;

	gmtime_r(&t, &tm);
	tm.tm_year += years;
	return (int64_t)timegm(&tm);
}

static void
validity(const struct application *a, int64_t now, struct production *p)
{
	long years = strtol(record_get(a->record, FIELD_VALIDITY), NULL, 10);

	p->not_before = now;
	if (is_reason(a, "renewal") && a->certificate_ends > now)
		p->not_before = a->certificate_ends;
	p->not_after = years_later(
	    p->not_before, years >= 1 && years <= 5 ? (int)years : 3);
}

static int
not_approved(const struct application *a, struct err *e)
{
	if (a->state == STATE_CANCELLED)
		return err_why(e, ERR_CONFLICT, "cancelled",
		    _("The application %s was cancelled; no card is produced "
		      "for it."),
		    a->number);
	return err_why(e, ERR_CONFLICT, "state",
	    _("No card can be produced for the application %s: %s."), a->number,
	    state_label(a->state));
}

static int
begin_new(const struct produce *w, struct product *p, struct err *e)
{
	struct application_move m = { .event = EVENT_PRODUCE,
		.role = ROLE_OFFICE };
	struct application *a = &p->application;
	int rc;

	if (workflow_next(a->state, m.event, m.role, &m.to, NULL) < 0)
		return not_approved(a, e);
	p->production.application = a->id;
	p->production.started_at = w->now;
	issuer_serial(p->production.serial);
	validity(a, w->now, &p->production);
	rc = store_application_move(w->store, a, &m, w->now, e);
	if (rc == 0)
		rc = store_production_add(w->store, &p->production, e);
	if (rc == 0)
		rc = personal_open_account(w->store, a, w->now, e);
	return rc < 0 ? rc
		      : card_secret_make(
			    w->store, w->key, a->tckn, p->production.serial, e);
}

static int
begin(const struct produce *w, const char *number, struct product *p,
    struct err *e)
{
	struct application *a = &p->application;
	int rc = store_application_number(w->store, number, a, e);

	if (rc == ERR_NOT_FOUND)
		return err_set(
		    e, ERR_NOT_FOUND, _("There is no application %s."), number);
	if (rc < 0)
		return rc;
	rc = store_production_find(w->store, a->id, &p->production, e);
	if (rc == ERR_NOT_FOUND)
		return begin_new(w, p, e);
	return rc == 0 && a->state != STATE_IN_PRODUCTION ? not_approved(a, e)
							  : rc;
}

/* Ends a transaction by what became of it. */
static int
finish(struct store *s, int rc, struct err *e)
{
	if (rc == 0)
		rc = store_commit(s, e);
	if (rc < 0)
		store_rollback(s);
	return rc;
}

int
produce_begin(const struct produce *w, const char *number, struct product *out,
    struct err *e)
{
	int rc = store_begin(w->store, e);

	memset(out, 0, sizeof(*out));
	if (rc == 0)
		rc = finish(w->store, begin(w, number, out, e), e);
	if (rc < 0)
		product_clear(out);
	return rc;
}

/* Under which serial number the secret is kept now. */
static const char *
secret_serial(const struct production *p)
{
	return p->certificate[0] == '\0' ? p->serial : p->certificate;
}

int
produce_secret(const struct produce *w, const struct product *p,
    struct card_secret *out, struct err *e)
{
	return card_secret_open(w->store, w->key, p->application.tckn,
	    secret_serial(&p->production), out, e);
}

static int
claim_key(const struct produce *w, const struct product *p,
    const struct request *r, struct err *e)
{
	int rc = store_begin(w->store, e);

	if (rc < 0)
		return rc;
	rc = EVP_PKEY_eq(X509_get0_pubkey(w->issuer->ca), r->key) == 1
		 ? err_why(e, ERR_CONFLICT, "key-used",
		       _("This is the key of the certificate authority."))
		 : store_production_key(
		       w->store, p->application.id, r->key_hash, e);
	return finish(w->store, rc, e);
}

/* The certificate of an interrupted production; *same: it is for this key. */
static int
issued_before(const struct produce *w, const struct product *p,
    const struct request *r, struct buf *der, bool *same, struct err *e)
{
	const unsigned char *at;
	X509 *cert;
	int rc = store_certificate_der(
	    w->store, p->application.tckn, p->production.certificate, der, e);

	if (rc < 0)
		return rc;
	at = (const unsigned char *)buf_str(der);
	cert = d2i_X509(NULL, &at, (long)der->len);
	*same =
	    cert != NULL && EVP_PKEY_eq(X509_get0_pubkey(cert), r->key) == 1;
	X509_free(cert);
	return 0;
}

/* The certificate that was issued will never be used. */
static int
give_up(
    const struct produce *w, struct product *p, struct buf *der, struct err *e)
{
	const char *tckn = p->application.tckn;
	struct production *n = &p->production;
	char serial[sizeof(n->serial)];
	int rc = w->issuer->ops->revoke(w->issuer,
	    (const unsigned char *)buf_str(der), der->len, REVOCATION_CESSATION,
	    e);

	buf_reset(der);
	issuer_serial(serial);
	if (rc == 0)
		rc = store_begin(w->store, e);
	if (rc < 0)
		return rc;
	rc = store_certificate_change(w->store, tckn, n->certificate,
	    CERTIFICATE_REVOKED, REVOCATION_CESSATION, w->now, e);
	if (rc == ERR_CONFLICT) /* revoked by its owner or the office */
		rc = 0;
	if (rc == 0)
		rc = store_production_void(w->store, n->application, serial, e);
	if (rc == 0)
		rc = store_card_secret_rename(
		    w->store, tckn, n->certificate, serial, e);
	rc = finish(w->store, rc, e);
	if (rc == 0) {
		memcpy(n->serial, serial, sizeof(serial));
		n->certificate[0] = '\0';
		n->confirmed = false;
	}
	return rc;
}

/* A lost certificate is revoked with the one that replaces it. */
static int
revoke_lost(const struct produce *w, const struct application *a, struct err *e)
{
	int rc;

	if (!is_reason(a, "lost") || a->certificate[0] == '\0')
		return 0;
	rc = store_certificate_change(w->store, a->tckn, a->certificate,
	    CERTIFICATE_REVOKED, REVOCATION_KEY_COMPROMISE, w->now, e);
	if (rc < 0)
		return rc == ERR_NOT_FOUND || rc == ERR_CONFLICT ? 0 : rc;
	return notice_tell(
	    w->store, w->options, a, NOTICE_LOST_REVOKED, NULL, w->now, e);
}

struct keeping {
	const struct produce *w;
	struct product *p;
	struct buf *der;
};

static int
keep_in(const struct keeping *k, const struct issued_cert *c, struct err *e)
{
	const struct produce *w = k->w;
	const struct application *a = &k->p->application;
	struct issued i = { .facts.state = CERTIFICATE_SUSPENDED,
		.application = a->id,
		.unopened = true,
		.reason = REVOCATION_HOLD,
		.der = c->der,
		.der_len = c->len };
	struct production now;
	int rc = store_production_find(w->store, a->id, &now, e);

	if (rc == 0 && (now.certificate[0] != '\0' ||
			   strcmp(now.serial, k->p->production.serial) != 0))
		rc = err_why(e, ERR_CONFLICT, "meanwhile",
		    _("The card of this application was produced elsewhere "
		      "meanwhile."));
	if (rc < 0)
		return rc;
	memcpy(i.facts.tckn, a->tckn, sizeof(i.facts.tckn));
	memcpy(i.facts.serial, c->facts->serial, sizeof(i.facts.serial));
	memcpy(i.facts.issuer, c->facts->issuer, sizeof(c->facts->issuer));
	i.facts.not_before = c->facts->not_before;
	i.facts.not_after = c->facts->not_after;
	rc = store_issued_add(w->store, &i, w->now, e);
	if (rc == 0)
		rc =
		    store_production_issued(w->store, a->id, i.facts.serial, e);
	if (rc == 0 && strcmp(now.serial, i.facts.serial) != 0)
		rc = store_card_secret_rename(
		    w->store, a->tckn, now.serial, i.facts.serial, e);
	return rc < 0 ? rc : revoke_lost(w, a, e);
}

static int
keep(void *arg, const struct issued_cert *c, struct err *e)
{
	const struct keeping *k = arg;
	int rc;

	if (buf_add(k->der, c->der, c->len) < 0)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = store_begin(k->w->store, e);
	if (rc == 0)
		rc = finish(k->w->store, keep_in(k, c, e), e);
	if (rc == 0)
		memcpy(k->p->production.certificate, c->facts->serial,
		    sizeof(k->p->production.certificate));
	return rc;
}

static int
issue(const struct produce *w, struct product *p, const struct request *r,
    struct buf *der, struct err *e)
{
	const struct application *a = &p->application;
	struct keeping k = { w, p, der };
	struct buf old = BUF_INIT(CERT_MAX);
	struct issue_order o = { .request = r,
		.tckn = a->tckn,
		.name = record_get(a->record, FIELD_NAME),
		.surname = record_get(a->record, FIELD_SURNAME),
		.serial = p->production.serial,
		.not_before = p->production.not_before,
		.not_after = p->production.not_after,
		.keep = keep,
		.arg = &k };
	int rc =
	    store_certificate_der(w->store, a->tckn, a->certificate, &old, e);

	if (rc == 0) {
		o.old = (const unsigned char *)buf_str(&old);
		o.old_len = old.len;
	}
	if (rc == 0 || rc == ERR_NOT_FOUND)
		rc = w->issuer->ops->issue(w->issuer, &o, e);
	buf_free(&old);
	return rc;
}

/* The foreign CA hears of a lost certificate; again if it was interrupted. */
static int
tell_lost(const struct produce *w, const struct application *a, struct err *e)
{
	struct buf old = BUF_INIT(CERT_MAX);
	int rc;

	if (!w->issuer->ops->confirms || !is_reason(a, "lost"))
		return 0;
	rc = store_certificate_der(w->store, a->tckn, a->certificate, &old, e);
	if (rc == 0)
		rc = w->issuer->ops->revoke(w->issuer,
		    (const unsigned char *)buf_str(&old), old.len,
		    REVOCATION_KEY_COMPROMISE, e);
	buf_free(&old);
	return rc == ERR_NOT_FOUND ? 0 : rc; /* another CA's */
}

static int
confirmed(const struct produce *w, struct product *p, struct err *e)
{
	int rc = store_begin(w->store, e);

	if (rc < 0)
		return rc;
	rc = finish(w->store,
	    store_production_confirmed(w->store, p->application.id, e), e);
	p->production.confirmed = rc == 0;
	return rc;
}

/* What an interruption has left: the certificate, or nothing in *der. */
static int
resume(const struct produce *w, struct product *p, const struct request *r,
    struct buf *der, struct err *e)
{
	bool same = false, counts;
	int rc = issued_before(w, p, r, der, &same, e);

	if (rc < 0)
		return rc;
	counts = !w->issuer->ops->confirms || p->production.confirmed;
	if (same && counts)
		return 0;
	if (!same && !w->replace)
		return err_why(e, ERR_CONFLICT, "card-changed",
		    _("A certificate for another card was issued for the "
		      "application %s. If that card is lost or broken, "
		      "produce with --replace."),
		    p->application.number);
	return give_up(w, p, der, e);
}

int
produce_issue(const struct produce *w, struct product *p, const void *request,
    size_t len, struct buf *der, struct err *e)
{
	struct request *r = NULL;
	int rc = request_read(&r, request, len, e);

	if (rc == 0 && p->production.certificate[0] != '\0')
		rc = resume(w, p, r, der, e);
	if (rc == 0 && p->production.certificate[0] == '\0') {
		rc = claim_key(w, p, r, e);
		if (rc == 0)
			rc = issue(w, p, r, der, e);
	}
	if (rc == 0 && !p->production.confirmed)
		rc = confirmed(w, p, e);
	if (rc == 0)
		rc = tell_lost(w, &p->application, e);
	request_free(r);
	return rc;
}

/* A second card in place of the first is no news. */
static int
done(const struct produce *w, const struct application *a, struct err *e)
{
	bool first = false, told = true;
	int rc = store_production_on_card(w->store, a->id, w->now, &first, e);

	if (rc == 0 && first)
		rc = store_message_told(w->store, a->id,
		    notice_texts[NOTICE_PRODUCED].name, &told, e);
	return rc < 0 || told ? rc
			      : notice_tell(w->store, w->options, a,
				    NOTICE_PRODUCED, NULL, w->now, e);
}

int
produce_done(const struct produce *w, struct product *p, struct err *e)
{
	int rc = store_begin(w->store, e);

	return rc < 0 ? rc : finish(w->store, done(w, &p->application, e), e);
}
