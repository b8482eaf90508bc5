/*
 * The card over SoftHSM, with a module in front of it that misbehaves on
 * demand (tests/lib/shim-pkcs11.c). Every token has a folder of its own.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/cms.h>
#include <openssl/x509.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "client/card/card.h"
#include "client/card/provision.h"
#include "portal/issue/ca.h"
#include "base/banned.h"

#define PIN   "123456"
#define TCKN  "10000000146"
#define OTHER "10000000214"
#define TEXT  "Sertifikamın yenilenmesini istiyorum.\n"
#define DAY   86400

static char top[PATH_MAX / 2]; /* of all tokens and of the shim */
static char shim[PATH_MAX];

/* ---- tokens ---- */

static struct ca_id *
person(enum ca_key key, const char *qc, int64_t from, int64_t to)
{
	struct ca_profile p =
	    ca_profile_person("AYŞE ÖĞRETMEN", TCKN, clock_wall(), 1);
	struct ca_id *id = NULL;
	struct err e = { 0 };

	p.key = key;
	p.qc_statements = qc;
	p.not_before = clock_wall() + from * DAY;
	p.not_after = clock_wall() + to * DAY;
	if (ca_issue(&id, NULL, &p, &e) != 0)
		fail_msg("%s", e.text);
	return id;
}

/* Puts the key of one with the certificate of the other on a token. */
static void
put(const char *token, const struct ca_id *key, const struct ca_id *cert)
{
	PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(ca_key(key));
	unsigned char *key_der = NULL, *der = NULL;
	int key_len = i2d_PKCS8_PRIV_KEY_INFO(p8, &key_der);
	int len = i2d_X509(ca_cert(cert), &der);
	struct err e = { 0 };
	char dir[PATH_MAX];

	snprintf(dir, sizeof(dir), "%s/%s", top, token);
	if (card_provision(NULL, dir, token, PIN, key_der, (size_t)key_len, der,
		(size_t)len, &e) != 0)
		fail_msg("%s: %s", token, e.text);
	OPENSSL_free(key_der);
	OPENSSL_free(der);
	PKCS8_PRIV_KEY_INFO_free(p8);
}

static void
make(const char *token, enum ca_key key, const char *qc, int from, int to)
{
	struct ca_id *id = person(key, qc, from, to);

	put(token, id, id);
	ca_id_free(id);
}

static void
make_strange(void)
{
	struct ca_id *a = person(CA_KEY_P256, CA_QC_PERSON, -1, 60);
	struct ca_id *b = person(CA_KEY_P256, CA_QC_PERSON, -1, 60);
	struct ca_id *r = person(CA_KEY_RSA_2048, CA_QC_PERSON, -1, 60);
	struct ca_id *s = person(CA_KEY_RSA_2048, CA_QC_PERSON, -1, 60);

	put("foreign", b, a);
	put("foreign-rsa", s, r);
	put("two-wrong", b, a);
	put("two-wrong", b, a);
	put("two", b, a);
	put("two", a, a);
	ca_id_free(a);
	ca_id_free(b);
	ca_id_free(r);
	ca_id_free(s);
}

static void
write_in(const char *name, const char *text)
{
	char path[PATH_MAX];
	struct err e = { 0 };

	snprintf(path, sizeof(path), "%s/%s", top, name);
	if (file_write(path, text, strlen(text), 0600, &e) != 0)
		fail_msg("%s", e.text);
}

