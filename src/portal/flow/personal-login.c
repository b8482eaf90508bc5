/*
 * Şifreli Giriş: picture, identity number and security word, then an SMS
 * code to the telephone on record. Whoever is not known costs and hears the
 * same as a wrong word.
 */
#include "config.h"
#include "portal/flow/personal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "model/check.h"
#include "portal/flow/captcha.h"
#include "portal/flow/sms.h"
#include "base/banned.h"

struct entering {
	unsigned char who[STORE_HASH];
	char hash[160]; /* of the word on record, or "" */
	char *word;	/* as it was typed, in its kept form */
	bool judged, right;
};

static void
entering_free(void *state)
{
	struct entering *t = state;

	if (t == NULL)
		return;
	if (t->word != NULL)
		explicit_bzero(t->word, strlen(t->word));
	free(t->word);
	explicit_bzero(t, sizeof(*t));
	free(t);
}

/* A word that the office gave is told in groups of digits. */
static char *
plain_digits(const char *typed)
{
	char *out = calloc(1, strlen(typed) + 1);
	size_t n = 0;

	if (out == NULL)
		return NULL;
	for (const char *p = typed; *p != '\0'; p++)
		if (*p != ' ')
			out[n++] = *p;
	if (n == PERSONAL_WORD_DIGITS && text_all_digits(out))
		return out;
	snprintf(out, strlen(typed) + 1, "%s", typed);
	return out;
}

