/*
 * What may come out of a PKCS#11 module: readers, labels, objects, attributes,
 * mechanisms, signatures and return values. The input is two bytes with the
 * length of a script, the script, of which every answer takes what it needs,
 * and the bytes of the certificate; a script at its end is an honest card.
 *
 * Whatever is answered: the lists are bounded and safe to show, an error has
 * its sentence, no signature comes out that the certificate does not verify,
 * and the PIN goes to the module as it was typed, or not at all.
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/text.h"
#include "client/card/card-signer.h"
#include "client/card/listing.h"
#include "client/card/pin-set.h"
#include "client/card/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW   INT64_C(1800000000)
#define MOST  32768
#define TBS   "what is signed"
#define TYPED "739164"
#define OTHER "281905"
#define PUK   "88274651"

struct input {
	const uint8_t *script;
	size_t left;
	const uint8_t *cert;
	size_t cert_len;
	unsigned found;	   /* objects handed out in this search */
	unsigned logins;   /* in this use of the card */
	unsigned contexts; /* for one use of a key */
};

/* The module has no other way to its card. */
static struct input in;

static uint8_t
byte(void)
{
	if (in.left == 0)
		return 0;
	in.left--;
	return *in.script++;
}

static size_t
take(void *out, size_t want)
{
	size_t n = want < in.left ? want : in.left;

	if (n > 0)
		memcpy(out, in.script, n);
	in.script += n;
	in.left -= n;
	return n;
}

static CK_ULONG
number(void)
{
	static const CK_ULONG odd[] = { ~0UL, ~0UL - 1, 1UL << 40, 1UL << 31,
		65536, 10000, 256, 65 };
	uint8_t b = byte();

	return b >= 0xf0 ? odd[b & 7] : b;
}

static CK_RV
answer(void)
{
	static const CK_RV values[] = { CKR_GENERAL_ERROR, CKR_DEVICE_REMOVED,
		CKR_BUFFER_TOO_SMALL, CKR_PIN_INCORRECT, CKR_PIN_LOCKED,
		CKR_USER_ALREADY_LOGGED_IN, CKR_USER_NOT_LOGGED_IN,
		CKR_FUNCTION_NOT_SUPPORTED, CKR_TOKEN_NOT_RECOGNIZED,
		CKR_SESSION_HANDLE_INVALID, CKR_PIN_LEN_RANGE,
		CKR_USER_TYPE_INVALID, CKR_CANCEL, CKR_ATTRIBUTE_TYPE_INVALID,
		0xdeadbeefUL, ~0UL };
	uint8_t b = byte();

	return (b & 0xf0) == 0xf0 ? values[b & 15] : CKR_OK;
}

static void
label(unsigned char *out, size_t size)
{
	memset(out, ' ', size);
	take(out, byte() % (size + 1));
}

static CK_RV
m_slots(CK_BBOOL present, CK_SLOT_ID *out, CK_ULONG *n)
{
	CK_ULONG room = *n;
	uint8_t have = byte();

	(void)present;
	*n = have == 0 ? 1 : have >= 0xf0 ? number() : have;
	for (CK_ULONG i = 0; out != NULL && i < *n && i < room; i++)
		out[i] = i == 0 ? 0 : byte();
	return answer();
}

static CK_RV
m_slot(CK_SLOT_ID slot, CK_SLOT_INFO *info)
{
	(void)slot;
	memset(info, 0, sizeof(*info));
	label(info->slotDescription, sizeof(info->slotDescription));
	info->flags = byte() ^ CKF_TOKEN_PRESENT ^ CKF_HW_SLOT;
	return answer();
}

static CK_RV
m_token(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
	unsigned char flags[4] = { 0 };

	(void)slot;
	memset(info, 0, sizeof(*info));
	label(info->label, sizeof(info->label));
	label(info->serialNumber, sizeof(info->serialNumber));
	take(flags, sizeof(flags));
	info->flags = ((CK_FLAGS)flags[3] << 24 | (CK_FLAGS)flags[2] << 16 |
			  (CK_FLAGS)flags[1] << 8 | flags[0]) ^
		      CKF_TOKEN_INITIALIZED;
	info->ulMinPinLen = number();
	info->ulMaxPinLen = number();
	return answer();
}

static CK_RV
m_mechanisms(CK_SLOT_ID slot, CK_MECHANISM_TYPE *out, CK_ULONG *n)
{
	static const CK_MECHANISM_TYPE known[] = { CKM_RSA_PKCS, CKM_ECDSA,
		CKM_SHA256_RSA_PKCS, CKM_ECDSA_SHA256 };
	CK_ULONG room = *n, have = number();

	(void)slot;
	*n = have == 0 ? 2 : have;
	for (CK_ULONG i = 0; out != NULL && i < *n && i < room; i++)
		out[i] = i < 2 ? known[(i + byte()) % 4] : byte();
	return answer();
}

