/*
 * A PKCS#11 module that stands in front of SoftHSM and misbehaves on demand,
 * as drivers and cards have been seen to do. SHIM_REAL is the module behind;
 * what goes wrong is told as in orders.h. The word "akis" is all at once that
 * the driver of the Turkish cards is reported to do: it starts without
 * arguments only, puts letters into its versions and knows one mechanism.
 *
 * Calls from a second thread always end the program: no driver is asked for
 * more than one.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <p11-kit/pkcs11.h>

#include "orders.h"

#define LABEL "\033[2J\033]0;x\007\xff\xc3\xe2\x80\xaeKART KART KART KART"

static CK_FUNCTION_LIST *real;
static CK_FUNCTION_LIST list;
static pthread_t owner;
static bool wrong_pin;	   /* the last login failed */
static bool context_login; /* since the last C_SignInit */
static unsigned signs;	   /* with "removed-third" */
static bool was_refused;   /* "logged-in" was answered once */

static void
same_thread(void)
{
	if (!pthread_equal(owner, pthread_self())) {
		note("second thread\n");
		abort();
	}
}

/* ---- traces of a PIN ---- */

/*
 * SHIM_LOOK is the PIN that is typed, each digit one more: what is looked for
 * stands nowhere but where the program has left it. The module behind gets
 * the usual PIN of the tests for it.
 */
static unsigned char
turned(unsigned char digit)
{
	return digit == '9' ? '0' : (unsigned char)(digit + 1);
}

/* How often it stands in the bytes, one digit every so many bytes. */
static unsigned
count_in(const unsigned char *p, size_t len, const char *look, size_t step)
{
	size_t n = strlen(look), k;
	unsigned found = 0;

	for (size_t i = 0; i + n * step <= len; i++) {
		for (k = 0; k < n; k++)
			if (turned(p[i + k * step]) != (unsigned char)look[k])
				break;
		found += k == n;
	}
	return found;
}

/* One mapping, read as another process would; the copy is not looked at. */
static unsigned
count_at(unsigned long from, unsigned long to, unsigned char *copy, size_t room,
    const char *look)
{
	unsigned found = 0;
	unsigned long next;

	for (unsigned long at = from; at < to; at = next) {
		struct iovec here = { copy, room }, there = { NULL, 0 };
		ssize_t n;

		there.iov_len = to - at < room ? to - at : room;
		memcpy(&there.iov_base, &at, sizeof(at));
		n = process_vm_readv(getpid(), &here, 1, &there, 1, 0);
		next = at + there.iov_len;
		if (n <= 0)
			continue;
		found += count_in(copy, (size_t)n, look, 1);
		found += count_in(copy, (size_t)n, look, sizeof(int));
	}
	return found;
}

static void
look_for_pin(const char *when)
{
	const char *look = getenv("SHIM_LOOK");
	size_t room = 1 << 20;
	unsigned char *copy;
	unsigned long from, to, ours;
	unsigned found = 0, n;
	char line[1024], out[1200];
	FILE *maps;

	if (look == NULL)
		return;
	note(prctl(PR_GET_DUMPABLE) == 0 ? "never dumped\n" : "dumped\n");
	copy = mmap(NULL, room, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	maps = fopen("/proc/self/maps", "r");
	if (copy == MAP_FAILED || maps == NULL)
		abort();
	memcpy(&ours, &copy, sizeof(ours));
	while (fgets(line, sizeof(line), maps) != NULL) {
		if (sscanf(line, "%lx-%lx r", &from, &to) != 2 ||
		    to - from > 1UL << 30)
			continue; /* a sanitizer's shadow */
		/* The copy may have become one with its neighbours. */
		n = 0;
		if (from < ours && to > ours)
			n += count_at(from, ours, copy, room, look);
		if (from <= ours && to > ours)
			from = ours + room;
		if (from < to)
			n += count_at(from, to, copy, room, look);
		if (n > 0) {
			snprintf(out, sizeof(out), "# %u in %s", n, line);
			note(out);
		}
		found += n;
	}
	fclose(maps);
	munmap(copy, room);
	snprintf(out, sizeof(out), "%s: %u traces\n", when, found);
	note(out);
}

/* How the memory is kept in which the PIN has come: VmFlags of smaps. */
static void
look_at_page(const unsigned char *pin)
{
	FILE *maps = getenv("SHIM_LOOK") != NULL && pin != NULL
			 ? fopen("/proc/self/smaps", "r")
			 : NULL;
	unsigned long from, to, at, size = 0;
	bool inside = false;
	char line[1024], out[128];

	memcpy(&at, &pin, sizeof(at));
	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL) {
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2) {
			inside = from <= at && at < to;
			size = to - from;
		}
		if (!inside || strncmp(line, "VmFlags:", 8) != 0)
			continue;
		snprintf(out, sizeof(out), "PIN: %lu pages%s%s%s\n",
		    size / (unsigned long)sysconf(_SC_PAGESIZE),
		    strstr(line, " lo") != NULL ? ", locked" : "",
		    strstr(line, " dd") != NULL ? ", not dumped" : "",
		    strstr(line, " wf") != NULL ? ", not forked" : "");
		note(out);
	}
	if (maps != NULL)
		fclose(maps);
}

