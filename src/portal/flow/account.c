/* NES Bireysel accounts: how they begin, and what the calls share. */
#include "config.h"
#include "portal/flow/personal.h"

#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/lang.h"
#include "base/random.h"
#include "portal/store/audit.h"
#include "base/banned.h"

#define NAME_BYTES 8 /* of the hash that stands for a person */

int
personal_account(const struct op_call *c, struct account *out, struct err *e)
{
	int rc = store_account_find(c->flow->store, c->session.tckn, out, e);

	if (rc != ERR_NOT_FOUND)
		return rc;
	memset(out, 0, sizeof(*out));
	memcpy(out->tckn, c->session.tckn, sizeof(out->tckn));
	err_clear(e);
	return 0;
}

int
personal_need_word(
    const struct op_call *c, const struct account *a, struct err *e)
{
	if (!c->session.by_word)
		return err_why(e, ERR_DENIED, "by-word",
		    _("This needs Şifreli Giriş. Please log in with your "
		      "security word."));
	if (a->word[0] == '\0' || a->word_until != 0)
		return err_why(e, ERR_DENIED, "word-unset",
		    _("Please set a new security word of your own first."));
	return 0;
}

int
personal_tell(const struct op_call *c, const struct account *a, enum notice n,
    struct err *e)
{
	return notice_tell_account(
	    c->flow->store, c->flow->options, a, n, NULL, c->now, e);
}

void
personal_who(
    const struct flow *f, const char *tckn, unsigned char out[STORE_HASH])
{
	flow_hash(f, "person", "", tckn, out);
}

char *
personal_name(const struct flow *f, const char *tckn, char out[PERSONAL_NAME])
{
	unsigned char who[STORE_HASH];
	char hex[2 * NAME_BYTES + 1];

	personal_who(f, tckn, who);
	hex_encode(who, NAME_BYTES, hex);
	snprintf(out, PERSONAL_NAME, "person %s", hex);
	return out;
}

int
personal_audit(const struct op_call *c, const char *event, int64_t application,
    const char *detail, struct err *e)
{
	char name[PERSONAL_NAME];
	struct audit a = { .at = c->now,
		.application = application,
		.event = event,
		.role = "applicant",
		.actor = personal_name(c->flow, c->session.tckn, name),
		.detail = detail };

	return store_audit_add(c->flow->store, &a, e);
}

/*
 * E-Onaylı Başvuru is no new proof of who applies: whoever got hold of the
 * telephone could otherwise put his own word in the place of the owner's, and
 * learn the PIN with it.
 */
int
personal_open_account(
    struct store *s, const struct application *a, int64_t now, struct err *e)
{
	struct account k;
	int rc = store_account_find(s, a->tckn, &k, e);
	bool proven = strcmp(a->method, "e-approved") != 0;

	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	if (rc == ERR_NOT_FOUND) {
		memset(&k, 0, sizeof(k));
		memcpy(k.tckn, a->tckn, sizeof(k.tckn));
	}
	if (proven && a->word[0] != '\0') {
		snprintf(k.word, sizeof(k.word), "%s", a->word);
		k.word_until = 0;
	}
	if (proven)
		snprintf(k.mobile, sizeof(k.mobile), "%s",
		    record_get(a->record, FIELD_MOBILE));
	snprintf(
	    k.email, sizeof(k.email), "%s", record_get(a->record, FIELD_EMAIL));
	snprintf(k.channel, sizeof(k.channel), "%s",
	    record_get(a->record, FIELD_CHANNEL));
	err_clear(e);
	return store_account_put(s, &k, now, e);
}

int
personal_reset_word(struct store *s, const struct flow *f, const char *tckn,
    char *digits, int64_t now, struct err *e)
{
	char name[PERSONAL_NAME];
	struct audit row = { .at = now,
		.event = "word_reset",
		.role = "office",
		.actor = "office",
		.detail = personal_name(f, tckn, name) };
	const struct word_guess none = { 0 };
	unsigned char who[STORE_HASH];
	struct account a;
	int rc = store_account_find(s, tckn, &a, e);

	if (rc < 0)
		return rc;
	random_digits(digits, PERSONAL_WORD_DIGITS, 1);
	rc = flow_word_hash(digits, a.word, sizeof(a.word), e);
	a.word_until = now + f->options->word_reset_hours * FLOW_HOUR;
	if (rc == 0)
		rc = store_account_put(s, &a, now, e);
	personal_who(f, tckn, who);
	if (rc == 0)
		rc = store_guess_put(s, who, &none, e);
	if (rc == 0)
		rc = store_session_end_others(s, tckn, 0, e);
	if (rc == 0)
		rc = store_audit_add(s, &row, e);
	if (rc < 0)
		return rc;
	return notice_tell_account(
	    s, f->options, &a, NOTICE_WORD_RESET, NULL, now, e);
}
