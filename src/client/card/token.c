/*
 * What a module shows without a PIN. A module may lie about every length and
 * count, put escape sequences into labels and return from a card that has
 * gone: nothing here trusts a number it did not limit itself.
 */
#include "config.h"
#include "client/card/token.h"

#include <stdlib.h>
#include <string.h>

#include "client/card/object.h"
#include "client/card/reason.h"

#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

#define SLOT_MAX 64
#define CERT_MAX ((size_t)16 * 1024) /* bytes of one certificate */

/* What was met on the way, for the one sentence at the end. */
struct walk {
	const struct module *m;
	struct token_certs *out;
	int64_t now;
	const char *tckn;
	bool token; /* a card was there */
	bool read;  /* and could be read */
	CK_RV rv;   /* or why not */
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
	size_t n;

	while (len > 0 && (field[len - 1] == ' ' || field[len - 1] == '\0'))
		len--;
	out[0] = '\0';
	shown = text_shown((const char *)field, len, len);
	if (shown == NULL)
		return;
	n = strlen(shown);
	if (n >= size)
		n = size - 1;
	while (n > 0 && (shown[n] & 0xc0) == 0x80)
		n--;
	memcpy(out, shown, n);
	out[n] = '\0';
	free(shown);
}

static void
describe(const struct walk *w, CK_SLOT_ID slot, struct card_cert *c)
{
	CK_SLOT_INFO reader = { 0 };
	CK_TOKEN_INFO token = { 0 };

	c->slot_id = slot;
	if (w->m->call->C_GetSlotInfo(slot, &reader) == CKR_OK)
		show(c->slot, sizeof(c->slot), reader.slotDescription,
		    sizeof(reader.slotDescription));
	c->pin = CARD_PIN_UNKNOWN;
	if (w->m->call->C_GetTokenInfo(slot, &token) != CKR_OK)
		return;
	show(c->token, sizeof(c->token), token.label, sizeof(token.label));
	c->pin = token_pin(token.flags);
	c->pin_pad = (token.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
	if (token.ulMinPinLen <= token.ulMaxPinLen &&
	    token.ulMaxPinLen <= 255) {
		c->pin_min = (unsigned)token.ulMinPinLen;
		c->pin_max = (unsigned)token.ulMaxPinLen;
	}
}

static int
keep(struct token_certs *out, const struct card_cert *c)
{
	struct card_cert *grown =
	    realloc(out->list, (out->count + 1) * sizeof(*grown));

	if (grown == NULL)
		return -1;
	out->list = grown;
	grown[out->count++] = *c;
	return 0;
}

/* One certificate object; what is no certificate is passed over. */
static void
read_cert(struct walk *w, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
    const struct card_cert *token)
{
	struct card_cert c = *token;

	c.der = malloc(CERT_MAX);
	if (c.der == NULL)
		return;
	if (!object_bytes(w->m, session, object, CKA_VALUE, c.der, CERT_MAX,
		&c.der_len) ||
	    cert_read(c.der, c.der_len, &c.facts, NULL) < 0)
		goto out;
	/* Without an identifier no key can be found for it. */
	c.has_key = object_bytes(
	    w->m, session, object, CKA_ID, c.id, sizeof(c.id), &c.id_len);
	c.refused = cert_usable(&c.facts, w->now, w->tckn, &c.why);
	if (c.refused == 0 && !c.has_key)
		c.refused = err_why(&c.why, ERR_NOT_FOUND, "no-key",
		    _("The card has no key for this certificate."));
	if (keep(w->out, &c) < 0)
		goto out;
	w->out->usable |= c.refused == 0;
	return;
out:
	free(c.der);
}

static CK_RV
read_token(struct walk *w, CK_SLOT_ID slot)
{
	CK_OBJECT_CLASS class = CKO_CERTIFICATE;
	CK_ATTRIBUTE match = { CKA_CLASS, &class, sizeof(class) };
	CK_OBJECT_HANDLE found[OBJECT_MAX];
	CK_SESSION_HANDLE session = 0;
	struct card_cert token = { 0 };
	size_t n = 0;
	CK_RV rv;

	rv = w->m->call->C_OpenSession(
	    slot, CKF_SERIAL_SESSION, NULL, NULL, &session);
	if (rv != CKR_OK)
		return rv;
	rv = object_find(w->m, session, &match, 1, found, OBJECT_MAX, &n);
	describe(w, slot, &token);
	for (size_t i = 0; i < n && module_go_on(w->m, NULL) == 0; i++)
		read_cert(w, session, found[i], &token);
	w->m->call->C_CloseSession(session);
	return rv;
}

/* A card without a file system of PKCS#15 is a card without certificates. */
static bool
blank(CK_RV rv)
{
	return rv == CKR_OK || rv == CKR_TOKEN_NOT_RECOGNIZED;
}

static void
read_slot(struct walk *w, CK_SLOT_ID slot)
{
	CK_SLOT_INFO info = { 0 };
	CK_RV rv = w->m->call->C_GetSlotInfo(slot, &info);

	if (rv != CKR_OK || (info.flags & CKF_TOKEN_PRESENT) == 0)
		return;
	rv = read_token(w, slot);
	if (reason_removed(rv))
		return;
	w->token = true;
	if (blank(rv))
		w->read = true;
	else
		w->rv = rv;
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

/* The certificate nearest to being of use explains best what is missing. */
static const struct card_cert *
nearest(const struct token_certs *c)
{
	static const char *const order[] = { "ca", "seal", "no-non-repudiation",
		"not-qualified", "weak-key", "no-tckn", "no-key",
		"other-person", "not-yet-valid", "expired" };
	const struct card_cert *best = &c->list[0];
	size_t rank = 0;

	for (size_t i = 0; i < c->count; i++)
		for (size_t k = rank; k < sizeof(order) / sizeof(*order); k++)
			if (strcmp(c->list[i].why.reason, order[k]) == 0) {
				best = &c->list[i];
				rank = k;
			}
	return best;
}

static int
explain(const struct walk *w, struct err *e)
{
	if (!w->token)
		return err_why(e, ERR_NOT_FOUND, "no-card",
		    _("There is no card in the reader. Put the card in, the "
		      "chip first, and try again."));
	if (w->out->count > 0)
		return err_why(e, ERR_NOT_FOUND, "no-certificate", "%s",
		    nearest(w->out)->why.text);
	if (!w->read)
		return reason_of(e, w->rv);
	return err_why(e, ERR_NOT_FOUND, "no-certificate",
	    _("There is no certificate on the card. Put in the card with "
	      "your electronic signature and try again."));
}

static int
usable_first(const void *a, const void *b)
{
	const struct card_cert *x = a, *y = b;

	if ((x->refused == 0) != (y->refused == 0))
		return x->refused == 0 ? -1 : 1;
	if (x->facts.not_after != y->facts.not_after)
		return x->facts.not_after > y->facts.not_after ? -1 : 1;
	return strcmp(x->facts.fingerprint, y->facts.fingerprint);
}

int
token_read(const struct module *m, int64_t now, const char *tckn,
    struct token_certs *out, struct err *e)
{
	struct walk w = { .m = m, .out = out, .now = now, .tckn = tckn };
	CK_SLOT_ID slot[SLOT_MAX];
	CK_ULONG n = 0;
	CK_RV rv = slots(m, slot, &n);

	if (rv != CKR_OK)
		return reason_of(e, rv);
	if (n == 0)
		return err_why(e, ERR_NOT_FOUND, "no-reader",
		    _("No card reader was found. Plug the reader in and try "
		      "again; if it is plugged in, name the driver of your "
		      "card with the option --module."));
	for (CK_ULONG i = 0; i < n; i++) {
		if (module_go_on(m, e) < 0)
			return ERR_CANCELLED;
		read_slot(&w, slot[i]);
	}
	if (out->count > 1)
		qsort(
		    out->list, out->count, sizeof(out->list[0]), usable_first);
	return out->usable ? 0 : explain(&w, e);
}

void
token_certs_free(struct token_certs *c)
{
	for (size_t i = 0; i < c->count; i++)
		free(c->list[i].der);
	free(c->list);
	*c = (struct token_certs){ 0 };
}

int
token_cert_copy(struct card_cert *to, const struct card_cert *from)
{
	*to = *from;
	to->der = malloc(from->der_len);
	if (to->der == NULL)
		return -1;
	memcpy(to->der, from->der, from->der_len);
	return 0;
}