/* In the form in which the form's word was kept. */
static int
take_word(const char *typed, bool given, char **out, struct err *e)
{
	struct record *r = record_new();
	int rc = r == NULL ? -1 : record_set(r, FIELD_WORD, typed, NULL);

	*out = NULL;
	if (rc == 0 && given)
		*out = plain_digits(record_get(r, FIELD_WORD));
	else
		*out = strdup(rc == 0 ? record_get(r, FIELD_WORD) : "");
	record_free(r);
	return *out != NULL ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static long
lock_seconds(const struct op_call *c)
{
	return c->flow->options->word_lock_minutes * FLOW_MINUTE;
}

/* Nobody is locked out for longer than that because a clock was set back. */
static bool
locked(const struct op_call *c, const struct word_guess *g)
{
	return g->locked_until > c->now &&
	       g->locked_until - c->now <= lock_seconds(c);
}

/* What is on record, or nothing: the rest goes its way either way. */
static int
look_up(const struct op_call *c, struct entering *t, struct err *e)
{
	const struct msg_word_login_request *in = c->in;
	struct account a;
	bool given;
	int rc = store_account_find(c->flow->store, in->tckn, &a, e);

	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	given = rc == 0 && a.word_until != 0;
	if (rc == 0 && (!given || c->now < a.word_until))
		memcpy(t->hash, a.word, sizeof(t->hash));
	return take_word(in->word, given, &t->word, e);
}

static int
login_load(struct op_call *c, struct err *e)
{
	const struct msg_word_login_request *in = c->in;
	struct entering *t = calloc(1, sizeof(*t));
	struct word_guess g = { 0 };
	bool good = false;
	int rc;

	c->state = t;
	if (t == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = check_tckn(in->tckn, NULL, e);
	if (rc < 0) {
		err_field(e, "tckn");
		return rc;
	}
	personal_who(c->flow, in->tckn, t->who);
	rc = store_guess_find(c->flow->store, t->who, &g, e);
	if (rc == 0)
		rc = captcha_peek(c, in->captcha_id, in->answer, &good, e);
	if (rc == 0)
		rc = look_up(c, t, e);
	t->judged = rc == 0 && good && !locked(c, &g);
	return rc;
}

static int
login_work(struct op_call *c, struct err *e)
{
	struct entering *t = c->state;

	(void)e;
	if (t->judged)
		t->right = flow_word_right(t->word, t->hash);
	return 0;
}

static int
entrance_locked(struct op_call *c, const struct word_guess *g, struct err *e)
{
	int rc;

	c->retry_in = (long)(g->locked_until - c->now);
	c->tries = 0;
	rc = err_why(e, ERR_LIMIT, "word-locked",
	    _("There were too many wrong security words. Please try again in "
	      "%ld minutes; if you have forgotten yours, call %s."),
	    (c->retry_in + FLOW_MINUTE - 1) / FLOW_MINUTE,
	    c->flow->options->contact);
	err_field(e, "word");
	return rc;
}

/* One sentence, whether person or word is wrong. */
static int
wrong_word(struct op_call *c, const struct entering *t, struct word_guess *g,
    struct err *e)
{
	const long most = c->flow->options->word_tries;
	int rc;

	if (g->locked_until != 0) /* that time is over */
		memset(g, 0, sizeof(*g));
	g->wrong++;
	g->at = c->now;
	if (g->wrong >= most)
		g->locked_until = c->now + lock_seconds(c);
	rc = store_guess_put(c->flow->store, t->who, g, e);
	if (rc < 0)
		return rc;
	c->keep = true;
	if (g->wrong >= most)
		return entrance_locked(c, g, e);
	c->tries = most - g->wrong;
	rc = err_why(e, ERR_DENIED, "word",
	    _("Identity number or security word is wrong. Please check "
	      "both."));
	err_field(e, "word");
	return rc;
}

/* The word on record is still the one that was compared. */
static int
check_same(const struct op_call *c, const struct entering *t, struct err *e)
{
	const struct msg_word_login_request *in = c->in;
	struct account a;
	int rc = store_account_find(c->flow->store, in->tckn, &a, e);

	if (rc == 0 && strcmp(a.word, t->hash) == 0)
		return 0;
	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	return err_why(e, ERR_UNAVAILABLE, "busy",
	    _("The portal is busy. Please try again in a moment."));
}

static int
open_session(const struct op_call *c, const char *tckn, struct msg_session *out,
    struct err *e)
{
	struct store_session s = { .role = SESSION_PERSONAL, .by_word = true };
	bool ok = true;
	int rc;

	snprintf(s.tckn, sizeof(s.tckn), "%s", tckn);
	rc = flow_session_new(c, &s, &out->token, e);
	if (rc < 0)
		return rc;
	out->state = flow_text("signed", &ok);
	out->role = flow_text("personal", &ok);
	out->session_in = c->flow->options->session_minutes * FLOW_MINUTE;
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static int
enter(struct op_call *c, const struct entering *t, struct err *e)
{
	const struct msg_word_login_request *in = c->in;
	const struct word_guess none = { 0 };
	int rc = check_same(c, t, e);

	if (rc < 0)
		return rc;
	c->keep = false; /* from here on all or nothing */
	c->tries = -1;
	rc = store_guess_put(c->flow->store, t->who, &none, e);
	if (rc == 0)
		rc = captcha_consume(c, in->captcha_id, e);
	return rc < 0 ? rc : open_session(c, in->tckn, c->out, e);
}

/* The lock is looked at again: of many guesses at a time, no more are judged
 * than of as many one after the other. */
static int
login_save(struct op_call *c, struct err *e)
{
	const struct msg_word_login_request *in = c->in;
	const struct entering *t = c->state;
	struct word_guess g;
	int rc = captcha_check(c, in->captcha_id, in->answer, e);

	if (rc == 0)
		rc = store_guess_find(c->flow->store, t->who, &g, e);
	if (rc < 0)
		return rc;
	if (locked(c, &g))
		return entrance_locked(c, &g, e);
	if (!t->judged)
		return err_why(e, ERR_UNAVAILABLE, "busy",
		    _("The portal is busy. Please try again in a moment."));
	return t->right ? enter(c, t, e) : wrong_word(c, t, &g, e);
}

const struct op op_word_login = {
	.name = "word-login",
	.in = &wire_word_login_request,
	.out = &wire_session,
	.role = OP_PUBLIC,
	.load = login_load,
	.work = login_work,
	.save = login_save,
	.free_state = entering_free,
};

static int
target(const struct op_call *c, struct account *a, struct sms_target *t,
    struct err *e)
{
	int rc = personal_account(c, a, e);

	if (rc < 0)
		return rc;
	if (a->mobile[0] == '\0')
		return err_why(e, ERR_DENIED, "no-phone",
		    _("There is no mobile phone on record. Please log in "
		      "with your card and enter one."));
	sms_owner(t->owner, 0, c->session.id);
	t->phone = a->mobile;
	return 0;
}

static int
sms_save(struct op_call *c, struct err *e)
{
	struct account a;
	struct sms_target t;
	int rc = target(c, &a, &t, e);

	return rc < 0 ? rc : sms_send(c, &t, c->out, e);
}

const struct op op_personal_sms = {
	.name = "personal-sms",
	.in = &wire_empty,
	.out = &wire_sms,
	.role = OP_UNPROVEN,
	.save = sms_save,
};

static int
verify_save(struct op_call *c, struct err *e)
{
	const struct msg_sms_verify_request *in = c->in;
	struct msg_session *out = c->out;
	struct account a;
	struct person p = { 0 };
	struct sms_target t;
	bool ok = true;
	int rc = target(c, &a, &t, e);

	if (rc == 0)
		rc = sms_verify(c, &t, in->code, e);
	if (rc == 0)
		rc = store_person_find(c->flow->store, c->session.tckn, &p, e);
	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	out->state = flow_text("signed", &ok);
	out->role = flow_text("personal", &ok);
	out->name = flow_text(p.name, &ok);
	out->surname = flow_text(p.surname, &ok);
	out->session_in = c->flow->options->session_minutes * FLOW_MINUTE;
	out->proven = true;
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

const struct op op_personal_verify = {
	.name = "personal-sms-verify",
	.in = &wire_sms_verify_request,
	.out = &wire_session,
	.role = OP_UNPROVEN,
	.save = verify_save,
};
