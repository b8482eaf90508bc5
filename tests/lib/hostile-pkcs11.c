/*
 * A PKCS#11 module without a card behind it that lies, overflows, hangs and
 * never ends, as it is told (orders.h). Untold it is an honest token that
 * takes any PIN and keeps none: the folder's "cert.der" is its certificate,
 * "key.der" the key.
 *
 * Words, where CALL is one of those given to enter() and ATTR one of those
 * given to give(): hang-CALL, nowhere-CALL, huge-CALL, gone-CALL, null-CALL,
 * and the lies of give(), slots(), labels, objects and signature below.
 */
#include <limits.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <p11-kit/pkcs11.h>

#include "orders.h"
#include "watch.h"

#define MANY	10000
#define MB	((size_t)1 << 20)
#define CERT	1 /* handles; the key's, and from MANY on more certificates */
#define KEY	2
#define FOREIGN 3 /* a key under the same identifier */
#define NOWHERE 0xdeadbeefUL
#define ESCAPES                                                                \
	"\033[2J\033]0;x\007\xc2\x9b"                                          \
	"5m\xff\xc3\xe2\x80\xae\xe2\x81\xa6\r\n\tKART\x7f"

static CK_FUNCTION_LIST list;
static unsigned char cert[MB], id[] = { 'h', 1 };
static size_t cert_len;
static EVP_PKEY *key;
static CK_MECHANISM_TYPE how;
static unsigned long found;  /* objects handed out in this search */
static bool keys;	     /* it is a search for keys */
static bool foreign;	     /* the key of C_SignInit is */
static unsigned long passed; /* calls so far */

/* What every call does first. */
static CK_RV
enter(const char *call)
{
	passed++;
	if (told_of("noise", call))
		watch_noise();
	if (told_of("look", call))
		watch_pin();
	if (told_of("hang", call))
		hang();
	if (told_of("nowhere", call))
		return NOWHERE;
	if (told_of("huge", call))
		return ~0UL;
	if (told_of("gone", call))
		return CKR_DEVICE_REMOVED;
	return CKR_OK;
}

static size_t
load(const char *name, unsigned char *out, size_t room)
{
	char path[PATH_MAX];
	FILE *f = fopen(in_dir(name, path, sizeof(path)), "re");
	size_t n = f != NULL ? fread(out, 1, room, f) : 0;

	if (f != NULL)
		fclose(f);
	return n;
}

static CK_RV
h_initialize(void *args)
{
	unsigned char der[8192];
	const unsigned char *p = der;
	size_t n = load("key.der", der, sizeof(der));

	(void)args;
	cert_len = load("cert.der", cert, sizeof(cert));
	EVP_PKEY_free(key);
	key = n > 0 ? d2i_AutoPrivateKey(NULL, &p, (long)n) : NULL;
	if (told("spawn"))
		watch_files();
	if (told("already"))
		return CKR_CRYPTOKI_ALREADY_INITIALIZED;
	return enter("start");
}

static CK_RV
h_finalize(void *reserved)
{
	(void)reserved;
	note("finalize\n");
	EVP_PKEY_free(key);
	key = NULL;
	return enter("end");
}

static CK_RV
h_slots(CK_BBOOL present, CK_SLOT_ID *out, CK_ULONG *n)
{
	CK_ULONG room = *n, have = 1;
	CK_RV rv = enter("slots");

	(void)present;
	if (told("slots-many"))
		have = MANY;
	if (told("slots-grow"))
		have = room + 1; /* at every call */
	if (told("slots-vanish"))
		have = out == NULL ? 3 : 0;
	if (told("slots-sixty"))
		have = 60;
	*n = have;
	if (told("slots-max"))
		*n = ~0UL;
	if (rv != CKR_OK || out == NULL)
		return rv;
	for (CK_ULONG i = 0; i < have && i < room; i++)
		out[i] = told("slots-odd") ? ~0UL - i : i;
	if (told("slots-lie") || told("slots-max"))
		return CKR_OK; /* of more than was written */
	return have > room ? CKR_BUFFER_TOO_SMALL : CKR_OK;
}

/* A field of blanks, and in it what may stand in a label. */
static void
label(unsigned char *out, size_t size)
{
	static const char text[] = ESCAPES ESCAPES ESCAPES;

	memset(out, ' ', size);
	memcpy(out, "KART", 4);
	if (told("label-escapes"))
		memcpy(out, text, size < sizeof(text) ? size : sizeof(text));
	if (told("label-endless"))
		memset(out, 'A', size);
	if (told("label-empty"))
		memset(out, 0, size);
	if (told("label-wide"))
		for (size_t i = 0; i + 3 <= size; i += 3)
			memcpy(out + i, "\xef\xbc\xa1", 3);
	if (told("label-half")) /* the last letter does not end */
		memset(out, 0xe2, size);
}

