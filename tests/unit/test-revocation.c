/* The responder's answers: only a fresh, signed "good" is a yes. */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ocsp.h>
#include <openssl/x509.h>

#include "cades-recipe.h"
#include "cades-world.h"
#include "unit.h"

#include "base/banned.h"

#define DAY   86400L
#define MAX   (1 << 20)
#define CHUNK 4096

enum trick {
	NO_TRICK,
	OTHER_NONCE,
	NO_NONCE,
	STRANGER,
	TRY_LATER,
	GARBAGE,
	OTHER_CERT,
	HANG_UP
};

static const struct row {
	const char *name;
	int status;
	long from, until; /* beside now; until 0: left out */
	enum trick trick;
	const char *reason;
} rows[] = {
	{ "good", V_OCSP_CERTSTATUS_GOOD, -60, 60, NO_TRICK, NULL },
	{ "good, no end", V_OCSP_CERTSTATUS_GOOD, 0, 0, NO_TRICK, NULL },
	{ "no nonce", V_OCSP_CERTSTATUS_GOOD, -60, 60, NO_NONCE, NULL },
	{ "revoked", V_OCSP_CERTSTATUS_REVOKED, -60, 60, NO_TRICK, "revoked" },
	{ "unknown", V_OCSP_CERTSTATUS_UNKNOWN, -60, 60, NO_TRICK,
	    "revocation-unknown" },
	{ "stale", V_OCSP_CERTSTATUS_GOOD, -DAY, -3600, NO_TRICK,
	    "revocation-unknown" },
	{ "old, no end", V_OCSP_CERTSTATUS_GOOD, -DAY, 0, NO_TRICK,
	    "revocation-unknown" },
	{ "from tomorrow", V_OCSP_CERTSTATUS_GOOD, DAY, 2 * DAY, NO_TRICK,
	    "revocation-unknown" },
	{ "other nonce", V_OCSP_CERTSTATUS_GOOD, -60, 60, OTHER_NONCE,
	    "revocation-unknown" },
	{ "signed by a stranger", V_OCSP_CERTSTATUS_GOOD, -60, 60, STRANGER,
	    "revocation-unknown" },
	{ "of another certificate", V_OCSP_CERTSTATUS_GOOD, -60, 60, OTHER_CERT,
	    "revocation-unknown" },
	{ "try later", V_OCSP_CERTSTATUS_GOOD, -60, 60, TRY_LATER,
	    "revocation-unknown" },
	{ "no OCSP at all", V_OCSP_CERTSTATUS_GOOD, -60, 60, GARBAGE,
	    "revocation-unknown" },
	{ "hangs up", V_OCSP_CERTSTATUS_GOOD, -60, 60, HANG_UP,
	    "revocation-unknown" },
};

static struct world w;
static int listener;
static struct ca_id *named;    /* a person whose certificate names us */
static struct ca_id *stranger; /* signs like the sub CA */

/* The body of one request, as far as Content-Length says. */
static OCSP_REQUEST *
read_question(int fd)
{
	struct buf in = BUF_INIT(MAX);
	OCSP_REQUEST *question = NULL;
	char chunk[CHUNK];

	for (;;) {
		const char *body, *says;
		ssize_t n = recv(fd, chunk, sizeof(chunk), 0);
		long want;

		if (n <= 0 || buf_add(&in, chunk, (size_t)n) < 0)
			break;
		body = strstr(in.data, "\r\n\r\n");
		says = strstr(in.data, "Content-Length: ");
		if (body == NULL || says == NULL)
			continue;
		body += 4;
		want = strtol(says + strlen("Content-Length: "), NULL, 10);
		if (in.data + in.len - body >= want) {
			const unsigned char *p = (const unsigned char *)body;

			question = d2i_OCSP_REQUEST(NULL, &p, want);
			break;
		}
	}
	buf_free(&in);
	return question;
}

static OCSP_RESPONSE *
answer(const struct row *r, OCSP_REQUEST *question)
{
	const struct ca_id *by = r->trick == STRANGER ? stranger : w.sub;
	OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
	OCSP_CERTID *id =
	    r->trick == OTHER_CERT
		? OCSP_cert_to_id(NULL, ca_cert(w.person), ca_cert(w.sub))
		: OCSP_CERTID_dup(OCSP_onereq_get0_id(
		      OCSP_request_onereq_get0(question, 0)));
	ASN1_TIME *from =
	    ASN1_GENERALIZEDTIME_set(NULL, (time_t)(w.now + r->from));
	ASN1_TIME *until = r->until == 0 ? NULL
					 : ASN1_GENERALIZEDTIME_set(NULL,
					       (time_t)(w.now + r->until));
	OCSP_RESPONSE *response;

	OCSP_basic_add1_status(basic, id, r->status, 0, from, from, until);
	if (r->trick == OTHER_NONCE)
		OCSP_basic_add1_nonce(basic, NULL, -1);
	else if (r->trick != NO_NONCE)
		OCSP_copy_nonce(basic, question);
	OCSP_basic_sign(basic, ca_cert(by), ca_key(by), EVP_sha256(), NULL, 0);
	response = OCSP_response_create(r->trick == TRY_LATER
					    ? OCSP_RESPONSE_STATUS_TRYLATER
					    : OCSP_RESPONSE_STATUS_SUCCESSFUL,
	    r->trick == TRY_LATER ? NULL : basic);
	OCSP_BASICRESP_free(basic);
	OCSP_CERTID_free(id);
	ASN1_TIME_free(from);
	ASN1_TIME_free(until);
	return response;
}