__attribute__((destructor)) static void
at_exit(void)
{
	look_for_pin("exit");
}

static bool
is_looked_for(const unsigned char *pin, CK_ULONG len)
{
	const char *look = getenv("SHIM_LOOK");

	return look != NULL && pin != NULL && len == strlen(look) &&
	       count_in(pin, len, look, 1) == 1;
}

static CK_RV
shim_initialize(void *args)
{
	CK_RV rv;

	owner = pthread_self();
	wrong_pin = was_refused = false;
	if (args == NULL ? told("needs-args")
			 : told("no-args") || told("akis")) {
		note("initialize refused\n");
		return CKR_ARGUMENTS_BAD;
	}
	if (told("no-start"))
		return CKR_GENERAL_ERROR;
	rv = real->C_Initialize(args);
	note(args != NULL ? "initialize args\n" : "initialize null\n");
	return rv;
}

/* The version of a driver that was seen to break a wrapper. */
static const CK_VERSION lettered = { 'v', 0xe9 };

static CK_RV
shim_info(CK_INFO *info)
{
	CK_RV rv = real->C_GetInfo(info);

	same_thread();
	info->cryptokiVersion = info->libraryVersion = lettered;
	memset(
	    info->libraryDescription, 0xfe, sizeof(info->libraryDescription));
	return rv;
}

static CK_RV
shim_finalize(void *reserved)
{
	same_thread();
	note("finalize\n");
	look_for_pin("finalize");
	return real->C_Finalize(reserved);
}

static CK_RV
shim_slots(CK_BBOOL present, CK_SLOT_ID *out, CK_ULONG *n)
{
	same_thread();
	if (present == CK_TRUE || told("no-slots")) {
		*n = 0;
		return CKR_OK;
	}
	return real->C_GetSlotList(present, out, n);
}

static CK_RV
shim_slot_info(CK_SLOT_ID slot, CK_SLOT_INFO *info)
{
	CK_RV rv = real->C_GetSlotInfo(slot, info);

	same_thread();
	if (told("no-token"))
		info->flags &= ~CKF_TOKEN_PRESENT;
	if (told("label"))
		memcpy(info->slotDescription, LABEL LABEL, 64);
	info->hardwareVersion = info->firmwareVersion = lettered;
	return rv;
}

static CK_RV
shim_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
	static const struct {
		const char *word;
		CK_FLAGS flag;
		bool after; /* only after a wrong PIN */
	} rows[] = {
		{ "low", CKF_USER_PIN_COUNT_LOW, false },
		{ "final", CKF_USER_PIN_FINAL_TRY, false },
		{ "locked", CKF_USER_PIN_LOCKED, false },
		{ "pad", CKF_PROTECTED_AUTHENTICATION_PATH, false },
		{ "wrong-final", CKF_USER_PIN_FINAL_TRY, true },
		{ "wrong-locked", CKF_USER_PIN_LOCKED, true },
		{ "so-final", CKF_SO_PIN_FINAL_TRY, false },
		{ "so-locked", CKF_SO_PIN_LOCKED, false },
		{ "wrong-so-final", CKF_SO_PIN_FINAL_TRY, true },
	};
	CK_RV rv = real->C_GetTokenInfo(slot, info);

	same_thread();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (told(rows[i].word) && (!rows[i].after || wrong_pin))
			info->flags |= rows[i].flag;
	if (told("label"))
		memcpy(info->label, LABEL, 32);
	info->hardwareVersion = info->firmwareVersion = lettered;
	memset(info->utcTime, 'x', sizeof(info->utcTime));
	if (told("pin-lengths")) {
		info->ulMinPinLen = ~0UL;
		info->ulMaxPinLen = 3;
	}
	if (told("pin-six"))
		info->ulMinPinLen = info->ulMaxPinLen = 6;
	return rv;
}

static CK_RV
shim_mechanisms(CK_SLOT_ID slot, CK_MECHANISM_TYPE *out, CK_ULONG *n)
{
	same_thread();
	if (told("many-mechanisms")) {
		*n = 1000000;
		return CKR_OK;
	}
	if (told("sha256-only") || told("akis")) {
		if (out != NULL && *n > 0)
			out[0] = CKM_SHA256_RSA_PKCS;
		*n = 1;
		return CKR_OK;
	}
	if (told("no-mechanisms")) {
		*n = 0;
		return CKR_OK;
	}
	return real->C_GetMechanismList(slot, out, n);
}

