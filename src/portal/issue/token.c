#include "config.h"
#include "portal/issue/token.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/lang.h"
#include "card/mechanism.h"

#include "base/banned.h"

#define SLOT_MAX      64
#define PIN_MAX	      255
#define SIGNATURE_MAX 1024

int
token_failed(struct err *e, const char *call, CK_RV rv)
{
	return err_why(e, ERR_UNAVAILABLE, "token",
	    _("The token answered %s with error 0x%lx. Please check that it "
	      "is connected and that its PIN is right."),
	    call, rv);
}

int
token_log_in(struct token *t, CK_USER_TYPE user, const char *pin, struct err *e)
{
	unsigned char copy[PIN_MAX];
	size_t len = strnlen(pin, sizeof(copy) + 1);
	CK_RV rv;

	if (len > sizeof(copy))
		return token_failed(e, "C_Login", CKR_PIN_LEN_RANGE);
	rv = t->m->call->C_OpenSession(t->slot,
	    CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &t->session);
	if (rv != CKR_OK)
		return token_failed(e, "C_OpenSession", rv);
	t->open = true;
	memcpy(copy, pin, len);
	rv = t->m->call->C_Login(t->session, user, copy, len);
	explicit_bzero(copy, sizeof(copy));
	if (rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN)
		return 0;
	token_log_out(t);
	return token_failed(e, "C_Login", rv);
}

void
token_log_out(struct token *t)
{
	if (!t->open)
		return;
	t->m->call->C_Logout(t->session);
	t->m->call->C_CloseSession(t->session);
	t->open = false;
}

void
token_pad(const char *label, unsigned char out[32])
{
	size_t n = strnlen(label, 32);

	memset(out, ' ', 32);
	memcpy(out, label, n);
}

int
token_find(struct token *t, const char *label, struct err *e)
{
	CK_SLOT_ID slot[SLOT_MAX];
	CK_ULONG n = SLOT_MAX;
	unsigned char want[32];
	CK_RV rv = t->m->call->C_GetSlotList(CK_FALSE, slot, &n);

	if (rv != CKR_OK)
		return token_failed(e, "C_GetSlotList", rv);
	token_pad(label, want);
	for (CK_ULONG i = 0; i < n && i < SLOT_MAX; i++) {
		CK_TOKEN_INFO info = { 0 };

		if (t->m->call->C_GetTokenInfo(slot[i], &info) != CKR_OK ||
		    (info.flags & CKF_TOKEN_INITIALIZED) == 0 ||
		    memcmp(info.label, want, sizeof(want)) != 0)
			continue;
		t->slot = slot[i];
		return 0;
	}
	return err_why(e, ERR_NOT_FOUND, "no-token",
	    _("There is no token \"%s\". Please check that it is connected."),
	    label);
}

static CK_RV
raw_sign(struct token *t, CK_OBJECT_HANDLE key, CK_MECHANISM_TYPE type,
    struct buf *in, struct buf *value)
{
	CK_MECHANISM mechanism = { type, NULL, 0 };
	unsigned char sig[SIGNATURE_MAX];
	CK_ULONG n = sizeof(sig);
	CK_RV rv = t->m->call->C_SignInit(t->session, &mechanism, key);

	if (rv == CKR_OK)
		rv = t->m->call->C_Sign(
		    t->session, (CK_BYTE_PTR)in->data, in->len, sig, &n);
	if (rv == CKR_OK && (n > sizeof(sig) || buf_add(value, sig, n) < 0))
		rv = CKR_GENERAL_ERROR;
	return rv;
}

int
token_sign(struct token *t, const struct token_key_pair *k, enum sign_digest d,
    const void *tbs, size_t len, struct buf *out, struct err *e)
{
	CK_KEY_TYPE type =
	    EVP_PKEY_is_a(k->public, "EC") == 1 ? CKK_EC : CKK_RSA;
	const struct mechanism *how = mechanism_choose(t->m, t->slot, type, d);
	struct buf in = BUF_INIT(len + 64), value = BUF_INIT(SIGNATURE_MAX);
	CK_RV rv = CKR_MECHANISM_INVALID;
	int rc = 0;

	if (how != NULL && mechanism_input(how, d, tbs, len, &in) == 0)
		rv = raw_sign(t, k->private, mechanism_type(how), &in, &value);
	if (rv != CKR_OK)
		rc = token_failed(e, "C_Sign", rv);
	else if (mechanism_output(k->public, d, tbs, len, &value, out) < 0)
		rc = err_why(e, ERR_INVALID, "key-mismatch",
		    _("The key in the token does not belong to the "
		      "certificate."));
	buf_free(&in);
	buf_free(&value);
	return rc;
}
