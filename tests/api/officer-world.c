#include "config.h"
#include "officer-world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "portal/store/application.h"
#include "portal/store/officer.h"
#include "base/banned.h"

int
officer_sign(struct world *w, const struct msg_signing *g, const char *tckn)
{
	struct msg_signature sigs[DECIDE_MOST];
	struct buf cms[DECIDE_MOST];
	const struct msg_sign_text *t = g->texts.items;
	char code[16];
	struct msg_sign_submit_request in = { code, { sigs, g->texts.n } };
	struct msg_sign_submit out = { 0 };
	int rc;

	snprintf(code, sizeof(code), "%s", g->code);
	for (size_t i = 0; i < g->texts.n; i++) {
		cms[i] = (struct buf)BUF_INIT(65536);
		world_cms(w, t[i].text, tckn, &cms[i]);
		sigs[i].cms.data = (unsigned char *)cms[i].data;
		sigs[i].cms.len = cms[i].len;
	}
	rc = world_call(w, &op_sign_submit, &in, &out);
	if (rc == 0)
		wire_clear(&wire_sign_submit, &out);
	for (size_t i = 0; i < g->texts.n; i++)
		buf_free(&cms[i]);
	return rc;
}

int64_t
officer_name(struct world *w, const char *tckn, const char *province)
{
	struct officer o = { .valid_from = w->now - 1 };

	snprintf(o.tckn, sizeof(o.tckn), "%s", tckn);
	snprintf(o.province, sizeof(o.province), "%s", province);
	assert_int_equal(store_officer_add(w->flow.store, &o, NULL), 0);
	return o.id;
}

int
officer_enter(struct world *w, const char *tckn, const char *role)
{
	char id[12], word[16];
	struct msg_esign_request in = { id, word };
	struct msg_esign out = { 0 };
	struct msg_session s = { 0 };
	struct msg_ticket_request take;
	int rc;

	snprintf(id, sizeof(id), "%s", tckn);
	snprintf(word, sizeof(word), "%s", role);
	assert_int_equal(world_call(w, &op_esign, &in, &out), 0);
	take.ticket = out.ticket;
	assert_int_equal(world_call(w, &op_esign_take, &take, &s), 0);
	assert_string_equal(s.state, "waiting");
	assert_null(s.token);
	wire_clear(&wire_session, &s);
	assert_int_equal(officer_sign(w, out.signing.items, tckn), 0);
	rc = world_call(w, &op_esign_take, &take, &s);
	if (rc == 0) {
		assert_string_equal(s.state, "signed");
		snprintf(w->token, sizeof(w->token), "%s", s.token);
		wire_clear(&wire_session, &s);
		/* The ticket opens one session. */
		world_refused(w, &op_esign_take, &take, ERR_DENIED, "ticket");
	}
	wire_clear(&wire_esign, &out);
	return rc;
}

void
officer_submit(struct world *w, const char *tckn, char number[20])
{
	char code[16], *text;
	struct application a = { 0 };

	assert_int_equal(world_login(w, tckn), 0);
	world_draft_to_approved(
	    w, true, strcmp(tckn, ALI) == 0 ? "other" : NULL);
	world_prove_phone(w);
	world_choose(w, "e-signed");
	world_signing(w, code, &text);
	assert_int_equal(world_sign(w, code, text, tckn), 0);
	free(text);
	assert_int_equal(
	    store_application_open(w->flow.store, tckn, &a, NULL), 0);
	snprintf(number, 20, "%s", a.number);
	application_clear(&a);
}

long
officer_version(struct world *w, const char *number)
{
	struct application a = { 0 };
	long v;

	assert_int_equal(
	    store_application_number(w->flow.store, number, &a, NULL), 0);
	v = (long)a.version;
	application_clear(&a);
	return v;
}

enum state
officer_state(struct world *w, const char *number)
{
	struct application a = { 0 };
	enum state s;

	assert_int_equal(
	    store_application_number(w->flow.store, number, &a, NULL), 0);
	s = a.state;
	application_clear(&a);
	return s;
}

int
officer_decide_as_seen(struct world *w, const char *action, const char *reason,
    const char *field_name, struct msg_decide_item *items, size_t n,
    struct msg_decide *out)
{
	char word[16], why[2048], name[32];
	struct msg_field_name one = { name };
	struct msg_decide_request in = { word, why, { &one, 0 }, { items, n } };

	snprintf(word, sizeof(word), "%s", action);
	snprintf(why, sizeof(why), "%s", reason);
	snprintf(name, sizeof(name), "%s", field_name);
	in.fields.n = field_name[0] != '\0';
	if (reason[0] == '\0')
		in.reason = NULL;
	return world_call(w, &op_decide, &in, out);
}

int
officer_decide(struct world *w, const char *action, const char *reason,
    const char *field_name, char *const *numbers, size_t n,
    struct msg_decide *out)
{
	struct msg_decide_item items[DECIDE_MOST];

	for (size_t i = 0; i < n; i++) {
		items[i].number = numbers[i];
		items[i].version = officer_version(w, numbers[i]);
	}
	return officer_decide_as_seen(
	    w, action, reason, field_name, items, n, out);
}

void
officer_outcomes(struct world *w, struct msg_outcomes *out)
{
	struct msg_empty none = { 0 };

	assert_int_equal(world_call(w, &op_outcomes, &none, out), 0);
}

const char *
officer_why(const struct wire_list *list, const char *number)
{
	const struct msg_outcome *o = list->items;

	for (size_t i = 0; i < list->n; i++)
		if (strcmp(o[i].number, number) == 0)
			return o[i].why == NULL ? "" : o[i].why;
	fail_msg("%s is not among the outcomes", number);
	return NULL;
}
