#include "config.h"
#include "client/card/login.h"

#include "base/lang.h"
#include "client/card/pin.h"
#include "client/card/reason.h"
#include "client/card/token.h"
#include "base/banned.h"

CK_RV
login_copy(struct login_bytes *out, const struct secret *pin)
{
	*out = (struct login_bytes){ 0 };
	if (pin == NULL || secret_len(pin) == 0)
		return CKR_OK;
	out->copy = secret_new();
	if (out->copy == NULL ||
	    secret_set(out->copy, secret_text(pin), secret_len(pin)) < 0)
		return CKR_HOST_MEMORY;
	out->bytes = (unsigned char *)secret_edit(out->copy);
	out->len = secret_len(pin);
	return CKR_OK;
}

void
login_wipe(struct login_bytes *b)
{
	secret_free(b->copy);
	*b = (struct login_bytes){ 0 };
}

CK_RV
login_call(const struct module *m, CK_SESSION_HANDLE session, CK_USER_TYPE user,
    const struct secret *pin)
{
	struct login_bytes sent;
	CK_RV rv = login_copy(&sent, pin);

	if (rv == CKR_OK)
		rv = m->call->C_Login(session, user, sent.bytes, sent.len);
	login_wipe(&sent);
	return rv;
}

int
login_allowed(const struct module *m, CK_SLOT_ID slot, const struct secret *pin,
    bool last_try_agreed, struct err *e)
{
	struct card_reader now;
	CK_RV rv = token_state(m, slot, &now, NULL);

	if (rv != CKR_OK)
		return reason_of(e, rv);
	if (now.pin == CARD_PIN_LOCKED)
		return reason_of(e, CKR_PIN_LOCKED);
	if (now.pin == CARD_PIN_FINAL && !last_try_agreed)
		return err_why(e, ERR_CONFLICT, "pin-last",
		    _("LAST TRY: a wrong PIN locks the card. Go on only if "
		      "you are sure of your PIN."));
	if (now.pin_pad && (pin == NULL || secret_len(pin) == 0))
		return 0;
	return pin_check(pin, now.pin_min, now.pin_max, e);
}

int
login_refused(const struct module *m, CK_SLOT_ID slot, CK_RV rv, struct err *e)
{
	struct card_reader now;

	if (rv != CKR_PIN_INCORRECT ||
	    token_state(m, slot, &now, NULL) != CKR_OK)
		return reason_of(e, rv);
	if (now.pin == CARD_PIN_LOCKED)
		return reason_of(e, CKR_PIN_LOCKED);
	if (now.pin == CARD_PIN_FINAL)
		return err_why(e, ERR_DENIED, "pin-last",
		    _("The PIN is wrong and ONE TRY is left: another wrong "
		      "PIN locks the card. If you are not sure of your PIN, "
		      "stop and call 444 5 576."));
	return reason_of(e, rv);
}

int
login_send(const struct module *m, CK_SLOT_ID slot, CK_SESSION_HANDLE session,
    CK_USER_TYPE user, const struct secret *pin, struct err *e)
{
	CK_RV rv = login_call(m, session, user, pin);

	/* Somebody else's session left it open: that proves no PIN of ours,
	 * and this one has not been looked at yet. */
	if (rv == CKR_USER_ALREADY_LOGGED_IN && user == CKU_USER) {
		m->call->C_Logout(session);
		rv = login_call(m, session, user, pin);
	}
	return rv == CKR_OK ? 0 : login_refused(m, slot, rv, e);
}
