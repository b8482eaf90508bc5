#include "config.h"
#include "kill-actors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "client/remote/calls.h"
#include "sign/cades.h"
#include "wire/messages-office.h"
#include "wire/messages-personal.h"
#include "base/banned.h"

#define AT_ONCE 5 /* decisions under one PIN */

static void
note_failed(const struct actors *a, const char *what, const struct err *e)
{
	fprintf(stderr, "# %s: %s\n", what, e->text);
	__atomic_fetch_add(&a->ledger->failed, 1, __ATOMIC_SEQ_CST);
}

void
actor_renews(const struct actors *a, int submitted)
{
	struct headless_result r;
	struct err e = { 0 };
	long i;

	while ((i = __atomic_fetch_add(&a->ledger->next, 1, __ATOMIC_SEQ_CST)) <
	       a->renewals) {
		if (headless_renew(&a->at, &a->world->people[i], &r, &e) < 0) {
			note_failed(a, a->world->people[i].tckn, &e);
			continue;
		}
		__atomic_store_n(
		    &a->ledger->submitted[i], true, __ATOMIC_SEQ_CST);
		(void)!write(submitted, "s", 1);
	}
	_exit(0);
}

struct officer_at {
	const struct actors *a;
	const struct headless_person *who;
	struct link *link;
	struct link_reply reply;
	int approved; /* pipe */
};

/* A call and its answer, which lives until the next one. */
static int
ask(struct officer_at *o, const struct link_ask *what, const void *in,
    struct err *e)
{
	struct link_call *c = NULL;
	int rc = link_start(o->link, &c, what, in, e);

	while (rc == 0 && !link_next(o->link, &o->reply))
		rc = link_poll(o->link, NULL, 0, -1, e);
	if (rc == 0 && o->reply.err.code < 0) {
		err_copy(e, &o->reply.err);
		rc = e->code;
	}
	return rc;
}

static int
cms_of(const struct officer_at *o, const char *text, struct buf *cms,
    struct err *e)
{
	struct signer *s = NULL;
	int rc = signer_open_file(&s, o->who->key, o->who->certificate, e);

	if (rc == 0)
		rc = cades_sign(s, text, strlen(text), clock_wall(), cms, e);
	signer_free(s);
	return rc;
}

/* A signature for each text of the request. */
static int
sign_all(struct officer_at *o, const struct msg_signing *g, struct err *e)
{
	static const struct link_ask submit = { LINK_POST, "/v1/signing/submit",
		&wire_sign_submit_request, &wire_sign_submit, false };
	struct msg_signature sigs[AT_ONCE] = { 0 };
	struct buf cms[AT_ONCE];
	const struct msg_sign_text *t = g->texts.items;
	struct msg_sign_submit_request in = { g->code, { sigs, g->texts.n } };
	size_t n = 0;
	int rc = 0;

	assert_true(g->texts.n <= AT_ONCE);
	for (; rc == 0 && n < g->texts.n; n++) {
		cms[n] = (struct buf)BUF_INIT(CADES_MAX);
		rc = cms_of(o, t[n].text, &cms[n], e);
		sigs[n].cms.data = (unsigned char *)cms[n].data;
		sigs[n].cms.len = cms[n].len;
	}
	if (rc == 0)
		rc = ask(o, &submit, &in, e);
	while (n > 0)
		buf_free(&cms[--n]);
	return rc;
}

static int
enter(struct officer_at *o, struct err *e)
{
	static const struct link_ask esign = { LINK_POST, "/v1/esign",
		&wire_esign_request, &wire_esign, false };
	static const struct link_ask take = { LINK_POST, "/v1/esign/take",
		&wire_ticket_request, &wire_session, false };
	char tckn[12], role[] = "officer", ticket[128];
	struct msg_esign_request in = { tckn, role };
	struct msg_ticket_request with = { ticket };
	const struct msg_esign *out;
	int rc;

	memcpy(tckn, o->who->tckn, sizeof(tckn));
	rc = ask(o, &esign, &in, e);
	if (rc < 0)
		return rc;
	out = o->reply.out;
	snprintf(ticket, sizeof(ticket), "%s", out->ticket);
	rc = sign_all(o, out->signing.items, e);
	if (rc == 0)
		rc = ask(o, &take, &with, e);
	if (rc == 0)
		link_set_token(
		    o->link, ((const struct msg_session *)o->reply.out)->token);
	return rc;
}

static void
note_approved(struct officer_at *o, const char *number)
{
	struct ledger *l = o->a->ledger;
	char line[20] = "";

	snprintf(line, sizeof(line), "%s", number);
	memcpy(l->approved[l->approvals], line, sizeof(line));
	__atomic_fetch_add(&l->approvals, 1, __ATOMIC_SEQ_CST);
	(void)!write(o->approved, line, sizeof(line));
}

/* What is confirmed of the decisions just signed. */
static int
read_outcomes(struct officer_at *o, struct err *e)
{
	static const struct link_ask outcomes = { LINK_GET,
		"/v1/office/decisions", NULL, &wire_outcomes, false };
	const struct msg_outcomes *out;
	const struct msg_outcome *rows;
	int rc = ask(o, &outcomes, NULL, e);

	if (rc < 0)
		return rc;
	out = o->reply.out;
	rows = out->outcomes.items;
	for (size_t i = 0; i < out->outcomes.n; i++)
		if (rows[i].why == NULL)
			note_approved(o, rows[i].number);
	return 0;
}

