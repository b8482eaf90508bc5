#include "config.h"
#include "portal/flow/flow.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/random.h"
#include "base/banned.h"

/* A session's use is noted at most this often: a note costs a disk write. */
#define NOTE_SECONDS 10
#define TOKEN_BYTES  32

void
flow_token_hash(const char *token, unsigned char out[STORE_HASH])
{
	crypto_hash_sha256(out, (const unsigned char *)token, strlen(token));
}

char *
flow_token_new(unsigned char hash[STORE_HASH])
{
	unsigned char raw[TOKEN_BYTES];
	char *token = calloc(1, 2 * TOKEN_BYTES + 1);

	if (token == NULL)
		return NULL;
	random_bytes(raw, sizeof(raw));
	hex_encode(raw, sizeof(raw), token);
	explicit_bzero(raw, sizeof(raw));
	flow_token_hash(token, hash);
	return token;
}

int
flow_session_new(const struct op_call *c, struct store_session *s, char **token,
    struct err *e)
{
	unsigned char hash[STORE_HASH];

	*token = flow_token_new(hash);
	if (*token == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	return store_session_add(c->flow->store, hash, s, c->now, e);
}

static void
hash_part(crypto_auth_hmacsha256_state *st, const char *text)
{
	/* The NUL goes in too, so that parts cannot run into each other. */
	crypto_auth_hmacsha256_update(
	    st, (const unsigned char *)text, strlen(text) + 1);
}

void
flow_hash(const struct flow *f, const char *purpose, const char *scope,
    const char *code, unsigned char out[STORE_HASH])
{
	crypto_auth_hmacsha256_state st;

	crypto_auth_hmacsha256_init(&st, f->key, sizeof(f->key));
	hash_part(&st, purpose);
	hash_part(&st, scope);
	hash_part(&st, code);
	crypto_auth_hmacsha256_final(&st, out);
	sodium_memzero(&st, sizeof(st));
}

static int
session_ended(struct err *e)
{
	return err_why(e, ERR_DENIED, "session",
	    _("Your session has ended. Please log in again; your application "
	      "is kept."));
}

int
flow_session_find(const struct flow *f, const char *token, int64_t now,
    struct flow_session *out, struct err *e)
{
	unsigned char hash[STORE_HASH];
	struct store_session s;
	int rc;

	memset(out, 0, sizeof(*out));
	flow_token_hash(token, hash);
	rc = store_session_find(f->store, hash, &s, e);
	if (rc == ERR_NOT_FOUND)
		return session_ended(e);
	if (rc < 0)
		return rc;
	if (now - s.used_at >=
	    f->options->session_minutes * FLOW_MINUTE + NOTE_SECONDS)
		return session_ended(e);
	/* Also when the clock was set back, so that its end is near again. */
	if (now - s.used_at >= NOTE_SECONDS || now < s.used_at) {
		rc = store_session_used(f->store, s.id, now, e);
		if (rc < 0)
			return rc;
	}
	out->id = s.id;
	out->role = s.role;
	out->application = s.application;
	out->officer = s.officer;
	memcpy(out->tckn, s.tckn, sizeof(out->tckn));
	out->phone_proven = s.phone_proven;
	out->by_word = s.by_word;
	return 0;
}

const char *
op_role_name(enum op_role r)
{
	static const char *const names[] = {
		[OP_PUBLIC] = "public",
		[OP_SESSION] = "session",
		[OP_APPLICANT] = "applicant",
		[OP_PERSONAL] = "personal",
		[OP_UNPROVEN] = "personal-unproven",
		[OP_OFFICER] = "officer",
	};

	return names[r];
}

int
op_allowed(enum op_role wanted, const struct flow_session *s, struct err *e)
{
	static const enum session_role roles[] = {
		[OP_APPLICANT] = SESSION_APPLICANT,
		[OP_PERSONAL] = SESSION_PERSONAL,
		[OP_UNPROVEN] = SESSION_PERSONAL,
		[OP_OFFICER] = SESSION_OFFICER,
	};

	if (wanted == OP_PUBLIC || wanted == OP_SESSION)
		return 0;
	if (s->role != roles[wanted])
		return err_why(e, ERR_DENIED, "session",
		    _("This needs another kind of login. Please log in "
		      "again."));
	if (wanted == OP_PERSONAL && !s->phone_proven)
		return err_why(e, ERR_DENIED, "phone",
		    _("Please confirm your mobile phone with the SMS code "
		      "first."));
	return 0;
}

int
flow_application(
    const struct op_call *c, struct application *out, struct err *e)
{
	return store_application_load(
	    c->flow->store, c->session.application, out, e);
}

int
flow_move(const struct op_call *c, struct application *a, enum event ev,
    enum role by, const char *detail, struct err *e)
{
	struct application_move m = {
		.event = ev, .role = by, .detail = detail
	};
	int rc = workflow_next(a->state, ev, by, &m.to, e);