static CK_RV
h_slot_info(CK_SLOT_ID slot, CK_SLOT_INFO *info)
{
	CK_RV rv = enter("slot");

	(void)slot;
	memset(info, 0xff, sizeof(*info));
	label(info->slotDescription, sizeof(info->slotDescription));
	label(info->manufacturerID, sizeof(info->manufacturerID));
	info->flags = told("no-token") ? 0 : CKF_TOKEN_PRESENT;
	if (told("flags-all"))
		info->flags = ~0UL;
	if (told("card-flips") && passed % 2 == 0)
		info->flags = 0;
	return rv;
}

static CK_RV
h_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
	static const CK_FLAGS states[] = { CKF_USER_PIN_LOCKED,
		CKF_USER_PIN_FINAL_TRY, CKF_USER_PIN_COUNT_LOW,
		CKF_PROTECTED_AUTHENTICATION_PATH, 0 };
	CK_RV rv = enter("token");

	(void)slot;
	memset(info, 0xff, sizeof(*info));
	label(info->label, sizeof(info->label));
	info->flags = CKF_LOGIN_REQUIRED | CKF_TOKEN_INITIALIZED |
		      CKF_USER_PIN_INITIALIZED;
	info->ulMinPinLen = 4;
	info->ulMaxPinLen = 12;
	if (told("pin-flips"))
		info->flags |= states[passed % 5];
	if (told("flags-all"))
		info->flags = ~0UL;
	if (told("pin-none"))
		info->ulMinPinLen = info->ulMaxPinLen = 0;
	if (told("pin-huge"))
		info->ulMinPinLen = info->ulMaxPinLen = 255;
	if (told("pin-max"))
		info->ulMaxPinLen = ~0UL;
	if (told("pin-pad"))
		info->flags |= CKF_PROTECTED_AUTHENTICATION_PATH;
	return rv;
}

static CK_RV
h_mechanisms(CK_SLOT_ID slot, CK_MECHANISM_TYPE *out, CK_ULONG *n)
{
	static const CK_MECHANISM_TYPE both[] = { CKM_ECDSA, CKM_RSA_PKCS };
	CK_ULONG room = *n;
	CK_RV rv = enter("mechanisms");

	(void)slot;
	*n = 2;
	for (CK_ULONG i = 0; out != NULL && i < 2 && i < room; i++)
		out[i] = both[i];
	if (told("mechanisms-max"))
		*n = ~0UL;
	if (told("mechanisms-none"))
		*n = 0;
	if (told("mechanisms-many")) {
		*n = MANY;
		return room < MANY ? CKR_BUFFER_TOO_SMALL : CKR_OK;
	}
	return rv;
}

static CK_RV
h_open(CK_SLOT_ID slot, CK_FLAGS flags, void *app, CK_NOTIFY notify,
    CK_SESSION_HANDLE *session)
{
	(void)slot;
	(void)flags;
	(void)app;
	(void)notify;
	*session = told("session-max") ? ~0UL : 0;
	return enter("open");
}

static CK_RV
h_close(CK_SESSION_HANDLE session)
{
	(void)session;
	return enter("close");
}

static CK_RV
h_login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin,
    CK_ULONG len)
{
	(void)session;
	(void)user;
	if (pin != NULL)
		watch_remember(pin, len);
	note("login\n");
	for (CK_ULONG i = 0; i < len; i++)
		if (pin[i] < '0' || pin[i] > '9')
			note("no digits\n");
	if (told("login-pads") && pin != NULL) /* in its place */
		memset(pin + len, 0xff, 8 - len % 8);
	return enter("login");
}

static CK_RV
h_logout(CK_SESSION_HANDLE session)
{
	(void)session;
	return enter("logout");
}

static CK_RV
h_find_init(CK_SESSION_HANDLE session, CK_ATTRIBUTE *match, CK_ULONG n)
{
	(void)session;
	found = 0;
	keys = false;
	for (CK_ULONG i = 0; i < n; i++)
		if (match[i].type == CKA_CLASS)
			keys = *(CK_OBJECT_CLASS *)match[i].pValue ==
			       CKO_PRIVATE_KEY;
	return enter("search");
}

