/* OpenSSL's own mock server of CMP, another program, gives the certificate. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "issue-world.h"
#include "base/banned.h"

/* "openssl cmp" as a server that gives this certificate; answers its port. */
static int
start_tool(const char *cert, pid_t *pid)
{
	char text[4096] = "", *at = NULL;
	size_t n = 0;
	ssize_t got = 1;
	int out[2];

	assert_int_equal(pipe(out), 0);
	*pid = fork();
	assert_true(*pid >= 0);
	if (*pid == 0) {
		dup2(out[1], 1);
		dup2(out[1], 2);
		close(out[0]);
		close(out[1]);
		execlp("openssl", "openssl", "cmp", "-port", "0", "-srv_ref",
		    "portal", "-srv_secret", "pass:gizli-kelime", "-rsp_cert",
		    cert, "-accept_raverified", "-max_msgs", "2", (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	while (got > 0 && n + 1 < sizeof(text) &&
	       ((at = strstr(text, "ACCEPT")) == NULL ||
		   strchr(at, '\n') == NULL)) {
		got = read(out[0], text + n, sizeof(text) - 1 - n);
		n += got > 0 ? (size_t)got : 0;
		text[n] = '\0';
	}
	close(out[0]);
	if (at == NULL) {
		fail_msg("openssl cmp: %s", text);
		return -1;
	}
	/* "ACCEPT [::]:12345 PID=1": the port follows the last colon. */
	at[strcspn(at, "\n")] = '\0';
	at = strrchr(at, ':');
	return at == NULL ? -1 : (int)strtol(at + 1, NULL, 10);
}

static struct ca_id *
prepare(const struct issue_world *w, EVP_PKEY *key, const char *path)
{
	struct ca_profile profile =
	    ca_profile_person("AYŞE NUR ÖĞRETMEN", TCKN, w->now, 1095);
	struct ca_id *id = NULL;
	const struct ca_id *ids[1];

	profile.use_key = key;
	assert_int_equal(ca_issue(&id, w->ca, &profile, NULL), 0);
	ids[0] = id;
	assert_int_equal(ca_write_cert(path, ids, 1, NULL), 0);
	return id;
}

static void
issued(void **state)
{
	struct issue_world *w = *state;
	struct buf request = BUF_INIT(REQUEST_MAX);
	EVP_PKEY *key = EVP_EC_gen("P-256");
	char give[96], secret[96], url[64], backend[] = "cmp",
					    reference[] = "portal";
	struct issuer *i = NULL;
	struct ca_id *id;
	X509 *cert = NULL;
	struct err e = { 0 };
	int status;
	pid_t pid;

	snprintf(give, sizeof(give), "%s/give.pem", w->dir);
	snprintf(secret, sizeof(secret), "%s/secret", w->dir);
	assert_int_equal(file_write(secret, "gizli-kelime\n", 13, 0600, &e), 0);
	id = prepare(w, key, give);
	snprintf(
	    url, sizeof(url), "http://127.0.0.1:%d/", start_tool(give, &pid));
	w->options.issuer = backend;
	w->options.cmp_server = url;
	w->options.cmp_reference = reference;
	w->options.cmp_secret_file = secret;
	issue_request(&request, key, NULL, NULL, NULL);
	assert_int_equal(issuer_open(&i, &w->options, &e), 0);
	if (issue_order(i, w, &request, &cert, &e) != 0)
		fail_msg("%s", e.text);
	assert_int_equal(X509_cmp(cert, ca_cert(id)), 0);
	/* It ends after request and confirmation. */
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	X509_free(cert);
	ca_id_free(id);
	issuer_free(i);
	EVP_PKEY_free(key);
	buf_free(&request);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    issued, issue_world_open, issue_world_close),
	};

	return cmocka_run_group_tests_name(
	    "issuer-cmp-tool", tests, NULL, NULL);
}
