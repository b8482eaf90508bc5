#include "config.h"
#include "client/card/pin-set.h"

#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "client/card/login.h"
#include "client/card/pin.h"
#include "client/card/reason.h"
#include "client/card/token.h"
#include "model/check.h"
#include "base/banned.h"

/* Typed on the reader, neither can be looked at here. */
static bool
by_pad(const struct card_reader *now, const struct pin_set *p)
{
	return now->pin_pad && p->secret == NULL && p->new_pin == NULL;
}

static int
removed(struct err *e)
{
	return err_why(e, ERR_UNAVAILABLE, "removed",
	    _("The card was taken out, or is another one than before. Read "
	      "the cards again; the PIN of this card was not changed."));
}

/* The state of the token, which has to be the one of the list. */
static int
same_token(const struct module *m, const struct pin_set *p,
    struct card_reader *now, CK_FLAGS *flags, struct err *e)
{
	CK_RV rv = token_state(m, p->reader->slot_id, now, flags);

	if (reason_removed(rv))
		return removed(e);
	if (rv != CKR_OK)
		return reason_of(e, rv);
	if (strcmp(now->token, p->reader->token) != 0 ||
	    strcmp(now->serial, p->reader->serial) != 0)
		return removed(e);
	return 0;
}

static int
check_new(const struct card_reader *now, const struct pin_set *p, struct err *e)
{
	int rc = pin_check(p->new_pin, now->pin_min, now->pin_max, e);

	if (rc < 0)
		return rc;
	if (p->secret != NULL &&
	    strcmp(secret_text(p->secret), secret_text(p->new_pin)) == 0)
		return err_why(e, ERR_INVALID, "pin-same",
		    _("The new PIN is the same as the old one. Choose "
		      "another one; nothing was sent to the card."));
	return check_new_pin(secret_text(p->new_pin), NULL, NULL, e);
}

static int
open_session(const struct module *m, const struct pin_set *p,
    CK_SESSION_HANDLE *session, struct err *e)
{
	CK_RV rv = m->call->C_OpenSession(p->reader->slot_id,
	    CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, session);

	return rv == CKR_OK ? 0 : reason_of(e, rv);
}

/* C_SetPIN from what was typed; the old one may be the PUK. */
static CK_RV
set_pin(
    const struct module *m, CK_SESSION_HANDLE session, const struct pin_set *p)
{
	struct login_bytes old, new = { 0 };
	CK_RV rv = login_copy(&old, p->secret);

	if (rv == CKR_OK)
		rv = login_copy(&new, p->new_pin);
	if (rv == CKR_OK)
		rv = m->call->C_SetPIN != NULL
			 ? m->call->C_SetPIN(
			       session, old.bytes, old.len, new.bytes, new.len)
			 : CKR_FUNCTION_NOT_SUPPORTED;
	login_wipe(&old);
	login_wipe(&new);
	return rv;
}

/* The new PIN was refused: of this one the card counted nothing. */
static bool
not_taken(CK_RV rv)
{
	return rv == CKR_PIN_INVALID || rv == CKR_PIN_LEN_RANGE;
}

static int
new_not_taken(struct err *e)
{
	return err_why(e, ERR_INVALID, "pin-length",
	    _("The card does not accept this new PIN. The PIN was not "
	      "changed; choose another one."));
}

static int
pulled(struct err *e)
{
	return err_why(e, ERR_UNAVAILABLE, "removed",
	    _("The card was taken out while its PIN was being changed. "
	      "Read it again: where the new PIN is not accepted, the "
	      "old one still holds."));
}

/* A card that goes in the middle of it looks like one that cannot. */
static int
explain(const struct module *m, const struct pin_set *p, int rc, struct err *e)
{
	if (rc < 0 &&
	    (strcmp(e->reason, "device") == 0 ||
		strcmp(e->reason, "no-unblock") == 0) &&
	    token_gone(m, p->reader->slot_id))
		return pulled(e);
	return rc;
}

/* With the words of somebody who signs nothing. */
static int
answered(
    const struct module *m, const struct pin_set *p, CK_RV rv, struct err *e)
{
	if (rv == CKR_OK)
		return 0;
	if (not_taken(rv))
		return new_not_taken(e);
	if (reason_removed(rv))
		return pulled(e);
	if (rv == CKR_CANCEL || rv == CKR_FUNCTION_CANCELED)
		return err_why(e, ERR_CANCELLED, "cancelled",
		    _("The entry was cancelled on the reader. The PIN was "
		      "not changed."));
	return login_refused(m, p->reader->slot_id, rv, e);
}

int
pin_change(const struct module *m, const struct pin_set *p, struct err *e)
{
	CK_SLOT_ID slot = p->reader->slot_id;
	CK_SESSION_HANDLE session = 0;
	struct card_reader now;
	int rc;

	if ((rc = same_token(m, p, &now, NULL, e)) < 0 ||
	    (rc = login_allowed(m, slot, p->secret, p->last_try_agreed, e)) <
		0 ||
	    (!by_pad(&now, p) && (rc = check_new(&now, p, e)) < 0) ||
	    (rc = module_go_on(m, e)) < 0 ||
	    (rc = open_session(m, p, &session, e)) < 0)
		return rc;
	rc = login_send(m, slot, session, CKU_USER, p->secret, e);
	if (rc == ERR_UNAVAILABLE && strcmp(e->reason, "removed") == 0) {
		rc = removed(e);
	} else if (rc == 0) {
		rc = answered(m, p, set_pin(m, session, p), e);
		m->call->C_Logout(session);
	}
	m->call->C_CloseSession(session);
	return explain(m, p, rc, e);
}

