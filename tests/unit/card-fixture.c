/*
 * The tokens of the card's tests, each in a folder of its own, and the card
 * as the client uses it.
 */
#include "config.h"
#include "card-fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/cms.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/lang.h"
#include "client/card/provision.h"
#include "portal/issue/ca.h"
#include "portal/issue/ca-file-der.h"
#include "sign/cades.h"
#include "base/banned.h"

char top[PATH_MAX / 2];
char shim[PATH_MAX];
char hostile[PATH_MAX];
static struct ca_id *root;  /* of all certificates */
static struct trust *trust; /* in it */

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
	if (ca_issue(&id, root, &p, &e) != 0)
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

void
token_make(const char *token, enum ca_key key, const char *qc, int from, int to)
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
	put("twins", s, r);
	put("twins", r, r);
	ca_id_free(a);
	ca_id_free(b);
	ca_id_free(r);
	ca_id_free(s);
}

void
write_in(const char *name, const char *text)
{
	char path[PATH_MAX];
	struct err e = { 0 };

	snprintf(path, sizeof(path), "%s/%s", top, name);
	if (file_write(path, text, strlen(text), 0600, &e) != 0)
		fail_msg("%s", e.text);
}

static void
make_root(void)
{
	struct ca_profile p = ca_profile_root("Kart Kök", clock_wall(), 400);
	const struct ca_id *ids[1];
	struct err e = { 0 };
	char path[PATH_MAX];

	p.not_before = clock_wall() - 100 * DAY;
	assert_int_equal(ca_issue(&root, NULL, &p, &e), 0);
	ids[0] = root;
	snprintf(path, sizeof(path), "%s/root.pem", top);
	assert_int_equal(ca_write_cert(path, ids, 1, &e), 0);
	trust = trust_new();
	assert_int_equal(trust_add_ca_file(trust, path, &e), 0);
}

static void
find_module(char *path, const char *name)
{
	const char *build = getenv("EIMZA_BUILDDIR");

	snprintf(path, PATH_MAX, "%s/tests/lib/%s", build != NULL ? build : ".",
	    name);
}

static void
make_folder(void)
{
	char path[PATH_MAX];

	lang_set(LANG_EN);
	snprintf(top, sizeof(top), "/tmp/eimza-card-XXXXXX");
	assert_non_null(mkdtemp(top));
	find_module(shim, "shim-pkcs11.so");
	find_module(hostile, "hostile-pkcs11.so");
	setenv("SHIM_DIR", top, 1);
	snprintf(path, sizeof(path), "%s/hang", top);
	assert_int_equal(mkfifo(path, 0600), 0);
	make_root();
}

int
make_hostile(void **state)
{
	(void)state;
	make_folder();
	card_make(CA_KEY_P256);
	return 0;
}

int
make_all(void **state)
{
	(void)state;
	make_folder();
	setenv("SHIM_REAL", card_provision_module(), 1);
	token_make("rsa", CA_KEY_RSA_2048, CA_QC_PERSON, -1, 60);
	token_make("p256", CA_KEY_P256, CA_QC_PERSON, -1, 60);
	token_make("p384", CA_KEY_P384, CA_QC_PERSON, -1, 60);
	token_make("expired", CA_KEY_P256, CA_QC_PERSON, -60, -1);
	token_make("future", CA_KEY_P256, CA_QC_PERSON, 1, 60);
	token_make("plain", CA_KEY_P256, NULL, -1, 60);
	token_make("seal", CA_KEY_P256, CA_QC_SEAL, -1, 60);
	token_make("several", CA_KEY_P256, NULL, -1, 300);
	token_make("several", CA_KEY_P256, CA_QC_PERSON, -1, 20);
	token_make("several", CA_KEY_P384, CA_QC_PERSON, -1, 60);
	make_strange();
	return 0;
}

int
remove_all(void **state)
{
	(void)state;
	file_remove_tree(top);
	trust_free(trust);
	ca_id_free(root);
	return 0;
}

void
use(const char *token)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s/softhsm2.conf", top, token);
	setenv("SOFTHSM2_CONF", path, 1);
	order("");
}

void
order(const char *words)
{
	write_in("log", "");
	write_in("do", words);
}

void
card_make(enum ca_key key)
{
	struct ca_id *id = person(key, CA_QC_PERSON, -1, 60);
	struct buf key_der = BUF_INIT(8192), der = BUF_INIT(8192);
	struct err e = { 0 };
	char path[PATH_MAX];

	assert_int_equal(ca_key_der(id, &key_der, &e), 0);
	assert_int_equal(ca_cert_der(id, &der, &e), 0);
	snprintf(path, sizeof(path), "%s/key.der", top);
	assert_int_equal(
	    file_write(path, key_der.data, key_der.len, 0600, &e), 0);
	snprintf(path, sizeof(path), "%s/cert.der", top);
	assert_int_equal(file_write(path, der.data, der.len, 0600, &e), 0);
	buf_free(&key_der);
	buf_free(&der);
	ca_id_free(id);
}

static unsigned
count(const char *line, bool whole)
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

		n += (!whole || len == strlen(line)) &&
		     strncmp(p, line, strlen(line)) == 0;
	}
	buf_free(&log);
	return n;
}

unsigned
logged(const char *line)
{
	return count(line, true);
}

unsigned
logged_with(const char *beginning)
{
	return count(beginning, false);
}

struct card *
start(const char *module)
{
	const char *const modules[] = { module, NULL };
	struct card_options o = { .modules = modules };
	struct card *c = NULL;
	struct err e = { 0 };

	assert_int_equal(card_open(&c, &o, &e), 0);
	return c;
}

void
wait_for(struct card *c, enum card_event_type type, struct card_event *ev)
{
	struct pollfd p = { .fd = card_fd(c), .events = POLLIN };

	while (!card_next(c, ev))
		assert_int_equal(poll(&p, 1, 30000), 1);
	assert_int_equal(ev->type, type);
}

void
list(struct card *c, const char *tckn, struct card_event *ev)
{
	card_list(c, tckn);
	wait_for(c, CARD_LIST, ev);
}

void
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

/* OpenSSL's own judgement, beside that of the portal. */
static void
verify_openssl(const struct buf *cms)
{
	const unsigned char *p = (const unsigned char *)cms->data;
	CMS_ContentInfo *ci = d2i_CMS_ContentInfo(NULL, &p, (long)cms->len);
	X509_STORE *store = X509_STORE_new();
	BIO *out = BIO_new(BIO_s_mem());
	char *text = NULL;

	assert_non_null(ci);
	assert_int_equal(X509_STORE_add_cert(store, ca_cert(root)), 1);
	X509_STORE_set_purpose(store, X509_PURPOSE_ANY);
	assert_int_equal(
	    CMS_verify(ci, NULL, store, NULL, out, CMS_BINARY | CMS_CADES), 1);
	assert_int_equal(BIO_get_mem_data(out, &text), strlen(TEXT));
	assert_memory_equal(text, TEXT, strlen(TEXT));
	BIO_free(out);
	X509_STORE_free(store);
	CMS_ContentInfo_free(ci);
}

void
verify(const struct buf *cms)
{
	struct cades_policy p = { .trust = trust,
		.content = TEXT,
		.content_len = strlen(TEXT),
		.tckn = TCKN };
	struct err e = { 0 };

	if (cades_verify(
		&p, (const unsigned char *)cms->data, cms->len, NULL, &e) != 0)
		fail_msg("%s", e.text);
	verify_openssl(cms);
}

int
hanging(void)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/hang", top);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	return fd;
}

unsigned
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