	if (rc < 0)
		return rc;
	return store_application_move(c->flow->store, a, &m, c->now, e);
}

int
flow_keep(const struct op_call *c, struct application *a, enum page p,
    const char *where, struct err *e)
{
	bool done = page_of(a->state, true) == PAGE_RESULT;

	snprintf(a->page, sizeof(a->page), "%s", page_name(p));
	snprintf(a->field, sizeof(a->field), "%s", where == NULL ? "" : where);
	a->expires_at =
	    done ? 0 : c->now + c->flow->options->draft_days * FLOW_DAY;
	return store_application_save(c->flow->store, a, c->now, e);
}

int
flow_need_phone(const struct op_call *c, struct err *e)
{
	if (c->session.phone_proven)
		return 0;
	return err_why(e, ERR_DENIED, "phone",
	    _("Please confirm your mobile phone with the SMS code first."));
}

/* Kept back from who knows no more than the identity data. */
static bool
withheld(const struct application *a, bool phone_proven)
{
	return a->proven[0] != '\0' && !phone_proven;
}

int
flow_need_owner(
    const struct op_call *c, const struct application *a, struct err *e)
{
	return withheld(a, c->session.phone_proven) ? flow_need_phone(c, e) : 0;
}

int
flow_wrong_state(struct err *e)
{
	return err_why(e, ERR_CONFLICT, "state",
	    _("This step is not possible in the present state of your "
	      "application. Please open the application again."));
}

void
flow_mask_phone(const char *phone, char *out, size_t size)
{
	if (strlen(phone) == 10)
		snprintf(out, size, "0%.3s *** ** %s", phone, phone + 8);
	else
		snprintf(out, size, "%s", "");
}

char *
flow_text(const char *s, bool *ok)
{
	char *copy;

	if (s == NULL || s[0] == '\0')
		return NULL;
	copy = strdup(s);
	if (copy == NULL)
		*ok = false;
	return copy;
}

int64_t
flow_renewal_opens(const struct flow *f, int64_t ends, int64_t now)
{
	if (ends <= now)
		return 0;
	return ends - f->options->renewal_days * FLOW_DAY;
}

/* What the form says above its fields: early, late, or too late for a
 * signature. */
static void
notice(const struct op_call *c, const struct application *a, char *out,
    size_t size)
{
	char day[DATE_TEXT];
	int64_t opens =
	    flow_renewal_opens(c->flow, a->certificate_ends, c->now);
	struct date d = date_of(a->certificate_ends), first = date_of(opens);
	long left = date_days_until(c->now, a->certificate_ends);

	out[0] = '\0';
	if (!a->renewal || page_of(a->state, true) == PAGE_RESULT)
		return;
	if (a->certificate_ends <= c->now)
		snprintf(out, size, "%s",
		    _("You hold no valid certificate: only an application "
		      "signed by hand is possible."));
	else if (c->now < opens)
		snprintf(out, size,
		    _("You can apply for a renewal from %s on. A lost or "
		      "stolen card, or another reason, can be applied for at "
		      "any time."),
		    date_format(&first, day));
	else if (left < c->flow->options->renewal_warn_days)
		snprintf(out, size,
		    _("Your certificate ends on %s. A renewal should be made "
		      "at least one month before; yours goes on, but the new "
		      "card may come late."),
		    date_format(&d, day));
}

static int
answer_methods(const struct op_call *c, const struct application *a,
    struct msg_application *out, struct err *e)
{
	const char *names[3];
	struct msg_method *items;
	bool ok = true;
	int n;

