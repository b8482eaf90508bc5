#include "config.h"
#include "portal/demo-desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "portal/store/outbox.h"
#include "sign/hash.h"
#include "wire/messages.h"
#include "base/banned.h"

#define CODE_DIGITS 6

void
demo_desk_clear(struct demo_desk *d)
{
	free(d->token);
	d->token = NULL;
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
	rc = store_begin(s, e);
	if (rc < 0)
		return rc;
	rc = op->save(c, e);
	if (rc == 0)
		return store_commit(s, e);
	store_rollback(s);
	return rc;
}

int
demo_call(struct demo_desk *d, const struct op *op, const void *in, void *out,
    struct err *e)
{
	void *answer = calloc(1, op->out->size);
	struct op_call c = { .flow = &d->flow,
		.peer = "127.0.0.1",
		.lang = lang_get(),
		.now = d->now,
		.in = in,
		.out = answer,
		.tries = -1 };
	int rc =
	    answer != NULL ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));

	if (rc == 0 && op->role != OP_PUBLIC)
		rc = flow_session_find(
		    &d->flow, d->token, d->now, &c.session, e);
	if (rc == 0)
		rc = op_allowed(op->role, &c.session, e);
	if (rc == 0)
		rc = steps(&c, op, e);
	if (c.state != NULL)
		op->free_state(c.state);
	if (rc == 0 && out != NULL)
		memcpy(out, answer, op->out->size);
	else if (answer != NULL)
		wire_clear(op->out, answer);
	free(answer);
	return rc;
}

int
demo_login(struct demo_desk *d, const struct person *p, struct err *e)
{
	char kind[] = "work", nonce[24];
	struct person who = *p;
	struct msg_captcha_request ask = { kind };
	struct msg_captcha k = { 0 };
	struct msg_login_request in = { .answer = nonce,
		.tckn = who.tckn,
		.name = who.name,
		.surname = who.surname,
		.birth_place = who.birth_place,
		.birth_date = who.birth_date };
	struct msg_login out = { 0 };
	uint64_t n = 0;
	int rc = demo_call(d, &op_captcha, &ask, &k, e);

	if (rc < 0)
		return rc;
	while (!hash_work(k.challenge, n, (unsigned)k.bits))
		n++;
	snprintf(nonce, sizeof(nonce), "%llu", (unsigned long long)n);
	in.captcha_id = k.id;
	rc = demo_call(d, &op_login, &in, &out, e);
	if (rc == 0) {
		free(d->token);
		d->token = out.token;
		out.token = NULL;
		snprintf(
		    d->number, sizeof(d->number), "%s", out.application.number);
		wire_clear(&wire_login, &out);
	}
	wire_clear(&wire_captcha, &k);
	return rc;
}

/* The six digits that stand by themselves. */
static void
read_code(const char *text, char *code)
{
	static const char digits[] = "0123456789";
	size_t n;

	for (; *text != '\0'; text += n + (n == 0)) {
		n = strspn(text, digits);
		if (n == CODE_DIGITS)
			snprintf(code, CODE_DIGITS + 1, "%.6s", text);
	}
}

static int
send_all(struct demo_desk *d, enum message_kind kind, char *code, struct err *e)
{
	struct store *s = d->flow.store;
	struct message m;
	int rc;

	while ((rc = store_message_take(s, kind, d->now, &m, e)) == 0) {
		if (m.sms_code != 0 && code != NULL)
			read_code(m.text, code);
		rc = store_message_sent(s, m.id, "", d->now, e);
		explicit_bzero(m.text, sizeof(m.text));
		if (rc < 0)
			return rc;
	}
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	return 0;
}

int
demo_telephones(struct demo_desk *d, char *code, struct err *e)
{
	int rc = store_begin(d->flow.store, e);

	if (rc < 0)
		return rc;
	rc = send_all(d, MESSAGE_SMS, code, e);
	if (rc == 0)
		rc = send_all(d, MESSAGE_EMAIL, NULL, e);
	if (rc == 0)
		return store_commit(d->flow.store, e);
	store_rollback(d->flow.store);
	return rc;
}

int
demo_prove_phone(struct demo_desk *d, struct err *e)
{
	char code[CODE_DIGITS + 1] = "";
	struct msg_empty none = { 0 };
	struct msg_sms_verify_request in = { code };
	int rc = demo_call(d, &op_sms, &none, NULL, e);

	if (rc == 0)
		rc = demo_telephones(d, code, e);
	return rc < 0 ? rc : demo_call(d, &op_sms_verify, &in, NULL, e);
}
