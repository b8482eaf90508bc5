#include "config.h"
#include "flow-world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/base64.h"
#include "base/file.h"
#include "portal/demo-data.h"
#include "portal/flow/flow.h"
#include "portal/store/code.h"
#include "portal/store/outbox.h"
#include "portal/store/people.h"
#include "sign/cades.h"
#include "sign/hash.h"
#include "base/banned.h"

static char world_name[] = "Sınama Portalı", world_contact[] = "444 5 576";

static const struct portal_options world_options = {
	.name = world_name,
	.outbox_hours = 72,
	.late_days = 15,
	.courier_days = 15,
	.contact = world_contact,
	.session_minutes = 30,
	.draft_days = 30,
	.sms_seconds = 300,
	.sms_tries = 5,
	.sms_resend_seconds = 60,
	.sms_per_hour = 5,
	.signing_seconds = 300,
	.signing_guesses_per_minute = 10,
	.renewal_days = 90,
	.renewal_warn_days = 30,
	.captcha_seconds = 300,
	.captcha_tries = 3,
	.work_bits = 4,
	.word_tries = 5,
	.word_lock_minutes = 15,
	.word_reset_hours = 24,
	.retention_days = 365,
	.retention_years = 20,
	.crl_required = true,
};

static void
add_trust(struct world *w, const char *name, bool crl)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/ca/%s", w->dir, name);
	assert_int_equal(crl ? trust_add_crl_file(w->trust, path, NULL)
			     : trust_add_ca_file(w->trust, path, NULL),
	    0);
}