static CK_RV
h_find(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *out, CK_ULONG room,
    CK_ULONG *n)
{
	unsigned long have = told("objects-endless") ? ULONG_MAX
			     : told("objects-many")  ? MANY
			     : told("objects-none")  ? 0
						     : 1;
	CK_RV rv = enter("find");

	(void)session;
	if (keys && told("keys-two"))
		have = 2;
	*n = 0;
	while (*n < room && found < have) {
		if (keys)
			out[*n] = found + 1 < have ? FOREIGN : KEY;
		else
			out[*n] = found == 0 ? CERT : MANY + found;
		++*n;
		found++;
	}
	if (told("objects-max"))
		*n = ~0UL;
	if (told("objects-one")) /* over and over */
		*n = 1;
	return rv;
}

static CK_RV
h_find_end(CK_SESSION_HANDLE session)
{
	(void)session;
	return enter("found");
}

/* One attribute as it is, or with the lie that goes with its name. */
static CK_RV
give(CK_ATTRIBUTE *a, const char *name, const void *value, size_t len)
{
	bool asked = a->pValue == NULL;
	size_t room = a->ulValueLen;

	a->ulValueLen = len;
	if (told_of(name, "missing") || told_of(name, "none") ||
	    (told_of(name, "late") && !asked)) {
		a->ulValueLen = CK_UNAVAILABLE_INFORMATION;
		return told_of(name, "none") ? CKR_OK
					     : CKR_ATTRIBUTE_TYPE_INVALID;
	}
	if (told_of(name, "empty"))
		len = a->ulValueLen = 0;
	if (told_of(name, "huge"))
		a->ulValueLen = (CK_ULONG)1 << 40;
	if (told_of(name, "max"))
		a->ulValueLen = ~0UL - 1;
	if (told_of(name, "over") && asked)
		a->ulValueLen = 1;
	if (asked)
		return CKR_OK;
	if (told_of(name, "silent"))
		return CKR_OK; /* as if it had written */
	if (told_of(name, "grows"))
		a->ulValueLen = len + 4096;
	if (told_of(name, "shrinks"))
		a->ulValueLen = len / 2;
	if (!told_of(name, "over") && len > room)
		return CKR_BUFFER_TOO_SMALL;
	memcpy(a->pValue, value, len < 8192 ? len : room);
	return CKR_OK;
}

/* The certificate, or what is told to stand there. */
static CK_RV
give_cert(CK_OBJECT_HANDLE object, CK_ATTRIBUTE *a)
{
	static unsigned char bytes[MB];
	size_t len = cert_len;

	memcpy(bytes, cert, cert_len);
	if (told("cert-garbage"))
		for (size_t i = 0; i < len; i++)
			bytes[i] = (unsigned char)(i * 167 + i / 3);
	if (told("cert-mb"))
		len = sizeof(bytes);
	if (told("cert-cut"))
		len /= 2;
	if (told("cert-tail"))
		len++;
	/* Each with a serial number of its own; nobody checks the rest. */
	if (told("objects-differ")) {
		bytes[17] = (unsigned char)(object >> 16);
		bytes[18] = (unsigned char)(object >> 8);
		bytes[19] = (unsigned char)object;
	}
	return give(a, "value", bytes, len);
}

static CK_RV
h_attribute(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *a,
    CK_ULONG n)
{
	static const unsigned char yes = CK_TRUE, no = CK_FALSE;
	static unsigned char other[64];
	CK_RV rv = enter("attribute");

	(void)session;
	if (rv != CKR_OK || n != 1)
		return rv != CKR_OK ? rv : CKR_ARGUMENTS_BAD;
	switch (a->type) {
	case CKA_VALUE:
		return give_cert(object, a);
	case CKA_ID:
		other[0]++;
		if (told("id-changes"))
			return give(a, "id", other, sizeof(other));
		return give(a, "id", id, sizeof(id));
	case CKA_ALWAYS_AUTHENTICATE:
		return give(a, "always", told("always") ? &yes : &no, 1);
	case CKA_MODULUS:
		if (told("modulus"))
			return give(a, "modulus", other, sizeof(other));
		break;
	default:
		break;
	}
	a->ulValueLen = CK_UNAVAILABLE_INFORMATION;
	return CKR_ATTRIBUTE_TYPE_INVALID;
}

static CK_RV
h_sign_init(CK_SESSION_HANDLE session, CK_MECHANISM *m, CK_OBJECT_HANDLE object)
{
	(void)session;
	foreign = object == FOREIGN;
	how = m->mechanism;
	return enter("init");
}