static CK_RV
m_open(CK_SLOT_ID slot, CK_FLAGS flags, void *app, CK_NOTIFY notify,
    CK_SESSION_HANDLE *session)
{
	(void)slot;
	(void)flags;
	(void)app;
	(void)notify;
	*session = number();
	return answer();
}

static CK_RV
m_end(CK_SESSION_HANDLE session)
{
	(void)session;
	return answer();
}

/* What the person typed, whole, or nothing. */
static void
check_typed(const unsigned char *pin, CK_ULONG len)
{
	static const char *const typed[] = { TYPED, OTHER, PUK };

	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
		if (len == strlen(typed[i]) && memcmp(pin, typed[i], len) == 0)
			return;
	if (pin != NULL || len != 0)
		abort();
}

static CK_RV
m_login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin,
    CK_ULONG len)
{
	CK_RV rv = answer();

	(void)session;
	check_typed(pin, len);
	/* One that was answered with "already" has not been looked at. */
	if (user == CKU_CONTEXT_SPECIFIC)
		in.contexts++;
	else
		in.logins += rv != CKR_USER_ALREADY_LOGGED_IN;
	if (in.logins > 1 || in.contexts > 1)
		abort();
	/* Padded in its place, as a card wants it. */
	if (pin != NULL && byte() == 1)
		memset(pin, 0xff, len);
	return rv;
}

static CK_RV
m_init_pin(CK_SESSION_HANDLE session, unsigned char *pin, CK_ULONG len)
{
	(void)session;
	check_typed(pin, len);
	return answer();
}

static CK_RV
m_set_pin(CK_SESSION_HANDLE session, unsigned char *old, CK_ULONG old_len,
    unsigned char *new, CK_ULONG new_len)
{
	(void)session;
	check_typed(old, old_len);
	check_typed(new, new_len);
	return answer();
}

static CK_RV
m_search(CK_SESSION_HANDLE session, CK_ATTRIBUTE *match, CK_ULONG n)
{
	(void)session;
	(void)match;
	(void)n;
	in.found = 0;
	return answer();
}

static CK_RV
m_find(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *out, CK_ULONG room,
    CK_ULONG *n)
{
	CK_ULONG have = number();

	(void)session;
	*n = have != 0 ? have : in.found == 0;
	for (CK_ULONG i = 0; i < *n && i < room; i++)
		out[i] = in.found++;
	return answer();
}

/* The value of an attribute: the certificate for its own, a few bytes else. */
static size_t
value_of(const CK_ATTRIBUTE *a, unsigned char *out, size_t room)
{
	size_t cut = byte(), len;

	if (a->type != CKA_VALUE) {
		len = cut % 80;
		if (len == 0)
			out[len++] = a->type == CKA_ID;
		return take(out, len) > 0 ? len : 1;
	}
	len = cut > in.cert_len ? 0 : in.cert_len - cut;
	memcpy(out, in.cert, len < room ? len : room);
	return len;
}

static CK_RV
m_attribute(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *a,
    CK_ULONG n)
{
	static unsigned char value[MOST];
	CK_ULONG room = a->ulValueLen, lie;
	size_t len;

	(void)session;
	(void)object;
	if (n != 1)
		abort();
	len = value_of(a, value, sizeof(value));
	lie = number();
	a->ulValueLen = lie == 0 ? len : lie;
	if (a->pValue == NULL)
		return answer();
	/* A little more than it was given room for. */
	if (len > room + 4096)
		len = room + 4096;
	memcpy(a->pValue, value, len);
	return answer();
}

static CK_RV
m_sign_init(CK_SESSION_HANDLE session, CK_MECHANISM *m, CK_OBJECT_HANDLE key)
{
	(void)session;
	(void)m;
	(void)key;
	return answer();
}

static CK_RV
m_sign(CK_SESSION_HANDLE session, unsigned char *data, CK_ULONG len,
    unsigned char *out, CK_ULONG *out_len)
{
	CK_ULONG lie, most = *out_len + 64;
	size_t n = byte() * 8UL;

	(void)session;
	(void)data;
	(void)len;
	if (n > most)
		n = most;
	take(out, n);
	lie = number();
	*out_len = lie != 0 ? lie : n;
	return answer();
}