/* ---- the PIN changed and unblocked ---- */

/* On the key pad: the old PIN, the new one, the PUK (or what SHIM_PUK is). */
static unsigned char typed_old[] = "123456", typed_new[] = "192837",
		     typed_puk[] = "87654321";

static CK_RV
login_officer(CK_SESSION_HANDLE s, unsigned char *puk, CK_ULONG len)
{
	const char *other = getenv("SHIM_PUK");
	CK_RV rv;

	note("so login\n");
	if (other != NULL && strlen(other) == sizeof(typed_puk) - 1)
		memcpy(typed_puk, other, sizeof(typed_puk) - 1);
	if (told("no-so"))
		return CKR_USER_TYPE_INVALID;
	if (puk == NULL && told("pad"))
		rv = real->C_Login(s, CKU_SO, typed_puk, sizeof(typed_puk) - 1);
	else
		rv = real->C_Login(s, CKU_SO, puk, len);
	wrong_pin = rv == CKR_PIN_INCORRECT;
	return rv == CKR_PIN_INCORRECT && told("so-locks") ? CKR_PIN_LOCKED
							   : rv;
}

static CK_RV
shim_init_pin(CK_SESSION_HANDLE s, unsigned char *pin, CK_ULONG len)
{
	same_thread();
	note("init pin\n");
	if (told("no-init"))
		return CKR_FUNCTION_NOT_SUPPORTED;
	if (pin == NULL && told("pad"))
		return real->C_InitPIN(s, typed_new, sizeof(typed_new) - 1);
	return real->C_InitPIN(s, pin, len);
}

/* Without a login, some drivers take the PUK for the old PIN. */
static CK_RV
shim_set_pin(CK_SESSION_HANDLE s, unsigned char *old, CK_ULONG old_len,
    unsigned char *new, CK_ULONG new_len)
{
	CK_SESSION_INFO info = { 0 };
	CK_RV rv;

	same_thread();
	rv = real->C_GetSessionInfo(s, &info);
	note(info.state == CKS_RW_PUBLIC_SESSION ? "set pin unlogged\n"
						 : "set pin\n");
	if (rv != CKR_OK || told("no-set"))
		return CKR_FUNCTION_NOT_SUPPORTED;
	if (told("set-invalid"))
		return CKR_PIN_INVALID;
	if (told("set-removed"))
		return CKR_DEVICE_REMOVED;
	if (info.state == CKS_RW_PUBLIC_SESSION) {
		rv = real->C_Login(s, CKU_SO, old, old_len);
		if (rv == CKR_OK)
			rv = real->C_InitPIN(s, new, new_len);
		real->C_Logout(s);
		return rv;
	}
	if (old == NULL && told("pad"))
		return real->C_SetPIN(s, typed_old, sizeof(typed_old) - 1,
		    typed_new, sizeof(typed_new) - 1);
	return real->C_SetPIN(s, old, old_len, new, new_len);
}

static CK_RV
shim_open(CK_SLOT_ID slot, CK_FLAGS flags, void *app, CK_NOTIFY notify,
    CK_SESSION_HANDLE *session)
{
	same_thread();
	return real->C_OpenSession(slot, flags, app, notify, session);
}

static CK_RV
shim_close(CK_SESSION_HANDLE session)
{
	same_thread();
	return real->C_CloseSession(session);
}

static CK_RV
shim_logout(CK_SESSION_HANDLE session)
{
	same_thread();
	return real->C_Logout(session);
}

static CK_RV
shim_search(CK_SESSION_HANDLE session, CK_ATTRIBUTE *match, CK_ULONG n)
{
	same_thread();
	return real->C_FindObjectsInit(session, match, n);
}

static CK_RV
shim_login(
    CK_SESSION_HANDLE s, CK_USER_TYPE user, unsigned char *pin, CK_ULONG len)
{
	unsigned char typed[] = "123456"; /* on the key pad */
	CK_RV rv;

	same_thread();
	if (user == CKU_SO)
		return login_officer(s, pin, len);
	note(user == CKU_CONTEXT_SPECIFIC ? "context login\n" : "login\n");
	look_at_page(pin);
	if (told("removed-login"))
		return CKR_DEVICE_REMOVED;
	if (told("logged-in") && !was_refused) {
		was_refused = true;
		return CKR_USER_ALREADY_LOGGED_IN;
	}
	if (user == CKU_CONTEXT_SPECIFIC) {
		context_login = true;
		return told("context-wrong") ? CKR_PIN_INCORRECT : CKR_OK;
	}
	if ((pin == NULL && told("pad")) || is_looked_for(pin, len))
		rv = real->C_Login(s, user, typed, 6);
	else
		rv = real->C_Login(s, user, pin, len);
	wrong_pin = rv == CKR_PIN_INCORRECT;
	return rv;
}