/* r and s of one length, as a card gives them. */
static size_t
plain_ecdsa(const unsigned char *der, size_t len, unsigned char *out)
{
	int half = (EVP_PKEY_get_bits(key) + 7) / 8;
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)len);

	if (sig == NULL)
		abort();
	BN_bn2binpad(ECDSA_SIG_get0_r(sig), out, half);
	BN_bn2binpad(ECDSA_SIG_get0_s(sig), out + half, half);
	ECDSA_SIG_free(sig);
	return (size_t)half * 2;
}

static size_t
sign(const unsigned char *data, size_t len, unsigned char *out)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
	unsigned char der[1024], other[] = "0123456789abcdef0123456789abcdef";
	size_t n = sizeof(der);

	if (foreign || told("signature-other"))
		data = other;
	if (EVP_PKEY_sign_init(ctx) != 1 ||
	    EVP_PKEY_sign(ctx, der, &n, data, len) != 1)
		abort();
	EVP_PKEY_CTX_free(ctx);
	if (how == CKM_ECDSA)
		return plain_ecdsa(der, n, out);
	memcpy(out, der, n);
	return n;
}

static CK_RV
h_sign(CK_SESSION_HANDLE session, unsigned char *data, CK_ULONG len,
    unsigned char *out, CK_ULONG *out_len)
{
	size_t room = *out_len;
	CK_RV rv = enter("sign");

	(void)session;
	note("sign\n");
	if (rv != CKR_OK)
		return rv;
	*out_len = sign(data, len, out);
	if (told("signature-zero"))
		memset(out, 0, *out_len);
	if (told("signature-ones"))
		memset(out, 0xff, *out_len);
	if (told("signature-none"))
		*out_len = 0;
	if (told("signature-byte"))
		*out_len = 1;
	if (told("signature-max"))
		*out_len = ~0UL;
	if (told("signature-full"))
		*out_len = room;
	if (told("signature-silent"))
		*out_len = room + 1;
	if (told("signature-beyond")) /* and says nothing of it */
		memset(out + room, 0x5a, 64);
	return CKR_OK;
}

static CK_RV
h_info(CK_INFO *info)
{
	memset(info, 0xff, sizeof(*info));
	return enter("info");
}

/* Calls that are missing, as told. */
static void
leave_out(void)
{
	static const struct {
		const char *call;
		size_t at;
	} rows[] = {
#define ROW(word, name) { word, offsetof(CK_FUNCTION_LIST, name) }
		ROW("start", C_Initialize),
		ROW("end", C_Finalize),
		ROW("slots", C_GetSlotList),
		ROW("slot", C_GetSlotInfo),
		ROW("token", C_GetTokenInfo),
		ROW("mechanisms", C_GetMechanismList),
		ROW("open", C_OpenSession),
		ROW("close", C_CloseSession),
		ROW("login", C_Login),
		ROW("logout", C_Logout),
		ROW("search", C_FindObjectsInit),
		ROW("find", C_FindObjects),
		ROW("found", C_FindObjectsFinal),
		ROW("attribute", C_GetAttributeValue),
		ROW("init", C_SignInit),
		ROW("sign", C_Sign),
#undef ROW
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (told_of("null", rows[i].call))
			memset((char *)&list + rows[i].at, 0, sizeof(void *));
}

CK_RV
C_GetFunctionList(CK_FUNCTION_LIST **out)
{
	list = (CK_FUNCTION_LIST){
		.version = { 2, 40 },
		.C_Initialize = h_initialize,
		.C_Finalize = h_finalize,
		.C_GetInfo = h_info,
		.C_GetSlotList = h_slots,
		.C_GetSlotInfo = h_slot_info,
		.C_GetTokenInfo = h_token_info,
		.C_GetMechanismList = h_mechanisms,
		.C_OpenSession = h_open,
		.C_CloseSession = h_close,
		.C_Login = h_login,
		.C_Logout = h_logout,
		.C_FindObjectsInit = h_find_init,
		.C_FindObjects = h_find,
		.C_FindObjectsFinal = h_find_end,
		.C_GetAttributeValue = h_attribute,
		.C_SignInit = h_sign_init,
		.C_Sign = h_sign,
	};
	leave_out();
	if (told("version-three"))
		list.version = (CK_VERSION){ 3, 0 };
	if (told("version-none"))
		list.version = (CK_VERSION){ 0, 0 };
	*out = told("list-null") ? NULL : &list;
	return told("list-refused") ? NOWHERE : CKR_OK;
}