static int
make_all(void **state)
{
	char path[PATH_MAX];
	const char *build = getenv("EIMZA_BUILDDIR");

	(void)state;
	lang_set(LANG_EN);
	snprintf(top, sizeof(top), "/tmp/eimza-card-XXXXXX");
	assert_non_null(mkdtemp(top));
	snprintf(shim, sizeof(shim), "%s/tests/lib/shim-pkcs11.so",
	    build != NULL ? build : ".");
	setenv("SHIM_DIR", top, 1);
	setenv("SHIM_REAL", card_softhsm(), 1);
	snprintf(path, sizeof(path), "%s/hang", top);
	assert_int_equal(mkfifo(path, 0600), 0);
	make("rsa", CA_KEY_RSA_2048, CA_QC_PERSON, -1, 60);
	make("p256", CA_KEY_P256, CA_QC_PERSON, -1, 60);
	make("p384", CA_KEY_P384, CA_QC_PERSON, -1, 60);
	make("expired", CA_KEY_P256, CA_QC_PERSON, -60, -1);
	make("future", CA_KEY_P256, CA_QC_PERSON, 1, 60);
	make("plain", CA_KEY_P256, NULL, -1, 60);
	make("seal", CA_KEY_P256, CA_QC_SEAL, -1, 60);
	make("several", CA_KEY_P256, NULL, -1, 300);
	make("several", CA_KEY_P256, CA_QC_PERSON, -1, 20);
	make("several", CA_KEY_P384, CA_QC_PERSON, -1, 60);
	make_strange();
	return 0;
}

static int
remove_all(void **state)
{
	(void)state;
	file_remove_tree(top);
	return 0;
}

/* ---- the card as the client uses it ---- */

static void
use(const char *token)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s/softhsm2.conf", top, token);
	setenv("SOFTHSM2_CONF", path, 1);
	write_in("log", "");
	write_in("do", "");
}

static unsigned
logged(const char *line)
{
	struct buf log = BUF_INIT(65536);
	struct err e = { 0 };
	char path[PATH_MAX];
	unsigned n = 0;

	snprintf(path, sizeof(path), "%s/log", top);
	assert_int_equal(file_read(path, &log, &e), 0);
	for (const char *p = buf_str(&log); *p != '\0';
	     p = strchr(p, '\n') + 1) {
		size_t len = (size_t)(strchr(p, '\n') - p);

		n += len == strlen(line) && strncmp(p, line, len) == 0;
	}
	buf_free(&log);
	return n;
}

static struct card *
start(const char *module)
{
	const char *const modules[] = { module, NULL };
	struct card *c = NULL;
	struct err e = { 0 };

	assert_int_equal(card_open(&c, modules, &e), 0);
	return c;
}

static void
wait_for(struct card *c, enum card_event_type type, struct card_event *ev)
{
	struct pollfd p = { .fd = card_fd(c), .events = POLLIN };

	while (!card_next(c, ev))
		assert_int_equal(poll(&p, 1, 30000), 1);
	assert_int_equal(ev->type, type);
}

static void
list(struct card *c, const char *tckn, struct card_event *ev)
{
	card_list(c, tckn);
	wait_for(c, CARD_LIST, ev);
}

static void
ask(struct card *c, size_t cert, const char *pin, bool last)
{
	struct secret *s = NULL;

	if (pin != NULL) {
		s = secret_new();
		assert_int_equal(secret_set(s, pin, strlen(pin)), 0);
	}
	card_sign(c, cert, TEXT, strlen(TEXT), clock_wall(), s, last);
	if (s != NULL)
		assert_int_equal(secret_len(s), 0);
	secret_free(s);
}

/* The signature holds, and over this text. */
static void
verify(const struct buf *cms)
{
	const unsigned char *p = (const unsigned char *)cms->data;
	CMS_ContentInfo *ci = d2i_CMS_ContentInfo(NULL, &p, (long)cms->len);
	BIO *out = BIO_new(BIO_s_mem());
	char *text = NULL;
	long len;

	assert_non_null(ci);
	assert_int_equal(
	    CMS_verify(ci, NULL, NULL, NULL, out,
		CMS_BINARY | CMS_CADES | CMS_NO_SIGNER_CERT_VERIFY),
	    1);
	len = BIO_get_mem_data(out, &text);
	assert_int_equal(len, strlen(TEXT));
	assert_memory_equal(text, TEXT, strlen(TEXT));
	BIO_free(out);
	CMS_ContentInfo_free(ci);
}

/* ---- listing ---- */