static int
put_to_signature(struct officer_at *o, struct msg_decide_item *items, size_t n,
    struct err *e)
{
	static const struct link_ask decide = { LINK_POST,
		"/v1/office/decisions", &wire_decide_request, &wire_decide,
		false };
	char action[] = "approve";
	struct msg_decide_request in = { action, NULL, { NULL, 0 },
		{ items, n } };
	const struct msg_decide *out;
	int rc = ask(o, &decide, &in, e);

	if (rc < 0)
		return rc;
	out = o->reply.out;
	rc = out->any ? sign_all(o, out->signing.items, e) : 0;
	return rc < 0 ? rc : read_outcomes(o, e);
}

/* Approves the first of the queue; *more: there was something. */
static int
decide_some(struct officer_at *o, bool *more, struct err *e)
{
	static const struct link_ask queue = { LINK_POST, "/v1/office/queue",
		&wire_queue_request, &wire_queue, false };
	char sort[] = "waiting", rule[] = "yes", number[AT_ONCE][20];
	struct msg_queue_request in = { NULL, sort, NULL, rule, 0 };
	struct msg_decide_item items[AT_ONCE];
	const struct msg_queue *out;
	const struct msg_queue_row *rows;
	size_t n = 0;
	int rc = ask(o, &queue, &in, e);

	*more = false;
	if (rc < 0)
		return rc;
	out = o->reply.out;
	rows = out->rows.items;
	for (size_t i = 0; i < out->rows.n && n < AT_ONCE; i++) {
		if (rows[i].own)
			continue;
		snprintf(number[n], sizeof(number[n]), "%s", rows[i].number);
		items[n] =
		    (struct msg_decide_item){ number[n], rows[i].version };
		n++;
	}
	*more = n > 0;
	return n == 0 ? 0 : put_to_signature(o, items, n, e);
}

void
actor_approves(const struct actors *a, int submitted, int approved)
{
	struct officer_at o = { .a = a,
		.who = &a->world->people[a->renewals],
		.approved = approved };
	char some[16];
	struct err e = { 0 };
	bool more = true, open = true;

	if (headless_open(&a->at, &o.link, &e) < 0 || enter(&o, &e) < 0) {
		note_failed(a, "officer", &e);
		_exit(1);
	}
	while (open || more) {
		if (!more)
			open = read(submitted, some, sizeof(some)) > 0;
		if (decide_some(&o, &more, &e) < 0) {
			note_failed(a, "decision", &e);
			more = open;
			if (strcmp(e.reason, "session") == 0)
				enter(&o, &e);
		}
	}
	link_close(o.link);
	_exit(0);
}

static void
note_made(const struct actors *a, const char *number, enum made made)
{
	struct ledger *l = a->ledger;

	snprintf(l->made[l->makings].number, 20, "%s", number);
	l->made[l->makings].made = made;
	__atomic_fetch_add(&l->makings, 1, __ATOMIC_SEQ_CST);
}

/* A PKCS#10 request of a new key, as a card makes it. */
static int
write_request(const char *path)
{
	X509_REQ *req = X509_REQ_new();
	EVP_PKEY *key = EVP_EC_gen("P-256");
	unsigned char *der = NULL;
	int len = -1, rc = -1;

	if (req != NULL && key != NULL &&
	    X509_REQ_set_version(req, X509_REQ_VERSION_1) == 1 &&
	    X509_REQ_set_pubkey(req, key) == 1 &&
	    X509_REQ_sign(req, key, EVP_sha256()) > 0)
		len = i2d_X509_REQ(req, &der);
	if (len > 0)
		rc = file_write(path, der, (size_t)len, 0600, NULL);
	OPENSSL_free(der);
	X509_REQ_free(req);
	EVP_PKEY_free(key);
	return rc;
}

static bool
make_card(const struct actors *a, char *config, char *number)
{
	char in[128], out[128];
	char *argv[] = { bench_program(), (char[]){ "produce" },
		(char[]){ "--config" }, config, number, (char[]){ "--request" },
		in, (char[]){ "--out" }, out, NULL };

	snprintf(in, sizeof(in), "%s/request.der", a->world->dir);
	snprintf(out, sizeof(out), "%s/certificate.der", a->world->dir);
	return write_request(in) == 0 && bench_run(a->world, argv) == 0;
}

void
actor_produces(const struct actors *a, int approved)
{
	char number[20], config[128];
	char *ship[] = { bench_program(), (char[]){ "ship" },
		(char[]){ "--config" }, config, number,
		(char[]){ "--tracking" }, (char[]){ "TR-123456" }, NULL };
	char *deliver[] = { bench_program(), (char[]){ "deliver" },
		(char[]){ "--config" }, config, number, NULL };
	struct err e = { 0 };

	err_fill(&e, ERR_INTERNAL, "%s", "a command failed");
	snprintf(config, sizeof(config), "%s/portal.conf", a->world->dir);
	while (read(approved, number, sizeof(number)) == sizeof(number)) {
		if (!make_card(a, config, number)) {
			note_failed(a, "produce", &e);
			continue;
		}
		note_made(a, number, MADE_CARD);
		if (bench_run(a->world, ship) != 0) {
			note_failed(a, "ship", &e);
			continue;
		}
		note_made(a, number, MADE_SHIPPED);
		if (bench_run(a->world, deliver) == 0)
			note_made(a, number, MADE_DELIVERED);
		else
			note_failed(a, "deliver", &e);
	}
	_exit(0);
}
