/*
 * What a module shows without a PIN. A module may lie about every length and
 * count, put escape sequences into labels and return from a card that has
 * gone: nothing here trusts a number it did not limit itself.
 */
#include "config.h"
#include "client/card/token.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/lang.h"
#include "base/text.h"
#include "card/object.h"
#include "client/card/reason.h"
#include "base/banned.h"

#define SLOT_MAX 64
#define CERT_MAX ((size_t)16 * 1024) /* bytes of one certificate */

struct walk {
	const struct module *m;
	const struct token_wanted *wanted;
	struct listing *out;
};

enum card_pin
token_pin(CK_FLAGS flags)
{
	if ((flags & CKF_USER_PIN_LOCKED) != 0)
		return CARD_PIN_LOCKED;
	if ((flags & CKF_USER_PIN_FINAL_TRY) != 0)
		return CARD_PIN_FINAL;
	if ((flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0)
		return CARD_PIN_PAD;
	if ((flags & CKF_USER_PIN_COUNT_LOW) != 0)
		return CARD_PIN_LOW;
	return CARD_PIN_OK;
}

/* Fixed fields are padded with blanks, or so the standard says (§2.2). */
static void
show(char *out, size_t size, const unsigned char *field, size_t len)
{
	char *shown;

	while (len > 0 && (field[len - 1] == ' ' || field[len - 1] == '\0'))
		len--;
	shown = text_shown((const char *)field, len, len);
	text_cut(out, size, shown != NULL ? shown : "");
	free(shown);
}

CK_RV
token_state(const struct module *m, CK_SLOT_ID slot, struct card_reader *out,
    CK_FLAGS *flags)
{
	CK_TOKEN_INFO token = { 0 };
	CK_RV rv = m->call->C_GetTokenInfo(slot, &token);

	*out = (struct card_reader){ .slot_id = slot };
	if (rv != CKR_OK)
		return rv;
	out->present = true;
	show(out->token, sizeof(out->token), token.label, sizeof(token.label));
	show(out->serial, sizeof(out->serial), token.serialNumber,
	    sizeof(token.serialNumber));
	out->pin = token_pin(token.flags);
	out->pin_pad = (token.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
	if (token.ulMinPinLen <= token.ulMaxPinLen &&
	    token.ulMaxPinLen <= 255) {
		out->pin_min = (unsigned)token.ulMinPinLen;
		out->pin_max = (unsigned)token.ulMaxPinLen;
	}
	if (flags != NULL)
		*flags = token.flags;
	return CKR_OK;
}

/* The reader of a slot and what is in it; false: none that counts. */
static bool
read_reader(const struct module *m, CK_SLOT_ID slot, struct card_reader *out)
{
	CK_SLOT_INFO info = { 0 };
	CK_FLAGS flags = CKF_TOKEN_INITIALIZED;
	CK_RV rv;

	*out = (struct card_reader){ .slot_id = slot };
	if (m->call->C_GetSlotInfo(slot, &info) != CKR_OK)
		return false;
	if ((info.flags & CKF_TOKEN_PRESENT) != 0) {
		rv = token_state(m, slot, out, &flags);
		out->present = !reason_removed(rv);
	}
	show(out->name, sizeof(out->name), info.slotDescription,
	    sizeof(info.slotDescription));
	/* A place for a token that a program without hardware offers. */
	return (flags & CKF_TOKEN_INITIALIZED) != 0 ||
	       (info.flags & CKF_HW_SLOT) != 0;
}

static struct card_cert
cert_of(const struct card_reader *r, size_t index)
{
	struct card_cert c = { .reader = index,
		.slot_id = r->slot_id,
		.pin = r->pin,
		.pin_pad = r->pin_pad,
		.pin_min = r->pin_min,
		.pin_max = r->pin_max };

	memcpy(c.token, r->token, sizeof(c.token));
	memcpy(c.slot, r->name, sizeof(c.slot));
	return c;
}

/* One certificate object; what is no certificate is passed over. */
static void
read_cert(struct walk *w, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
    const struct card_reader *reader)
{
	struct card_cert c = cert_of(reader, w->out->reader_count), kept;
	unsigned char der[CERT_MAX];

	if (!object_bytes(
		w->m, session, object, CKA_VALUE, der, sizeof(der), &c.der_len))
		return;
	/* Without an identifier no key can be found for it. */
	c.has_key = object_bytes(
	    w->m, session, object, CKA_ID, c.id, sizeof(c.id), &c.id_len);
	c.der = der;
	if (listing_has_cert(w->out, &c) ||
	    cert_read(der, c.der_len, &c.facts, NULL) < 0)
		return;
	c.refused =
	    cert_usable(&c.facts, w->wanted->now, w->wanted->tckn, &c.why);
	if (c.refused == 0 && !c.has_key)
		c.refused = err_why(&c.why, ERR_NOT_FOUND, "no-key",
		    _("The card has no key for this certificate."));
	if (listing_copy_cert(&kept, &c) == 0 &&
	    listing_add_cert(w->out, &kept) < 0)
		free(kept.der);
}

/* The certificates, which come to stand before their reader. */
static CK_RV
read_token(struct walk *w, const struct card_reader *r)
{
	CK_OBJECT_CLASS class = CKO_CERTIFICATE;
	CK_ATTRIBUTE match = { CKA_CLASS, &class, sizeof(class) };
	CK_OBJECT_HANDLE found[OBJECT_MAX];
	CK_SESSION_HANDLE session = 0;
	size_t n = 0;
	CK_RV rv;

	rv = w->m->call->C_OpenSession(
	    r->slot_id, CKF_SERIAL_SESSION, NULL, NULL, &session);
	if (rv != CKR_OK)
		return rv;
	rv = object_find(w->m, session, &match, 1, found, OBJECT_MAX, &n);
	for (size_t i = 0; i < n && w->out->cert_count < LISTING_CERTS &&
			   module_go_on(w->m, NULL) == 0;
	     i++)
		read_cert(w, session, found[i], r);
	w->m->call->C_CloseSession(session);
	return rv;
}

static void
judge_token(struct card_reader *r, CK_RV rv, bool certs)
{
	if (certs)
		return;
	if (reason_removed(rv))
		r->present = false;
	/* A card without a file system of PKCS#15 holds no certificates. */
	else if (rv == CKR_OK || rv == CKR_TOKEN_NOT_RECOGNIZED)
		(void)err_why(&r->why, ERR_NOT_FOUND, "no-certificate",
		    _("There is no certificate on the card. Put in the card "
		      "with your electronic signature and try again."));
	else
		(void)reason_of(&r->why, rv);
}

static int
read_slot(struct walk *w, CK_SLOT_ID slot, size_t index, struct err *e)
{
	size_t before = w->out->cert_count;
	struct card_reader r;
	CK_RV rv;

	if (!read_reader(w->m, slot, &r)) {
		w->out->blank |= r.present;
		return 0;
	}
	r.module = index;
	if (listing_taken(w->out, r.name, index))
		return 0;
	if (r.present) {
		rv = read_token(w, &r);
		judge_token(&r, rv, w->out->cert_count > before);
	}
	if (listing_add_reader(w->out, &r) < 0)
		return reason_of(e, CKR_HOST_MEMORY);
	listing_settle(w->out);
	return 0;
}

/*
 * All slots, with a card or not: asked for those with a card alone, a module
 * is known that answers with none.
 */
static CK_RV
slots(const struct module *m, CK_SLOT_ID *out, CK_ULONG *count)
{
	CK_RV rv;

	*count = 0;
	rv = m->call->C_GetSlotList(CK_FALSE, NULL, count);
	if (rv != CKR_OK || *count == 0)
		return rv;
	*count = SLOT_MAX;
	rv = m->call->C_GetSlotList(CK_FALSE, out, count);
	if (rv != CKR_OK)
		*count = 0;
	else if (*count > SLOT_MAX)
		*count = SLOT_MAX;
	return rv;
}

static bool
named(const CK_SLOT_ID *list, CK_ULONG n, CK_SLOT_ID slot)
{
	for (CK_ULONG i = 0; i < n; i++)
		if (list[i] == slot)
			return true;
	return false;
}

int
token_read(const struct module *m, size_t index,
    const struct token_wanted *wanted, struct listing *out, struct err *e)
{
	struct walk w = { .m = m, .wanted = wanted, .out = out };
	CK_SLOT_ID slot[SLOT_MAX] = { 0 };
	CK_ULONG n = 0;
	CK_RV rv = slots(m, slot, &n);
	int rc = 0;

	if (rv != CKR_OK)
		return reason_of(e, rv);
	for (CK_ULONG i = 0; i < n && rc == 0; i++) {
		if (named(slot, i, slot[i]))
			continue;
		rc = module_go_on(m, e);
		if (rc == 0)
			rc = read_slot(&w, slot[i], index, e);
	}
	return rc;
}

bool
token_gone(const struct module *m, CK_SLOT_ID slot)
{
	const struct timespec pause = { .tv_nsec = 50000000 };

	for (int i = 0; i < 12 && module_go_on(m, NULL) == 0; i++) {
		CK_SLOT_INFO info = { 0 };
		CK_RV rv = m->call->C_GetSlotInfo(slot, &info);

		if (reason_removed(rv) ||
		    (rv == CKR_OK && !(info.flags & CKF_TOKEN_PRESENT)))
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}