static void
send_answer(int fd, const struct row *r, OCSP_REQUEST *question)
{
	OCSP_RESPONSE *response = answer(r, question);
	struct buf out = BUF_INIT(MAX);
	unsigned char *der = NULL;
	int len = i2d_OCSP_RESPONSE(response, &der);

	if (r->trick == GARBAGE)
		der[0] = 'x';
	buf_addf(&out,
	    "HTTP/1.0 200 OK\r\nContent-Type: application/ocsp-response\r\n"
	    "Content-Length: %d\r\n\r\n",
	    len);
	buf_add(&out, der, (size_t)len);
	send(fd, out.data, out.len, MSG_NOSIGNAL);
	buf_free(&out);
	OPENSSL_free(der);
	OCSP_RESPONSE_free(response);
}

static void *
serve_one(void *arg)
{
	const struct row *r = arg;
	int fd = accept(listener, NULL, NULL);
	OCSP_REQUEST *question = read_question(fd);

	if (question != NULL && r->trick != HANG_UP)
		send_answer(fd, r, question);
	OCSP_REQUEST_free(question);
	close(fd);
	return NULL;
}

static void
judge(const struct ca_id *signer, const char *reason)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = { .signer = signer, .when = w.now };
	struct buf der = BUF_INIT(MAX);
	struct err e = { 0 };
	int rc;

	p.ocsp = true;
	recipe_make(&r, &der);
	rc = cades_verify(
	    &p, (const unsigned char *)der.data, der.len, NULL, &e);
	buf_free(&der);
	if (reason == NULL && rc != 0)
		fail_msg("%s: %s", e.reason, e.text);
	if (reason != NULL)
		assert_string_equal(rc == 0 ? "accepted" : e.reason, reason);
}

static void
test_row(void **state)
{
	union {
		const struct row *row;
		void *arg;
	} u = { .arg = *state };
	pthread_t t;

	assert_int_equal(pthread_create(&t, NULL, serve_one, u.arg), 0);
	judge(named, u.row->reason);
	assert_int_equal(pthread_join(t, NULL), 0);
}

/* Only plain http is asked (the answer is signed), and nobody else. */
static void
test_addresses(void **state)
{
	static const struct {
		const char *access, *reason;
	} cases[] = {
		{ NULL, NULL },
		{ "caIssuers;URI:http://ca.invalid/", NULL },
		{ "OCSP;URI:https://127.0.0.1:1/", "revocation-unknown" },
		{ "OCSP;URI:ftp://127.0.0.1:1/", "revocation-unknown" },
		{ "OCSP;URI:http://127.0.0.1:1/", "revocation-unknown" },
		{ "OCSP;URI:x", "revocation-unknown" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ca_profile p = world_person(&w);
		struct ca_id *id;

		p.access_info = cases[i].access;
		id = world_issue(w.sub, &p);
		judge(id, cases[i].reason);
		ca_id_free(id);
	}
}

static int
setup(void **state)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	struct ca_profile p;
	char access[64];

	(void)state;
	world_make(&w);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&a, len), 0);
	assert_int_equal(listen(listener, 8), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&a, &len), 0);
	snprintf(access, sizeof(access), "OCSP;URI:http://127.0.0.1:%u/",
	    (unsigned)ntohs(a.sin_port));
	p = world_person(&w);
	p.access_info = access;
	named = world_issue(w.sub, &p);
	p = ca_profile_sub("Test Sub", w.now - DAY, 100);
	stranger = world_issue(NULL, &p);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	close(listener);
	ca_id_free(named);
	ca_id_free(stranger);
	world_free(&w);
	return 0;
}

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows) + 1];
	static struct row copies[COUNT(rows)];

	memcpy(copies, rows, sizeof(rows));
	for (size_t i = 0; i < COUNT(rows); i++) {
		tests[i].name = rows[i].name;
		tests[i].test_func = test_row;
		tests[i].initial_state = &copies[i];
	}
	tests[COUNT(rows)].name = "addresses";
	tests[COUNT(rows)].test_func = test_addresses;
	return _cmocka_run_group_tests(
	    "revocation", tests, COUNT(tests), setup, teardown);
}
