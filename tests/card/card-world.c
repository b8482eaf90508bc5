#include "config.h"
#include "card-world.h"

#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/x509.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/lang.h"
#include "sign/cades.h"
#include "base/banned.h"

#define BOUND 60000
#define MOST  32 /* cards in one test */

char top[64];
static struct ca_id *root;
static struct trust *trust;
static struct vcard *cards[MOST];
static struct card *clients[MOST];
static size_t card_count, client_count;

const char *
opensc(void)
{
	static const char *const places[] = {
		"/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
		"/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
		"/usr/lib64/pkcs11/opensc-pkcs11.so",
		"/usr/lib64/opensc-pkcs11.so",
		"/usr/lib/opensc-pkcs11.so",
		"/usr/local/lib/opensc-pkcs11.so",
	};

	for (size_t i = 0; i < COUNT(places); i++)
		if (access(places[i], R_OK) == 0)
			return places[i];
	fail_msg("OpenSC is not installed");
	return NULL;
}

static void
make_root(void)
{
	struct ca_profile p = ca_profile_root("Kart Kök", clock_wall(), 400);
	const struct ca_id *ids[1];
	char path[PATH_MAX];

	p.not_before = clock_wall() - 100 * DAY;
	assert_int_equal(ca_issue(&root, NULL, &p, NULL), 0);
	ids[0] = root;
	snprintf(path, sizeof(path), "%s/root.pem", top);
	assert_int_equal(ca_write_cert(path, ids, 1, NULL), 0);
	trust = trust_new();
	assert_int_equal(trust_add_ca_file(trust, path, NULL), 0);
}

int
make_all(void **state)
{
	(void)state;
	lang_set(LANG_EN);
	snprintf(top, sizeof(top), "/tmp/eimza-vcard-XXXXXX");
	assert_non_null(mkdtemp(top));
	setenv("HOME", top, 1);
	make_root();
	place_start();
	return 0;
}

int
remove_all(void **state)
{
	(void)state;
	place_kill();
	file_remove_tree(top);
	trust_free(trust);
	ca_id_free(root);
	return 0;
}

void
end_clients(void)
{
	for (size_t i = 0; i < client_count; i++)
		card_close(clients[i]);
	client_count = 0;
}

int
end_test(void **state)
{
	(void)state;
	for (size_t i = 0; i < card_count; i++)
		vcard_free(cards[i]);
	end_clients();
	for (int i = 0; i < PLACE_READERS && card_count > 0; i++)
		place_wait(i, false);
	card_count = 0;
	return 0;
}

struct vcard *
card_make(int reader, const char *name)
{
	char path[PATH_MAX];

	assert_true(card_count < MOST);
	snprintf(path, sizeof(path), "%s/%s", top, name);
	unlink(path);
	cards[card_count] = vcard_new(reader, path);
	return cards[card_count++];
}

void
card_fill(struct vcard *v, int slot, enum ca_key key)
{
	struct ca_profile p =
	    ca_profile_person("AYŞE ÖĞRETMEN", TCKN, clock_wall(), 60);
	struct ca_id *id = NULL;
	unsigned char *der = NULL;
	int len;

	p.key = key;
	p.not_before = clock_wall() - DAY;
	assert_int_equal(ca_issue(&id, root, &p, NULL), 0);
	len = i2d_X509(ca_cert(id), &der);
	assert_true(len > 0);
	vcard_put(v, slot, ca_key(id), der, (size_t)len);
	OPENSSL_free(der);
	ca_id_free(id);
}

void
card_put_in(struct vcard *v)
{
	vcard_in(v);
	place_wait(vcard_reader(v), true);
}

void
card_take_out(struct vcard *v)
{
	vcard_out(v);
	place_wait(vcard_reader(v), false);
}

struct card *
start(void)
{
	return start_with(opensc());
}

struct card *
start_with(const char *module)
{
	const char *const modules[] = { module, NULL };
	const struct card_options o = { .modules = modules };
	struct card *c = NULL;

	assert_true(client_count < MOST);
	assert_int_equal(card_open(&c, &o, NULL), 0);
	clients[client_count++] = c;
	return c;
}

void
wait_for(struct card *c, enum card_event_type type, struct card_event *ev)
{
	struct pollfd p = { .fd = card_fd(c), .events = POLLIN };

	do
		while (!card_next(c, ev))
			assert_int_equal(poll(&p, 1, BOUND), 1);
	while (ev->type != type);
}

void
wait_list(struct card *c, struct card_event *ev,
    bool (*holds)(const struct card_event *ev))
{
	do
		wait_for(c, CARD_LIST, ev);
	while (!holds(ev));
}

void
list(struct card *c, struct card_event *ev)
{
	card_list(c, TCKN);
	wait_for(c, CARD_LIST, ev);
}

struct secret *
secret_of(const char *text)
{
	struct secret *s = secret_new();

	assert_non_null(s);
	assert_int_equal(secret_set(s, text, strlen(text)), 0);
	return s;
}

void
ask(struct card *c, size_t cert, const char *pin, bool last)
{
	struct secret *s = secret_of(pin);

	card_sign(c, cert, TEXT, strlen(TEXT), clock_wall(), s, last);
	assert_int_equal(secret_len(s), 0);
	secret_free(s);
}

void
sign_well(struct card *c)
{
	struct card_event ev;

	ask(c, 0, PIV_PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.text, "");
	assert_int_equal(ev.err.code, 0);
	verify(&ev.cms);
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
}
