/* The portal's certificate: what is refused, and what is said about it. */
#include "config.h"
#include "client/remote/peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "link-fixture.h"

#include "base/banned.h"

static const struct server_step good_step = { SERVER_ANSWER, GOOD, 0 };

enum signer { BY_TRUSTED, BY_STRANGER, BY_ITSELF };

static const struct {
	const char *label;
	struct server_cert_plan plan;
	enum signer by;
	bool send_ca;	    /* the authority's certificate too */
	const char *reason; /* part of it */
	const char *chain;  /* part of it */
} cases[] = {
	{ "unknown issuer",
	    { "portal", "IP:127.0.0.1", -FIXTURE_DAY, FIXTURE_DAY },
	    BY_STRANGER, false, "authority that this computer does not know",
	    "Issuer: CN=Stranger CA\n" },
	{ "unknown issuer, with its certificate",
	    { "portal", "IP:127.0.0.1", -FIXTURE_DAY, FIXTURE_DAY },
	    BY_STRANGER, true, "is not trusted by this computer",
	    "Owner: CN=Stranger CA\n" },
	{ "self-signed", { "me", "IP:127.0.0.1", -FIXTURE_DAY, FIXTURE_DAY },
	    BY_ITSELF, false, "self-signed", "Issuer: CN=me\n" },
	{ "expired", { "portal", "IP:127.0.0.1", -2 * FIXTURE_DAY, -60 },
	    BY_TRUSTED, false, "expired", "Issuer: CN=Test CA\n" },
	{ "not yet valid",
	    { "portal", "IP:127.0.0.1", 2 * FIXTURE_DAY, 3 * FIXTURE_DAY },
	    BY_TRUSTED, false, "not valid yet", "Owner: CN=portal\n" },
	{ "other host",
	    { "127.0.0.1", "DNS:a.example,DNS:b.example", -FIXTURE_DAY,
		FIXTURE_DAY },
	    BY_TRUSTED, false, "another host, not for 127.0.0.1.",
	    "Hosts: a.example, b.example\n" },
	{ "names that would move the cursor",
	    { "\033[2J\xe2\x80\xae"
	      "Ş",
		"DNS:a.example", -FIXTURE_DAY, FIXTURE_DAY },
	    BY_STRANGER, false, "does not know", "Ş" },
};

static struct server_cert
make_case(size_t i, const struct server_cert *stranger)
{
	const struct server_cert *by[] = { &fixture.ca, stranger, NULL };

	return server_cert_make(&cases[i].plan, by[cases[i].by]);
}

/* The fingerprint as openssl x509 -fingerprint -sha256 prints it. */
static void
assert_fingerprint(const char *said, const X509 *cert)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	char two[3];

	assert_int_equal(X509_digest(cert, EVP_sha256(), md, &len), 1);
	assert_int_equal(strlen(said), 3 * (size_t)len - 1);
	for (size_t i = 0; i < len; i++) {
		snprintf(two, sizeof(two), "%02X", md[i]);
		assert_memory_equal(said + 3 * i, two, 2);
	}
}

static void
test_refusals(void **state)
{
	const struct server_cert_plan plan = { "Stranger CA", NULL,
		-FIXTURE_DAY, FIXTURE_DAY };
	struct server_cert stranger = server_cert_make(&plan, NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct server_cert c = make_case(i, &stranger);
		struct server *s = server_start(
		    &c, cases[i].send_ca ? stranger.cert : NULL, &good_step, 1);
		struct link *l = fixture_link(s);
		struct link_reply r;
		struct link_peer p;

		link_set_token(l, "secret");
		assert_int_equal(fixture_info(l, &r), 0); /* not again */
		assert_int_equal(r.err.code, ERR_DENIED);
		assert_string_equal(r.err.reason, "tls");
		assert_true(link_peer(l, &p));
		if (strstr(p.reason, cases[i].reason) == NULL ||
		    strstr(p.chain, cases[i].chain) == NULL)
			fail_msg(
			    "%s: %s\n%s", cases[i].label, p.reason, p.chain);
		assert_non_null(strstr(r.err.text, p.reason));
		assert_string_equal(p.host, "127.0.0.1");
		assert_fingerprint(p.fingerprint, c.cert);
		assert_true(text_printable(p.chain, true));
		link_close(l);
		server_stop(s);
		assert_int_equal(server_requests(s), 0);
		server_free(s);
		server_cert_free(&c);
	}
	server_cert_free(&stranger);
}

static void
test_good_certificate_is_noted(void **state)
{
	struct server *s = server_start(&fixture.leaf, NULL, &good_step, 1);
	struct link *l = fixture_link(s);
	struct link_reply r;
	struct link_peer p;

	(void)state;
	assert_false(link_peer(l, &p));
	assert_int_equal(fixture_info(l, &r), 0);
	assert_true(link_peer(l, &p));
	assert_string_equal(p.reason, "");
	assert_fingerprint(p.fingerprint, fixture.leaf.cert);
	assert_non_null(strstr(p.chain, "Owner: CN=Test CA\n"));
	link_close(l);
	server_free(s);
}

/* With an own file of authorities, no other authority counts; without one
 * the test's is unknown. */
static void
test_system_authorities(void **state)
{
	struct server *s = server_start(&fixture.leaf, NULL, &good_step, 1);
	struct link_options o = { NULL, NULL, "1" };
	struct link *l = NULL;
	struct link_reply r;
	char url[64];

	(void)state;
	snprintf(url, sizeof(url), "https://127.0.0.1:%d", server_port(s));
	o.url = url;
	assert_int_equal(link_open(&l, &o, NULL), ERR_OK);
	assert_int_equal(fixture_info(l, &r), 0);
	assert_string_equal(r.err.reason, "tls");
	link_close(l);

	o.ca_file = "/nonexistent.pem";
	assert_int_equal(link_open(&l, &o, NULL), ERR_OK);
	assert_int_equal(fixture_info(l, &r), 0);
	assert_string_equal(r.err.reason, "ca-file");
	assert_non_null(strstr(r.err.text, "/nonexistent.pem"));
	link_close(l);
	server_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_good_certificate_is_noted),
		cmocka_unit_test(test_system_authorities),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