int
world_open(void **state)
{
	static const char *const no_hosts[] = { NULL };
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	lang_set(LANG_EN);
	snprintf(w->dir, sizeof(w->dir), "/tmp/eimza-flow.XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	snprintf(w->db, sizeof(w->db), "%s/portal.db", w->dir);
	w->now = WORLD_NOW;
	w->peer = "192.0.2.1";
	w->lang = LANG_EN;
	w->options = world_options;
	w->flow.options = &w->options;
	memset(w->flow.key, 7, sizeof(w->flow.key));
	assert_int_equal(store_open(&w->flow.store, w->db, NULL), 0);
	assert_int_equal(demo_authorities(w->dir, no_hosts, w->now, NULL), 0);
	assert_int_equal(store_begin(w->flow.store, NULL), 0);
	assert_int_equal(demo_people(w->dir, w->flow.store, w->now, NULL), 0);
	assert_int_equal(store_commit(w->flow.store, NULL), 0);
	w->trust = trust_new();
	w->flow.trust = w->trust;
	add_trust(w, "root.pem", false);
	add_trust(w, "sub.pem", false);
	add_trust(w, "root.crl", true);
	add_trust(w, "sub.crl", true);
	*state = w;
	return 0;
}

int
world_close(void **state)
{
	struct world *w = *state;

	store_close(w->flow.store);
	trust_free(w->trust);
	file_remove_tree(w->dir);
	free(w);
	return 0;
}

void
world_reopen(struct world *w)
{
	store_close(w->flow.store);
	assert_int_equal(store_open(&w->flow.store, w->db, NULL), 0);
}

static int
steps(struct op_call *c, const struct op *op, struct err *e)
{
	struct store *s = c->flow->store;
	int rc = op->load == NULL ? 0 : op->load(c, e);

	if (rc == 0 && op->work != NULL)
		rc = op->work(c, e);
	if (rc < 0 || op->save == NULL)
		return rc;
	assert_int_equal(store_begin(s, NULL), 0);
	rc = op->save(c, e);
	if (rc == 0 || c->keep)
		assert_int_equal(store_commit(s, NULL), 0);
	else
		store_rollback(s);
	return rc;
}

/* An answer that a message cannot hold would be refused on its way. */
static void
encodes(const struct op *op, const void *out)
{
	struct buf json = BUF_INIT(1024UL * 1024);
	struct err e = { 0 };

	if (wire_encode(op->out, out, &json, &e) < 0)
		fail_msg("%s: %s", op->name, e.text);
	buf_free(&json);
}

int
world_call(struct world *w, const struct op *op, const void *in, void *out)
{
	struct op_call c = { .flow = &w->flow,
		.peer = w->peer,
		.lang = w->lang,
		.now = w->now,
		.in = in,
		.out = out,
		.tries = -1 };
	int rc = 0;

	err_clear(&w->err);
	if (op->role != OP_PUBLIC)
		rc = flow_session_find(
		    &w->flow, w->token, w->now, &c.session, &w->err);
	if (rc == 0)
		rc = op_allowed(op->role, &c.session, &w->err);
	if (rc == 0)
		rc = steps(&c, op, &w->err);
	if (rc == 0)
		encodes(op, out);
	if (c.state != NULL)
		op->free_state(c.state);
	if (rc < 0) {
		assert_int_equal(w->err.code, rc);
		assert_true(w->err.text[0] != '\0');
		wire_clear(op->out, out);
	}
	w->tries = c.tries;
	w->retry_in = c.retry_in;
	return rc;
}

void
world_want(struct world *w, const struct op *op, const void *in)
{
	void *out = calloc(1, op->out->size);

	assert_non_null(out);
	if (world_call(w, op, in, out) < 0)
		fail_msg("%s: %s (%s)", op->name, w->err.text, w->err.reason);
	wire_clear(op->out, out);
	free(out);
}

void
world_refused(struct world *w, const struct op *op, const void *in, int code,
    const char *reason)
{
	void *out = calloc(1, op->out->size);
	int rc;

	assert_non_null(out);
	rc = world_call(w, op, in, out);
	free(out);
	if (rc != code || strcmp(w->err.reason, reason) != 0)
		fail_msg("%s: want %d %s, got %d %s: %s", op->name, code,
		    reason, rc, w->err.reason, w->err.text);
}

int
world_login(struct world *w, const char *tckn)
{
	char kind[] = "work", nonce[24], owner[12];
	struct msg_captcha_request ask = { kind };
	struct msg_captcha k = { 0 };
	struct msg_login out = { 0 };
	struct msg_login_request in = { .answer = nonce, .tckn = owner };
	struct person p;
	uint64_t n = 0;
	int rc;

	snprintf(owner, sizeof(owner), "%s", tckn);
	assert_int_equal(store_person_find(w->flow.store, tckn, &p, NULL), 0);
	assert_int_equal(world_call(w, &op_captcha, &ask, &k), 0);
	while (!hash_work(k.challenge, n, (unsigned)k.bits))
		n++;
	snprintf(nonce, sizeof(nonce), "%llu", (unsigned long long)n);
	in.captcha_id = k.id;
	in.name = p.name;
	in.surname = p.surname;
	in.birth_place = p.birth_place;
	in.birth_date = p.birth_date;
	rc = world_call(w, &op_login, &in, &out);
	if (rc == 0)
		memcpy(w->token, out.token, sizeof(w->token));
	wire_clear(&wire_captcha, &k);
	wire_clear(&wire_login, &out);
	return rc;
}

const char *
world_picture(struct world *w, const char *text)
{
	static const char id[] = "0123456789abcdef0123456789abcdef";
	struct captcha k = { .uses = w->options.captcha_tries,
		.expires_at = w->now + w->options.captcha_seconds };

	memcpy(k.id, id, sizeof(k.id));
	flow_hash(&w->flow, "captcha", id, text, k.answer);
	assert_int_equal(store_captcha_add(w->flow.store, &k, NULL), 0);
	return id;
}

struct record *
world_form(bool renewal)
{
	static const struct {
		enum field_id id;
		const char *value;
	} rows[] = {
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
		{ FIELD_EMAIL, "ayse.ogretmen@example.org" },
		{ FIELD_WORK_PHONE, "4363110000" },
		{ FIELD_MOBILE, "5301234567" },
		{ FIELD_OPERATOR, "TURKCELL" },
		{ FIELD_CHANNEL, "both" },
	};
	struct record *r = record_new();

	assert_non_null(r);
	record_set_renewal(r, renewal);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
		    record_set(r, rows[i].id, rows[i].value, NULL), 0);
	if (renewal)
		assert_int_equal(
		    record_set(r, FIELD_REASON, "renewal", NULL), 0);
	return r;
}

void
world_draft_to_approved(struct world *w, bool renewal, const char *reason)
{
	struct msg_form_request in = { world_form(renewal) };

	if (reason != NULL)
		assert_int_equal(
		    record_set(in.record, FIELD_REASON, reason, NULL), 0);
	if (w->channel != NULL)
		assert_int_equal(
		    record_set(in.record, FIELD_CHANNEL, w->channel, NULL), 0);
	world_want(w, &op_form, &in);
	record_free(in.record);
}