	if (page_of(a->state, true) == PAGE_RESULT)
		return 0;
	n = flow_methods(c, a, names, e);
	if (n < 0)
		return n;
	items = calloc((size_t)n, sizeof(*items));
	if (items == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	for (int i = 0; i < n; i++)
		items[i].name = flow_text(names[i], &ok);
	out->methods.items = items;
	out->methods.n = (size_t)n;
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

/* The fields that a kurum yetkilisi wants otherwise, while he waits for it. */
static int
answer_correct(
    const struct application *a, struct msg_application *out, struct err *e)
{
	struct msg_field_name *items;
	char names[sizeof(a->correct)], *name, *save = NULL;
	bool ok = true;

	if (a->state != STATE_CORRECTION_REQUESTED || a->correct[0] == '\0')
		return 0;
	items = calloc(FIELD_COUNT, sizeof(*items));
	if (items == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	out->correct.items = items;
	memcpy(names, a->correct, sizeof(names));
	for (name = strtok_r(names, " ", &save);
	     name != NULL && out->correct.n < FIELD_COUNT;
	     name = strtok_r(NULL, " ", &save))
		items[out->correct.n++].name = flow_text(name, &ok);
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

/* Empties what was typed; what the register knows stays. */
static int
withhold(struct record *r, struct err *e)
{
	int rc = 0;

	for (int i = FIELD_FORM_FIRST; rc == 0 && i <= FIELD_FORM_LAST; i++)
		if (!field_locked((enum field_id)i))
			rc = record_set(r, (enum field_id)i, "", e);
	return rc;
}

const char *
flow_phone_to_prove(const struct application *a, bool phone_proven)
{
	return withheld(a, phone_proven) ? a->proven
					 : record_get(a->record, FIELD_MOBILE);
}

/* The form is behind the telephone once that was proven. */
static enum page
page_now(const struct application *a, bool phone_proven)
{
	enum page p = page_of(a->state, phone_proven);

	return p == PAGE_FORM && withheld(a, phone_proven) ? PAGE_SMS_SEND : p;
}

int
flow_answer(const struct op_call *c, const struct application *a,
    bool phone_proven, struct msg_application *out, struct err *e)
{
	bool hidden = withheld(a, phone_proven);
	const char *page = page_name(page_now(a, phone_proven));
	char text[ERR_TEXT_MAX], moment[DATE_MOMENT];
	bool ok = true;

	out->number = flow_text(a->number, &ok);
	out->state = flow_text(state_name(a->state), &ok);
	out->page = flow_text(page, &ok);
	if (strcmp(page, a->page) == 0)
		out->field = flow_text(a->field, &ok);
	out->phone_proven = phone_proven;
	out->word_set = a->word[0] != '\0';
	flow_mask_phone(
	    flow_phone_to_prove(a, phone_proven), text, sizeof(text));
	out->phone = flow_text(text, &ok);
	notice(c, a, text, sizeof(text));
	out->notice = flow_text(text, &ok);
	if (a->certificate_ends > 0)
		out->certificate_ends_at =
		    flow_text(date_rfc3339(a->certificate_ends, moment), &ok);
	out->record = record_copy(a->record);
	out->method = flow_text(a->method, &ok);
	out->reason = hidden ? NULL : flow_text(a->reason, &ok);
	out->province = flow_text(a->province, &ok);
	if (!ok || out->record == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	if (hidden && withhold(out->record, e) < 0)
		return ERR_INTERNAL;
	if (!hidden && answer_correct(a, out, e) < 0)
		return ERR_INTERNAL;
	return answer_methods(c, a, out, e);
}

int
flow_answer_now(const struct op_call *c, struct err *e)
{
	struct application a = { 0 };
	int rc = flow_application(c, &a, e);

	if (rc == 0)
		rc = flow_answer(c, &a, c->session.phone_proven, c->out, e);
	application_clear(&a);
	return rc;
}