static CK_RV
shim_find(
    CK_SESSION_HANDLE s, CK_OBJECT_HANDLE *out, CK_ULONG most, CK_ULONG *n)
{
	CK_RV rv = real->C_FindObjects(s, out, most, n);

	same_thread();
	if (told("hang-list"))
		hang();
	if (told("endless")) {
		for (CK_ULONG i = *n; i < most; i++)
			out[i] = *n > 0 ? out[0] : 77777;
		*n = most;
	}
	if (told("count-lies"))
		*n = ~0UL;
	return rv;
}

static CK_RV
shim_attribute(
    CK_SESSION_HANDLE s, CK_OBJECT_HANDLE o, CK_ATTRIBUTE *a, CK_ULONG n)
{
	bool asked = a->pValue == NULL;
	CK_RV rv;

	same_thread();
	if (a->type == CKA_ALWAYS_AUTHENTICATE && told("always")) {
		if (!asked)
			*(CK_BBOOL *)a->pValue = CK_TRUE;
		a->ulValueLen = sizeof(CK_BBOOL);
		return CKR_OK;
	}
	rv = real->C_GetAttributeValue(s, o, a, n);
	if (a->type == CKA_VALUE && told("length-huge"))
		a->ulValueLen = 1UL << 40;
	if (a->type == CKA_VALUE && !asked && told("length-grows"))
		a->ulValueLen += 4096;
	if (a->type == CKA_VALUE && told("length-none"))
		a->ulValueLen = CK_UNAVAILABLE_INFORMATION;
	if (a->type == CKA_ID && told("no-id"))
		return CKR_ATTRIBUTE_TYPE_INVALID;
	if (a->type == CKA_MODULUS && told("no-modulus"))
		return CKR_ATTRIBUTE_SENSITIVE;
	return rv;
}

static CK_RV
shim_sign_init(CK_SESSION_HANDLE s, CK_MECHANISM *m, CK_OBJECT_HANDLE key)
{
	same_thread();
	context_login = false;
	if (told("akis") && m->mechanism != CKM_SHA256_RSA_PKCS)
		return CKR_MECHANISM_INVALID;
	return real->C_SignInit(s, m, key);
}

static CK_RV
shim_sign(CK_SESSION_HANDLE s, unsigned char *data, CK_ULONG len,
    unsigned char *sig, CK_ULONG *sig_len)
{
	CK_RV rv;

	same_thread();
	note("sign\n");
	if (told("hang-sign"))
		hang();
	if (told("removed-sign") || (told("removed-third") && ++signs == 3))
		return CKR_DEVICE_REMOVED;
	if (told("error-sign"))
		return CKR_DEVICE_ERROR;
	if (told("always") && !context_login)
		return CKR_USER_NOT_LOGGED_IN;
	rv = real->C_Sign(s, data, len, sig, sig_len);
	if (told("sign-lies"))
		*sig_len = 1UL << 40;
	if (told("sign-odd"))
		*sig_len -= 1;
	if (told("sign-other"))
		sig[*sig_len - 1] ^= 1;
	return rv;
}

CK_RV
C_GetFunctionList(CK_FUNCTION_LIST **out)
{
	const char *path = getenv("SHIM_REAL");
	CK_C_GetFunctionList get = NULL;
	void *so, *symbol;

	so = path != NULL ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
	symbol = so != NULL ? dlsym(so, "C_GetFunctionList") : NULL;
	memcpy(&get, &symbol, sizeof(get));
	if (get == NULL || get(&real) != CKR_OK)
		return CKR_GENERAL_ERROR;
	list = *real;
	list.version = lettered;
	list.C_GetInfo = shim_info;
	list.C_Initialize = shim_initialize;
	list.C_Finalize = shim_finalize;
	list.C_GetSlotList = shim_slots;
	list.C_GetSlotInfo = shim_slot_info;
	list.C_GetTokenInfo = shim_token_info;
	list.C_GetMechanismList = shim_mechanisms;
	list.C_OpenSession = shim_open;
	list.C_CloseSession = shim_close;
	list.C_Login = shim_login;
	list.C_InitPIN = shim_init_pin;
	list.C_SetPIN = shim_set_pin;
	list.C_Logout = shim_logout;
	list.C_FindObjectsInit = shim_search;
	list.C_FindObjects = shim_find;
	list.C_GetAttributeValue = shim_attribute;
	list.C_SignInit = shim_sign_init;
	list.C_Sign = shim_sign;
	if (told("no-sign"))
		list.C_Sign = NULL;
	*out = &list;
	return CKR_OK;
}
