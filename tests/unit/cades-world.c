#include "config.h"
#include "cades-world.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/x509.h>

#include "base/clock.h"
#include "base/file.h"
#include "unit.h"

#include "base/banned.h"

#define MAX (1 << 20)
#define DAY 86400L

char *
world_path(const struct world *w, const char *name, char out[128])
{
	snprintf(out, 128, "%s/%s", w->dir, name);
	return out;
}

struct ca_id *
world_issue(const struct ca_id *issuer, const struct ca_profile *p)
{
	struct ca_id *id = NULL;
	struct err e = { 0 };

	if (ca_issue(&id, issuer, p, &e) != 0)
		fail_msg("%s", e.text);
	return id;
}

struct ca_profile
world_person(const struct world *w)
{
	struct ca_profile p =
	    ca_profile_person("Ayşe Öğretmen", WORLD_TCKN, w->now - DAY, 365);

	if (w->person != NULL)
		p.use_key = ca_key(w->person);
	return p;
}

static void
write_list(const struct world *w, const char *name, const struct ca_id *issuer,
    const struct ca_crl_profile *p)
{
	char path[128];
	X509_CRL *crl = NULL;
	struct err e = { 0 };

	if (ca_crl(&crl, issuer, p, &e) != 0 ||
	    ca_write_crl(world_path(w, name, path), crl, &e) != 0)
		fail_msg("%s", e.text);
	X509_CRL_free(crl);
}

void
world_list(const struct world *w, const char *name, const struct ca_id *issuer,
    int64_t from, int64_t until, const struct ca_id *gone)
{
	struct ca_revoked entry = { gone, from, 1 };
	struct ca_crl_profile p = { 1, from, until, &entry, gone != NULL,
		NULL };

	write_list(w, name, issuer, &p);
}

void
world_list_at(const struct world *w, const char *name,
    const struct ca_id *issuer, const struct ca_id *gone, int64_t when)
{
	struct ca_revoked entry = { gone, when, 1 };
	struct ca_crl_profile p = { 1, w->now - 60, w->now + DAY, &entry, 1,
		NULL };

	write_list(w, name, issuer, &p);
}

/* Root and sub in one file, as other programs want them. */
static void
write_chain(const struct world *w)
{
	const struct ca_id *const ids[] = { w->root, w->sub };
	char path[128];
	struct err e = { 0 };

	if (ca_write_cert(world_path(w, "chain.pem", path), ids, 2, &e) != 0)
		fail_msg("%s", e.text);
}

static void
write_cert(const struct world *w, const char *name, const struct ca_id *id)
{
	char path[128];
	struct err e = { 0 };

	if (ca_write_cert(world_path(w, name, path), &id, 1, &e) != 0)
		fail_msg("%s", e.text);
}

static void
load(struct world *w)
{
	static const char *const cas[] = { "sub.pem", "root.pem" };
	static const char *const crls[] = { "sub.crl", "root.crl" };
	char path[128];
	struct err e = { 0 };

	w->trust = trust_new();
	assert_non_null(w->trust);
	/* The list before its CA, the sub before the root. */
	for (size_t i = 0; i < COUNT(crls); i++)
		if (trust_add_crl_file(
			w->trust, world_path(w, crls[i], path), &e) != 0)
			fail_msg("%s", e.text);
	assert_int_not_equal(trust_settled(w->trust, &e), 0);
	for (size_t i = 0; i < COUNT(cas); i++)
		if (trust_add_ca_file(
			w->trust, world_path(w, cas[i], path), &e) != 0)
			fail_msg("%s", e.text);
	if (trust_settled(w->trust, &e) != 0)
		fail_msg("%s", e.text);
}

void
world_make(struct world *w)
{
	struct ca_profile p;

	memset(w, 0, sizeof(*w));
	w->now = clock_wall();
	snprintf(w->dir, sizeof(w->dir), "/tmp/eimza-test-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	p = ca_profile_root("Test Root", w->now - 100 * DAY, 3650);
	w->root = world_issue(NULL, &p);
	p = ca_profile_sub("Test Sub", w->now - 100 * DAY, 1825);
	w->sub = world_issue(w->root, &p);
	p.cn = "Test Gone";
	w->ca_gone = world_issue(w->root, &p);
	p = world_person(w);
	w->person = world_issue(w->sub, &p);
	p = world_person(w);
	w->revoked = world_issue(w->sub, &p);
	write_cert(w, "root.pem", w->root);
	write_cert(w, "sub.pem", w->sub);
	write_chain(w);
	world_list(
	    w, "root.crl", w->root, w->now - 60, w->now + DAY, w->ca_gone);
	world_list(w, "sub.crl", w->sub, w->now - 60, w->now + DAY, w->revoked);
	load(w);
}

void
world_free(struct world *w)
{
	file_remove_tree(w->dir);
	trust_free(w->trust);
	ca_id_free(w->revoked);
	ca_id_free(w->person);
	ca_id_free(w->ca_gone);
	ca_id_free(w->sub);
	ca_id_free(w->root);
}

struct cades_policy
world_policy(const struct world *w)
{
	struct cades_policy p = { 0 };

	p.trust = w->trust;
	p.tckn = WORLD_TCKN;
	p.not_before = w->now - 300;
	p.not_after = w->now + 300;
	p.now = w->now;
	p.crl_required = true;
	return p;
}

void
world_expect(
    const struct cades_policy *p, const struct buf *der, const char *reason)
{
	struct err e = { 0 };
	int rc = cades_verify(
	    p, (const unsigned char *)der->data, der->len, NULL, &e);

	if (reason == NULL) {
		if (rc != 0)
			fail_msg("refused: %s: %s", e.reason, e.text);
		return;
	}
	if (rc == 0)
		fail_msg("accepted, expected %s", reason);
	assert_string_equal(e.reason, reason);
	assert_int_equal(e.code, rc);
	assert_true(e.text[0] != '\0');
}

void
world_expect_recipe(
    const struct cades_policy *p, const struct recipe *r, const char *reason)
{
	struct buf der = BUF_INIT(MAX);

	recipe_make(r, &der);
	world_expect(p, &der, reason);
	buf_free(&der);
}