static int
puk_locked(struct err *e)
{
	return err_why(e, ERR_DENIED, "puk-locked",
	    _("The PUK is locked; this card cannot be unblocked any more. "
	      "Call 444 5 576 about a new card."));
}

static int
puk_last(struct err *e)
{
	return err_why(e, ERR_CONFLICT, "puk-last",
	    _("LAST TRY: a wrong PUK makes the card unusable for ever. Go on "
	      "only if you are sure of the PUK, or call 444 5 576."));
}

static int
check_puk(const struct secret *puk, struct err *e)
{
	size_t len = puk != NULL ? secret_len(puk) : 0;

	if (len >= PUK_LEAST && len <= PUK_MOST &&
	    text_all_digits(secret_text(puk)))
		return 0;
	return err_why(e, ERR_INVALID, "pin-digits",
	    _("The PUK has %d to %d digits. It was not sent to the card; type "
	      "it again."),
	    PUK_LEAST, PUK_MOST);
}

static int
puk_allowed(const struct card_reader *now, CK_FLAGS flags,
    const struct pin_set *p, struct err *e)
{
	int rc;

	if ((flags & CKF_SO_PIN_LOCKED) != 0)
		return puk_locked(e);
	if ((flags & CKF_SO_PIN_FINAL_TRY) != 0 && !p->last_try_agreed)
		return puk_last(e);
	if (by_pad(now, p))
		return 0;
	rc = check_puk(p->secret, e);
	return rc < 0 ? rc : check_new(now, p, e);
}

static int
puk_wrong(const struct module *m, const struct pin_set *p, struct err *e)
{
	struct card_reader now;
	CK_FLAGS flags = 0;

	(void)token_state(m, p->reader->slot_id, &now, &flags);
	if ((flags & CKF_SO_PIN_LOCKED) != 0)
		return puk_locked(e);
	if ((flags & CKF_SO_PIN_FINAL_TRY) != 0)
		return err_why(e, ERR_DENIED, "puk-last",
		    _("The PUK is wrong and ONE TRY is left: another wrong "
		      "PUK makes the card unusable for ever. Stop and call "
		      "444 5 576."));
	return err_why(e, ERR_DENIED, "puk-wrong",
	    _("The PUK is wrong. Type it again with care: several wrong "
	      "entries make the card unusable for ever."));
}

/* Answers that mean that the card has judged, may have judged, or has gone;
 * after any other one the next way may be tried: the PUK goes to it once. */
static bool
final(CK_RV rv)
{
	return rv == CKR_OK || rv == CKR_PIN_INCORRECT ||
	       rv == CKR_PIN_LOCKED || rv == CKR_DEVICE_ERROR ||
	       rv == CKR_FUNCTION_FAILED || rv == CKR_HOST_MEMORY ||
	       rv == CKR_FUNCTION_CANCELED || rv == CKR_CANCEL ||
	       not_taken(rv) || reason_removed(rv);
}

static CK_RV
by_officer(
    const struct module *m, CK_SESSION_HANDLE session, const struct pin_set *p)
{
	struct login_bytes new;
	CK_RV rv;

	if (m->call->C_InitPIN == NULL)
		return CKR_FUNCTION_NOT_SUPPORTED;
	rv = login_call(m, session, CKU_SO, p->secret);
	if (rv != CKR_OK)
		return rv;
	rv = login_copy(&new, p->new_pin);
	if (rv == CKR_OK)
		rv = m->call->C_InitPIN(session, new.bytes, new.len);
	login_wipe(&new);
	m->call->C_Logout(session);
	return rv;
}

static int
unblocked(
    const struct module *m, const struct pin_set *p, CK_RV rv, struct err *e)
{
	if (rv == CKR_PIN_INCORRECT)
		return puk_wrong(m, p, e);
	if (rv == CKR_PIN_LOCKED)
		return puk_locked(e);
	if (final(rv))
		return answered(m, p, rv, e);
	return err_why(e, ERR_CONFLICT, "no-unblock",
	    _("The driver of this card cannot unblock the PIN. Use \"Kilit "
	      "Çözme\" in the personal services of Kamu SM, or call "
	      "444 5 576."));
}

int
pin_unblock(const struct module *m, const struct pin_set *p, struct err *e)
{
	CK_SESSION_HANDLE session = 0;
	struct card_reader now;
	CK_FLAGS flags = 0;
	CK_RV rv;
	int rc;

	if ((rc = same_token(m, p, &now, &flags, e)) < 0 ||
	    (rc = puk_allowed(&now, flags, p, e)) < 0 ||
	    (rc = module_go_on(m, e)) < 0 ||
	    (rc = open_session(m, p, &session, e)) < 0)
		return rc;
	rv = by_officer(m, session, p);
	/* Where the PIN is not locked, this would be taken for a change. A
	 * driver that takes it for one all the same says that the PIN is
	 * locked, which tells nothing about the PUK. */
	if (!final(rv) && (flags & CKF_USER_PIN_LOCKED) != 0) {
		rv = set_pin(m, session, p);
		if (rv == CKR_PIN_LOCKED)
			rv = CKR_FUNCTION_NOT_SUPPORTED;
	}
	m->call->C_CloseSession(session);
	return explain(m, p, unblocked(m, p, rv, e), e);
}