static CK_FUNCTION_LIST list = {
	.C_GetSlotList = m_slots,
	.C_GetSlotInfo = m_slot,
	.C_GetTokenInfo = m_token,
	.C_GetMechanismList = m_mechanisms,
	.C_OpenSession = m_open,
	.C_CloseSession = m_end,
	.C_InitPIN = m_init_pin,
	.C_SetPIN = m_set_pin,
	.C_Login = m_login,
	.C_Logout = m_end,
	.C_FindObjectsInit = m_search,
	.C_FindObjects = m_find,
	.C_FindObjectsFinal = m_end,
	.C_GetAttributeValue = m_attribute,
	.C_SignInit = m_sign_init,
	.C_Sign = m_sign,
};

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_text(const char *text)
{
	check(text_valid(text, strlen(text)) && text_printable(text, false));
}

static void
check_error(int rc, const struct err *e)
{
	check(rc <= 0 && (rc == 0 || (e->code == rc && e->text[0] != '\0')));
	if (rc < 0)
		check_text(e->text);
}

static void
check_list(const struct listing *l)
{
	check(l->cert_count <= LISTING_CERTS && l->reader_count <= 64);
	for (size_t i = 0; i < l->reader_count; i++) {
		check(l->readers[i].module < l->module_count);
		check_text(l->readers[i].name);
		check_text(l->readers[i].token);
		check_text(l->readers[i].serial);
		check_text(l->readers[i].why.text);
	}
	for (size_t i = 0; i < l->cert_count; i++) {
		const struct card_cert *c = &l->certs[i];

		check(c->reader < l->reader_count);
		check(c->der_len > 0 && c->id_len <= sizeof(c->id));
		check_text(c->facts.owner);
		check_text(c->facts.issuer);
		check(c->refused == 0 || c->why.text[0] != '\0');
	}
}

static struct secret *
type(const char *text)
{
	struct secret *s = secret_new();

	check(s != NULL && secret_set(s, text, strlen(text)) == 0);
	return s;
}

/* What is handed out verifies. */
static void
check_signature(const struct card_cert *c, const struct buf *value)
{
	const unsigned char *p = c->der;
	X509 *x = d2i_X509(NULL, &p, (long)c->der_len);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	check(EVP_DigestVerifyInit(
		  ctx, NULL, EVP_sha256(), NULL, X509_get0_pubkey(x)) == 1);
	check(EVP_DigestVerify(ctx, (const unsigned char *)value->data,
		  value->len, (const unsigned char *)TBS, strlen(TBS)) == 1);
	EVP_MD_CTX_free(ctx);
	X509_free(x);
}

static void
use_key(const struct module *m, const struct card_cert *c)
{
	struct buf value = BUF_INIT(1024);
	struct secret *pin = type(TYPED);
	struct signer *signer = NULL;
	struct err e = { 0 };
	int rc;

	in.logins = in.contexts = 0;
	rc = card_signer_open(&signer, m, c, pin, true, &e);
	check_error(rc, &e);
	if (rc == 0) {
		rc = signer->ops->sign(signer, SIGN_SHA256,
		    (const unsigned char *)TBS, strlen(TBS), &value, &e);
		check_error(rc, &e);
	}
	if (rc == 0)
		check_signature(c, &value);
	else
		check(value.len == 0);
	signer_free(signer);
	secret_free(pin);
	buf_free(&value);
}

static void
new_pin(const struct module *m, const struct card_reader *r, bool unblock)
{
	struct pin_set p = { .reader = r,
		.secret = type(unblock ? PUK : TYPED),
		.new_pin = type(OTHER),
		.last_try_agreed = true };
	struct err e = { 0 };

	in.logins = in.contexts = 0;
	check_error(
	    unblock ? pin_unblock(m, &p, &e) : pin_change(m, &p, &e), &e);
	secret_free(p.secret);
	secret_free(p.new_pin);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct token_wanted wanted = { .now = NOW };
	struct module m = { .call = &list };
	struct listing l = { 0 };
	struct err e = { 0 };
	size_t script;

	if (size < 2 || size > MOST)
		return 0;
	script = ((size_t)data[0] << 8 | data[1]) % (size - 1);
	in = (struct input){ .script = data + 2,
		.left = script,
		.cert = data + 2 + script,
		.cert_len = size - 2 - script };
	check(listing_add_module(&l, "fuzz", "fuzz.so") == 0);
	l.modules[0].tried = true;
	(void)token_read(&m, 0, &wanted, &l, &l.modules[0].why);
	listing_sort(&l);
	check_error(listing_explain(&l, &e), &e);
	check_list(&l);
	if (l.cert_count > 0)
		use_key(&m, &l.certs[0]);
	for (size_t i = 0; i < l.reader_count && i < 2; i++)
		new_pin(&m, &l.readers[i], i == 1);
	listing_free(&l);
	return 0;
}