struct list_case {
	const char *token;
	const char *words; /* what the module does wrong */
	const char *tckn;
	const char *reason; /* NULL: it goes well */
	size_t certs;
	const char *why; /* reason of the first certificate */
};

static const struct list_case list_cases[] = {
	{ "rsa", "", NULL, NULL, 1, "" },
	{ "p256", "", TCKN, NULL, 1, "" },
	{ "several", "", NULL, NULL, 3, "" },
	{ "two", "", NULL, NULL, 2, "" },
	{ "rsa", "no-args label", NULL, NULL, 1, "" },
	{ "p256", "pin-lengths", NULL, NULL, 1, "" },
	{ "p256", "", OTHER, "no-certificate", 1, "other-person" },
	{ "p256", "", "100000001460000", "no-certificate", 1, "other-person" },
	{ "expired", "", NULL, "no-certificate", 1, "expired" },
	{ "future", "", NULL, "no-certificate", 1, "not-yet-valid" },
	{ "plain", "", NULL, "no-certificate", 1, "not-qualified" },
	{ "seal", "", NULL, "no-certificate", 1, "seal" },
	{ "p256", "no-id", NULL, "no-certificate", 1, "no-key" },
	{ "no-such", "", NULL, "module-bad", 0, NULL },
	{ "empty", "", NULL, "no-certificate", 0, NULL },
	{ "p256", "no-slots", NULL, "no-reader", 0, NULL },
	{ "p256", "no-token", NULL, "no-card", 0, NULL },
	{ "p256", "no-start", NULL, "module-bad", 0, NULL },
	{ "p256", "no-sign", NULL, "module-bad", 0, NULL },
	{ "p256", "length-huge", NULL, "no-certificate", 0, NULL },
	{ "p256", "length-grows", NULL, "no-certificate", 0, NULL },
	{ "p256", "length-none", NULL, "no-certificate", 0, NULL },
	{ "p256", "count-lies", NULL, "no-certificate", 0, NULL },
	{ "p256", "endless", NULL, NULL, 256, "" },
};

static void
list_one(const struct list_case *t)
{
	struct card_event ev;
	struct card *c;

	use(t->token);
	write_in("do", t->words);
	c = start(shim);
	list(c, t->tckn, &ev);
	print_message("# %s %s: %s\n", t->token, t->words, ev.err.text);
	if (t->reason != NULL)
		assert_string_equal(ev.err.reason, t->reason);
	assert_int_equal(ev.err.code != 0, t->reason != NULL);
	assert_int_equal(ev.err.text[0] != '\0', t->reason != NULL);
	if (t->why != NULL)
		assert_string_equal(ev.certs[0].why.reason, t->why);
	for (size_t i = 0; i < ev.cert_count; i++) {
		assert_true(text_printable(ev.certs[i].token, false));
		assert_true(text_printable(ev.certs[i].slot, false));
		assert_int_equal(ev.certs[i].pin, CARD_PIN_OK);
	}
	assert_int_equal(ev.cert_count, t->certs);
	assert_int_equal(logged("login"), 0);
	card_close(c);
	assert_int_equal(logged("second thread"), 0);
}

static void
test_list(void **state)
{
	char path[PATH_MAX];

	(void)state;
	snprintf(path, sizeof(path), "%s/empty/tokens", top);
	assert_int_equal(file_make_dirs(path, 0700, NULL), 0);
	snprintf(path, sizeof(path), "directories.tokendir = %s/empty/tokens\n",
	    top);
	write_in("empty/softhsm2.conf", path);
	for (size_t i = 0; i < sizeof(list_cases) / sizeof(*list_cases); i++)
		list_one(&list_cases[i]);
}

static void
test_order(void **state)
{
	struct card_event ev;
	struct card *c;

	(void)state;
	use("several");
	c = start(card_softhsm());
	list(c, NULL, &ev);
	assert_int_equal(ev.cert_count, 3);
	assert_string_equal(ev.certs[0].facts.key, "EC P-384");
	assert_int_equal(ev.certs[1].refused, 0);
	assert_string_equal(ev.certs[2].why.reason, "not-qualified");
	ask(c, 2, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "not-qualified");
	ask(c, 99, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "no-certificate");
	assert_false(card_next(c, &ev));
	card_close(c);
}

