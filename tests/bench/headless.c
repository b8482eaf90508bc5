#include "config.h"
#include "headless.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "client/remote/calls.h"
#include "model/signtext.h"
#include "sign/cades.h"
#include "sign/hash.h"
#include "base/banned.h"

#define SMS_WAIT_US 10000000

/* What a person would type into the form. */
static const struct {
	enum field_id id;
	const char *value;
} typed[] = {
	{ FIELD_REASON, "renewal" },
	{ FIELD_READER, "none" },
	{ FIELD_VALIDITY, "3" },
	{ FIELD_WORD, "mavi defne 42" },
	{ FIELD_WORD_AGAIN, "mavi defne 42" },
	{ FIELD_UNIT, "BULANIK ATATÜRK ORTAOKULU" },
	{ FIELD_TITLE, "ÖĞRETMEN" },
	{ FIELD_ADDRESS, "Zafer Mah. Okul Sok. No:1" },
	{ FIELD_POSTCODE, "49500" },
	{ FIELD_PROVINCE, "MUŞ" },
	{ FIELD_DISTRICT, "BULANIK" },
	{ FIELD_EMAIL, "deneme@example.org" },
	{ FIELD_WORK_PHONE, "4363110000" },
	{ FIELD_OPERATOR, "TURKCELL" },
	{ FIELD_CHANNEL, "both" },
};

struct headless {
	const struct headless_portal *at;
	const struct headless_person *who;
	struct link *link;
	struct record *record;
	struct headless_result *result;
	struct link_reply reply;
	long sms_from; /* where the telephone's file ended before */
};

int64_t
headless_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* The answer of the call just started. */
static int
finish(struct link *l, int started, struct link_reply *r,
    struct headless_result *sum, struct err *e)
{
	int64_t from = headless_us(), took;
	int rc = started;

	while (rc == 0 && !link_next(l, r))
		rc = link_poll(l, NULL, 0, -1, e);
	if (rc < 0)
		return rc;
	took = headless_us() - from;
	sum->requests++;
	sum->sent += r->sent;
	sum->received += r->received;
	if (took > sum->slowest_us)
		sum->slowest_us = took;
	if (r->err.code < 0)
		err_copy(e, &r->err);
	return r->err.code;
}

static int
step(struct headless *h, int started, struct err *e)
{
	return finish(h->link, started, &h->reply, h->result, e);
}

int
headless_open(
    const struct headless_portal *at, struct link **out, struct err *e)
{
	const struct link_options o = { at->url, at->ca_file, "0" };

	return link_open(out, &o, e);
}

static int
captcha(struct link *l, const char *kind, struct headless_result *sum,
    struct link_reply *r, struct err *e)
{
	char word[8];
	struct msg_captcha_request in = { word };
	struct link_call *c = NULL;

	snprintf(word, sizeof(word), "%s", kind);
	return finish(l, calls_captcha(l, &in, &c, e), r, sum, e);
}

static int
login(struct link *l, const struct headless_person *p,
    struct headless_result *sum, struct link_reply *r, struct err *e)
{
	struct headless_person own = *p;
	const struct msg_captcha *k;
	char id[64], nonce[24];
	struct msg_login_request in = { id, nonce, own.tckn, own.name,
		own.surname, own.birth_place, own.birth_date };
	struct link_call *c = NULL;
	uint64_t n = 0;
	int rc = captcha(l, "work", sum, r, e);

	if (rc < 0)
		return rc;
	k = r->out;
	snprintf(id, sizeof(id), "%s", k->id);
	while (!hash_work(k->challenge, n, (unsigned)k->bits))
		n++;
	snprintf(nonce, sizeof(nonce), "%llu", (unsigned long long)n);
	rc = finish(l, calls_login(l, &in, &c, e), r, sum, e);
	if (rc == 0)
		link_set_token(l, ((const struct msg_login *)r->out)->token);
	return rc;
}

int
headless_login(struct link *l, const struct headless_person *p,
    struct headless_result *r, struct err *e)
{
	struct link_reply reply;

	return login(l, p, r, &reply, e);
}

int
headless_look(struct link *l, struct headless_result *r, struct err *e)
{
	struct link_call *c = NULL;
	struct link_reply reply;
	int64_t from = headless_us();
	int rc = finish(l, calls_application(l, &c, e), &reply, r, e);

	r->us = headless_us() - from;
	return rc;
}

static int
fill(struct headless *h, const struct record *from, struct err *e)
{
	int rc = 0;

	h->record = record_copy(from);
	if (h->record == NULL)
		return err_set(e, ERR_INTERNAL, "Memory is out.");
	record_set_renewal(h->record, true);
	for (size_t i = 0; rc == 0 && i < sizeof(typed) / sizeof(typed[0]); i++)
		rc = record_set(h->record, typed[i].id, typed[i].value, e);
	return rc < 0 ? rc
		      : record_set(h->record, FIELD_MOBILE, h->who->mobile, e);
}