void
world_sms_code(struct world *w, char code[7])
{
	struct message m, last = { .id = 0 };
	struct store *s = w->flow.store;
	const char *p;

	if (w->read_code != NULL) {
		w->read_code(w, code);
		return;
	}
	/* The newest that waits; none is really taken. */
	assert_int_equal(store_begin(s, NULL), 0);
	while (store_message_take(s, MESSAGE_SMS, w->now, &m, NULL) == 0)
		if (m.sms_code != 0)
			last = m;
	store_rollback(s);
	assert_true(last.id != 0);
	for (p = last.text; strspn(p, "0123456789") != 6; p++)
		assert_true(*p != '\0');
	snprintf(code, 7, "%.6s", p);
}

void
world_prove_phone(struct world *w)
{
	struct msg_empty none = { 0 };
	char code[7];
	struct msg_sms_verify_request in = { code };

	world_want(w, &op_sms, &none);
	world_sms_code(w, code);
	world_want(w, &op_sms_verify, &in);
}

void
world_choose(struct world *w, const char *method)
{
	char name[16];
	struct msg_method_request in = { name };

	snprintf(name, sizeof(name), "%s", method);
	world_want(w, &op_method, &in);
}

void
world_signing(struct world *w, char code[16], char **text)
{
	struct msg_empty none = { 0 };
	struct msg_signing out = { 0 };
	const struct msg_sign_text *t;

	assert_int_equal(world_call(w, &op_signing, &none, &out), 0);
	assert_int_equal(out.texts.n, 1);
	t = out.texts.items;
	snprintf(code, 16, "%s", out.code);
	*text = t == NULL ? NULL : strdup(t->text);
	assert_non_null(*text);
	wire_clear(&wire_signing, &out);
}

/* The demo card as PEM files, which the signer for tests reads. */
static void
to_pem(const struct world *w, const char *tckn, const char *suffix,
    const char *label, char out[160])
{
	struct buf der = BUF_INIT(8192), pem = BUF_INIT(16384);
	char path[128], *text;

	snprintf(path, sizeof(path), "%s/cards/%s.%s", w->dir, tckn, suffix);
	assert_int_equal(file_read(path, &der, NULL), 0);
	text = base64_encode(der.data, der.len);
	assert_non_null(text);
	buf_addf(&pem, "-----BEGIN %s-----\n", label);
	for (size_t i = 0; i < strlen(text); i += 64)
		buf_addf(&pem, "%.64s\n", text + i);
	buf_addf(&pem, "-----END %s-----\n", label);
	snprintf(out, 160, "%s.pem", path);
	assert_int_equal(file_write(out, pem.data, pem.len, 0600, NULL), 0);
	free(text);
	buf_free(&der);
	buf_free(&pem);
}

void
world_cms(struct world *w, const char *text, const char *tckn, struct buf *out)
{
	char key[160], cert[160];
	struct signer *s = NULL;

	to_pem(w, tckn, "key", "PRIVATE KEY", key);
	to_pem(w, tckn, "der", "CERTIFICATE", cert);
	assert_int_equal(signer_open_file(&s, key, cert, NULL), 0);
	assert_int_equal(
	    cades_sign(s, text, strlen(text), w->now, out, NULL), 0);
	signer_free(s);
}

int
world_sign(
    struct world *w, const char *code, const char *text, const char *tckn)
{
	char digits[16];
	struct buf cms = BUF_INIT(CADES_MAX);
	struct msg_signature sig = { { NULL, 0 } };
	struct msg_sign_submit_request in = { digits, { &sig, 1 } };
	struct msg_sign_submit out = { 0 };
	int rc;

	world_cms(w, text, tckn, &cms);
	snprintf(digits, sizeof(digits), "%s", code);
	sig.cms.data = (unsigned char *)cms.data;
	sig.cms.len = cms.len;
	rc = world_call(w, &op_sign_submit, &in, &out);
	if (rc == 0)
		assert_string_equal(out.state, "submitted");
	wire_clear(&wire_sign_submit, &out);
	buf_free(&cms);
	return rc;
}

const char *
world_state(struct world *w)
{
	static char state[32];
	struct msg_empty none = { 0 };
	struct msg_application out = { 0 };

	assert_int_equal(world_call(w, &op_application, &none, &out), 0);
	snprintf(state, sizeof(state), "%s", out.state);
	wire_clear(&wire_application, &out);
	return state;
}