static void
test_modules(void **state)
{
	static const struct {
		const char *modules[4];
		const char *reason;
	} t[] = {
		{ { NULL }, "no-module" },
		{ { "/nowhere/libakisp11.so", NULL }, "no-module" },
		{ { "/etc/passwd", NULL }, "module-bad" },
		{ { "libm.so.6", NULL }, "module-bad" },
		{ { "/etc/passwd", "/nowhere/x.so", NULL }, "module-bad" },
		{ { "/nowhere/x.so", shim, "/etc/passwd", NULL }, "no-card" },
		{ { "/etc/passwd", shim, NULL }, "no-card" },
	};
	struct card_event ev;
	struct err e = { 0 };
	struct card *c;

	(void)state;
	use("p256");
	write_in("do", "no-token");
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		assert_int_equal(card_open(&c, t[i].modules, &e), 0);
		list(c, NULL, &ev);
		assert_string_equal(ev.err.reason, t[i].reason);
		assert_int_equal(ev.cert_count, 0);
		card_close(c);
	}
}

/* A driver is tried again, and the first with a usable certificate wins. */
static void
test_first_usable(void **state)
{
	const char *modules[] = { "/nowhere/x.so", shim, card_softhsm(), NULL };
	struct card_event ev;
	struct err e = { 0 };
	struct card *c;

	(void)state;
	use("p256");
	write_in("do", "no-token");
	assert_int_equal(card_open(&c, modules, &e), 0);
	list(c, NULL, &ev);
	assert_int_equal(ev.err.code, 0);
	ask(c, 0, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	verify(&ev.cms);
	assert_int_equal(logged("login"), 0);
	write_in("do", "");
	list(c, NULL, &ev);
	ask(c, 0, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_int_equal(ev.err.code, 0);
	assert_int_equal(logged("login"), 1);
	card_close(c);
}

/* ---- signing ---- */

struct sign_case {
	const char *token;
	const char *words; /* wrong between list and signature */
	const char *pin;
	const char *reason; /* NULL: it goes well */
	unsigned logins;    /* a PIN was sent so often */
	unsigned signs;
	bool last; /* the last try is agreed to */
};

static const struct sign_case sign_cases[] = {
	{ "rsa", "", PIN, NULL, 1, 1, false },
	{ "p256", "", PIN, NULL, 1, 1, false },
	{ "p384", "", PIN, NULL, 1, 1, false },
	{ "rsa", "sha256-only", PIN, NULL, 1, 1, false },
	{ "rsa", "always", PIN, NULL, 1, 1, false },
	{ "p256", "always", PIN, NULL, 1, 1, false },
	{ "p256", "low", PIN, NULL, 1, 1, false },
	{ "p256", "pad", NULL, NULL, 1, 1, false },
	{ "p256", "final", PIN, NULL, 1, 1, true },
	{ "p256", "logged-in", PIN, NULL, 2, 1, false },
	{ "two", "", PIN, NULL, 1, 0, false },
	/* PINs that are not sent, or refused. */
	{ "p256", "", "", "pin-length", 0, 0, false },
	{ "p256", "", NULL, "pin-length", 0, 0, false },
	{ "p256", "", "123", "pin-length", 0, 0, false },
	{ "p256", "", "1234567890123", "pin-length", 0, 0, false },
	{ "p256", "", "abcdef", "pin-digits", 0, 0, false },
	{ "p256", "", "12345 ", "pin-digits", 0, 0, false },
	{ "p256", "", "١٢٣٤٥٦", "pin-digits", 0, 0, false },
	{ "p256", "final", PIN, "pin-last", 0, 0, false },
	{ "p256", "locked", PIN, "pin-locked", 0, 0, true },
	{ "p256", "locked final", PIN, "pin-locked", 0, 0, true },
	{ "p256", "", "654321", "pin-wrong", 1, 0, false },
	{ "p256", "wrong-final", "654321", "pin-last", 1, 0, false },
	{ "p256", "wrong-locked", "654321", "pin-locked", 1, 0, false },
	{ "p256", "always context-wrong", PIN, "pin-wrong", 1, 0, false },
	/* The card goes, or does not do what it should. */
	{ "p256", "removed-login", PIN, "removed", 1, 0, false },
	{ "p256", "removed-sign", PIN, "removed", 1, 1, false },
	{ "p256", "error-sign", PIN, "device", 1, 1, false },
	{ "p256", "sign-lies", PIN, "device", 1, 1, false },
	{ "p256", "sign-odd", PIN, "key-mismatch", 1, 1, false },
	{ "p256", "sign-other", PIN, "key-mismatch", 1, 1, false },
	{ "rsa", "sign-other", PIN, "key-mismatch", 1, 1, false },
	{ "p384", "sha256-only", PIN, "no-mechanism", 1, 0, false },
	{ "rsa", "no-mechanisms", PIN, "no-mechanism", 1, 0, false },
	{ "rsa", "many-mechanisms", PIN, "no-mechanism", 1, 0, false },
	{ "p256", "count-lies", PIN, "removed", 0, 0, false },
	{ "p256", "length-huge", PIN, "removed", 0, 0, false },
	{ "foreign", "", PIN, "key-mismatch", 1, 1, false },
	{ "foreign-rsa", "", PIN, "key-mismatch", 1, 0, false },
	{ "foreign-rsa", "no-modulus", PIN, "key-mismatch", 1, 1, false },
	{ "two-wrong", "", PIN, "key-mismatch", 1, 2, false },
	{ "two-wrong", "always", PIN, "key-mismatch", 1, 1, false },
};

static void
sign_one(const struct sign_case *t)
{
	struct card_event ev;
	struct card *c;

	use(t->token);
	c = start(shim);
	list(c, TCKN, &ev);
	assert_int_equal(ev.err.code, 0);
	write_in("do", t->words);
	ask(c, 0, t->pin, t->last);
	wait_for(c, CARD_SIGNED, &ev);
	print_message("# %s %s: %s\n", t->token, t->words, ev.err.text);
	if (t->reason == NULL) {
		assert_int_equal(ev.err.code, 0);
		verify(&ev.cms);
	} else {
		assert_string_equal(ev.err.reason, t->reason);
		assert_int_not_equal(ev.err.code, 0);
		assert_int_equal(ev.cms.len, 0);
	}
	assert_int_equal(logged("login"), t->logins);
	if (t->signs > 0)
		assert_int_equal(logged("sign"), t->signs);
	card_close(c);
	assert_int_equal(logged("second thread"), 0);
	assert_int_equal(logged("finalize"), 1);
}

static void
test_sign(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(sign_cases) / sizeof(*sign_cases); i++)
		sign_one(&sign_cases[i]);
}

/* The length that the token states counts, within reason. */
static void
test_pin_length(void **state)
{
	struct card_event ev;
	struct card *c;

	(void)state;
	use("p256");
	write_in("do", "pin-six");
	c = start(shim);
	list(c, NULL, &ev);
	ask(c, 0, "12345", false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "pin-length");
	assert_int_equal(logged("login"), 0);
	ask(c, 0, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_int_equal(ev.err.code, 0);
	card_close(c);
}

/* Another card in the reader gets no PIN. */
static void
test_other_card(void **state)
{
	struct card_event ev;
	struct card *c;
	char from[PATH_MAX], to[PATH_MAX];

	(void)state;
	use("future"); /* any card that is not needed later */
	make("gone", CA_KEY_P256, CA_QC_PERSON, -1, 60);
	use("gone");
	c = start(shim);
	list(c, NULL, &ev);
	snprintf(from, sizeof(from), "%s/gone/tokens", top);
	snprintf(to, sizeof(to), "%s/gone/elsewhere", top);
	assert_int_equal(rename(from, to), 0);
	ask(c, 0, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "removed");
	assert_int_equal(logged("login"), 0);
	card_close(c);
}

/* ---- hanging and cancelling ---- */

/* Returns once the module hangs; closing the descriptor lets it go. */
static int
hanging(void)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/hang", top);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	return fd;
}

static void
test_cancel(void **state)
{
	struct card_event ev;
	struct card *c;
	int fd;

	(void)state;
	use("p256");
	c = start(shim);
	card_cancel(c);
	assert_false(card_next(c, &ev));
	list(c, NULL, &ev);
	write_in("do", "hang-sign");
	ask(c, 0, PIN, false);
	card_list(c, NULL);
	fd = hanging();
	card_cancel(c);
	assert_true(card_next(c, &ev));
	assert_int_equal(ev.type, CARD_SIGNED);
	assert_int_equal(ev.err.code, ERR_CANCELLED);
	assert_string_equal(ev.err.reason, "cancelled");
	assert_true(card_next(c, &ev));
	assert_int_equal(ev.type, CARD_LIST);
	assert_int_equal(ev.err.code, ERR_CANCELLED);
	assert_false(card_next(c, &ev));
	write_in("do", "");
	close(fd);
	/* The late answer is thrown away and the card works on. */
	list(c, NULL, &ev);
	assert_int_equal(ev.err.code, 0);
	ask(c, 0, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	verify(&ev.cms);
	card_close(c);
}

/* Cancelled before the PIN was sent, none is sent. */
static void
test_cancel_before_pin(void **state)
{
	struct card_event ev;
	struct card *c;
	int fd;

	(void)state;
	use("p256");
	c = start(shim);
	list(c, NULL, &ev);
	write_in("do", "hang-list");
	ask(c, 0, PIN, false);
	fd = hanging();
	card_cancel(c);
	wait_for(c, CARD_SIGNED, &ev);
	assert_int_equal(ev.err.code, ERR_CANCELLED);
	write_in("do", "");
	close(fd);
	list(c, NULL, &ev);
	assert_int_equal(logged("login"), 0);
	card_close(c);
}

static unsigned
threads(void)
{
	DIR *d = opendir("/proc/self/task");
	unsigned n = 0;

	assert_non_null(d);
	for (const struct dirent *e; (e = readdir(d)) != NULL;)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void
close_hanging(const char *words, bool signing)
{
	unsigned before = threads();
	struct card_event ev;
	struct card *c;
	int64_t from, took;
	int fd;

	use("p256");
	c = start(shim);
	list(c, NULL, &ev);
	write_in("do", words);
	if (signing)
		ask(c, 0, PIN, false);
	else
		card_list(c, NULL);
	fd = hanging();
	from = clock_mono_ms();
	card_close(c);
	took = clock_mono_ms() - from;
	assert_in_range(took, 1900, 20000);
	assert_int_equal(threads(), before + 1);
	assert_int_equal(logged("finalize"), 0);
	write_in("do", "");
	close(fd);
	/* What was left behind ends by itself and cleans up. */
	while (threads() > before && clock_mono_ms() - from < 60000)
		poll(NULL, 0, 1);
	assert_int_equal(threads(), before);
	assert_int_equal(logged("finalize"), 1);
}

static void
test_close(void **state)
{
	struct card *c;

	(void)state;
	card_close(NULL);
	use("p256");
	c = start(shim);
	card_list(c, NULL);
	card_close(c); /* with an answer nobody reads */
	close_hanging("hang-sign", true);
	close_hanging("hang-list", false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_modules),
		cmocka_unit_test(test_first_usable),
		cmocka_unit_test(test_sign),
		cmocka_unit_test(test_pin_length),
		cmocka_unit_test(test_other_card),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_cancel_before_pin),
		cmocka_unit_test(test_close),
	};

	if (card_softhsm() == NULL) {
		puts("1..0 # SKIP no SoftHSM");
		return 0;
	}
	alarm(300); /* a hang is a failure, not a wait */
	return cmocka_run_group_tests(tests, make_all, remove_all);
}