static int
send_form(struct headless *h, struct err *e)
{
	const struct msg_login *in = h->reply.out;
	struct link_call *c = NULL;
	struct msg_form_request form;
	int rc = fill(h, in->application.record, e);

	form.record = h->record;
	return rc < 0 ? rc : step(h, calls_form(h->link, &form, &c, e), e);
}

/* The code of the last message to the number behind the start, if any. */
static bool
find_code(const struct headless *h, char code[7])
{
	FILE *f = fopen(h->at->sms_file, "re");
	char line[1024];
	bool found = false;

	if (f == NULL || fseek(f, h->sms_from, SEEK_SET) < 0)
		goto out;
	while (fgets(line, sizeof(line), f) != NULL) {
		const char *text = strchr(line, '\t');
		const char *to = strstr(line, h->who->mobile);

		if (text == NULL || to == NULL || to > text)
			continue;
		while (*text != '\0' && strspn(text, "0123456789") != 6)
			text++;
		found = *text != '\0';
		snprintf(code, 7, "%.6s", text);
	}
out:
	if (f != NULL)
		fclose(f);
	return found;
}

static int
prove_phone(struct headless *h, struct err *e)
{
	const struct timespec pause = { 0, 1000000 };
	struct link_call *c = NULL;
	char code[7];
	struct msg_sms_verify_request in = { code };
	struct stat st = { 0 };
	int64_t until;
	int rc;

	if (stat(h->at->sms_file, &st) == 0)
		h->sms_from = (long)st.st_size;
	rc = step(h, calls_sms(h->link, &c, e), e);
	if (rc < 0)
		return rc;
	until = headless_us() + SMS_WAIT_US;
	while (!find_code(h, code)) {
		if (headless_us() > until)
			return err_set(e, ERR_UNAVAILABLE, "No SMS came.");
		nanosleep(&pause, NULL);
	}
	return step(h, calls_sms_verify(h->link, &in, &c, e), e);
}

static int
choose(struct headless *h, struct err *e)
{
	char method[] = "e-signed";
	struct msg_method_request in = { method };
	struct link_call *c = NULL;

	return step(h, calls_method(h->link, &in, &c, e), e);
}

/* The portal's text must be the one computed here. */
static int
compare(const struct headless *h, const struct msg_signing *g, struct err *e)
{
	const struct signtext_facts facts = { g->number, g->portal, g->date };
	const struct msg_sign_text *t = g->texts.items;
	struct buf own = BUF_INIT(SIGNTEXT_MAX);
	int rc = signtext_build(h->record, &facts, &own, e);

	if (rc == 0 && (g->texts.n != 1 || strcmp(buf_str(&own), t->text) != 0))
		rc = err_set(e, ERR_INVALID, "The portal's text differs.");
	buf_free(&own);
	return rc;
}

static int
submit(struct headless *h, struct err *e)
{
	const struct msg_signing *g = h->reply.out;
	const struct msg_sign_text *t = g->texts.items;
	char code[32];
	struct msg_signature one = { { NULL, 0 } };
	struct msg_sign_submit_request in = { code, { &one, 1 } };
	struct buf cms = BUF_INIT(CADES_MAX);
	struct signer *s = NULL;
	struct link_call *c = NULL;
	int rc = compare(h, g, e);

	snprintf(code, sizeof(code), "%s", g->code);
	if (rc == 0)
		rc = signer_open_file(&s, h->who->key, h->who->certificate, e);
	if (rc == 0)
		rc = cades_sign(
		    s, t->text, strlen(t->text), clock_wall(), &cms, e);
	one.cms.data = (unsigned char *)cms.data;
	one.cms.len = cms.len;
	if (rc == 0)
		rc = step(h, calls_sign_submit(h->link, &in, &c, e), e);
	if (rc == 0 &&
	    strcmp(((const struct msg_sign_submit *)h->reply.out)->state,
		"submitted") != 0)
		rc = err_set(e, ERR_INVALID, "It is not submitted.");
	signer_free(s);
	buf_free(&cms);
	return rc;
}

static int
renew(struct headless *h, struct err *e)
{
	struct link_call *c = NULL;
	int rc = step(h, calls_info(h->link, &c, e), e);

	if (rc == 0 && h->at->picture)
		rc = captcha(h->link, "image", h->result, &h->reply, e);
	if (rc == 0)
		rc = login(h->link, h->who, h->result, &h->reply, e);
	if (rc == 0)
		rc = send_form(h, e);
	if (rc == 0)
		rc = prove_phone(h, e);
	if (rc == 0)
		rc = choose(h, e);
	if (rc == 0)
		rc = step(h, calls_signing(h->link, &c, e), e);
	return rc < 0 ? rc : submit(h, e);
}

int
headless_renew(const struct headless_portal *at,
    const struct headless_person *p, struct headless_result *r, struct err *e)
{
	struct headless h = { .at = at, .who = p, .result = r };
	int64_t from = headless_us();
	int rc;

	memset(r, 0, sizeof(*r));
	rc = headless_open(at, &h.link, e);
	if (rc == 0)
		rc = renew(&h, e);
	r->us = headless_us() - from;
	record_free(h.record);
	link_close(h.link);
	return rc;
}
