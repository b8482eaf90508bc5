/* The command on files: exit status and what it says. */
#include "config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/objects.h>

#include "base/date.h"
#include "base/file.h"
#include "base/lang.h"
#include "cades-recipe.h"
#include "cades-world.h"
#include "portal/commands.h"
#include "tsa.h"
#include "unit.h"

#include "base/banned.h"

#define MAX	 (1 << 20)
#define ARGS_MAX 20

static struct world w;

static void
write_bytes(const char *name, const struct buf *b)
{
	char path[128];
	struct err e = { 0 };

	if (file_write(world_path(&w, name, path), b->data, b->len, 0600, &e) !=
	    0)
		fail_msg("%s", e.text);
}

/* Runs it in the folder; status and output are checked. */
static void
run(int status, const char *says, const char *arguments)
{
	struct buf out = BUF_INIT(MAX);
	char line[1024], path[128], name[] = "verify";
	char *argv[ARGS_MAX] = { name };
	int argc = 1, got;
	struct err e = { 0 };
	pid_t child;

	snprintf(line, sizeof(line), "%s", arguments);
	for (char *at = line; argc < ARGS_MAX - 1 && *at != '\0'; argc++) {
		size_t n = strcspn(at, " ");

		argv[argc] = at;
		at += n;
		if (*at != '\0')
			*at++ = '\0';
	}
	fflush(NULL);
	child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0) {
		int fd = chdir(w.dir) < 0
			     ? -1
			     : open("out", O_WRONLY | O_CREAT | O_TRUNC, 0600);

		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		status = cmd_verify(argc, argv);
		fflush(NULL);
		_exit(status);
	}
	assert_int_equal(waitpid(child, &got, 0), child);
	if (file_read(world_path(&w, "out", path), &out, &e) != 0)
		fail_msg("%s", e.text);
	if (WEXITSTATUS(got) != status || strstr(buf_str(&out), says) == NULL)
		fail_msg("%s: status %d: %s", arguments, WEXITSTATUS(got),
		    buf_str(&out));
	buf_free(&out);
}

#define CAS   "--ca root.pem --ca sub.pem "
#define LISTS "--crl root.crl --crl sub.crl "

static void
test_good(void **state)
{
	char when[DATE_MOMENT], text[256], day[DATE_TEXT];
	struct date d = date_of(w.now);

	(void)state;
	run(0, "Signer: Ayşe Öğretmen\n", CAS "good.p7s");
	run(0, "T.C. identity number: " WORLD_TCKN "\n", CAS LISTS "good.p7s");
	run(0, "Issuer: Test Sub\n",
	    CAS LISTS "--content text --tckn " WORLD_TCKN " good.p7s");
	run(0, "Time of signing: ", "--ca=chain.pem good.p7s");
	date_rfc3339(w.now, when);
	snprintf(text, sizeof(text),
	    CAS "--not-before %s --not-after %s good.p7s", when, when);
	run(0, "Fingerprint (SHA-256): ", text);
	date_format(&d, day);
	snprintf(text, sizeof(text),
	    CAS "--not-before %s --not-after %s good.p7s", day, day);
	run(0, "Serial number: ", text);
	run(0, "Usage:", "--help");
}

static void
test_refused(void **state)
{
	(void)state;
	run(1, "other-content: ", CAS "--content other good.p7s");
	run(1, "other-person: ", CAS "--tckn 19191919190 good.p7s");
	run(1, "signing-time-window: ", CAS "--not-before 01.01.2099 good.p7s");
	run(1, "signing-time-window: ",
	    CAS "--not-after 2001-01-01T00:00:00Z good.p7s");
	run(1, "unknown-root: ", "--ca root.pem good.p7s");
	run(1, "crl-missing: ", CAS "--crl root.crl good.p7s");
	run(1, "not-cms: ", CAS "bad.p7s");
	run(1, "too-large: ", CAS "large.p7s");
}

static void
test_usage(void **state)
{
	(void)state;
	run(2, "Usage:", "");
	run(2, "Usage:", "good.p7s");
	run(2, "Usage:", CAS);
	run(2, "Usage:", CAS "good.p7s good.p7s");
	run(2, "odd", CAS "--odd good.p7s");
	run(1, "absent.pem", "--ca absent.pem good.p7s");
	run(1, "absent.p7s", CAS "absent.p7s");
	run(2, "is not a time", CAS "--not-before 31.02.2026 good.p7s");
	run(2, "identity number", CAS "--tckn 123 good.p7s");
	run(1, "sub.pem", "--ca sub.pem good.p7s");
}

/* What the openssl command signs. */
static void
test_openssl(void **state)
{
	char line[512], key[128], cert[128];
	const struct ca_id *id = w.person;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(
	    ca_write_key(world_path(&w, "key.pem", key), id, &e), 0);
	assert_int_equal(
	    ca_write_cert(world_path(&w, "cert.pem", cert), &id, 1, &e), 0);
	snprintf(line, sizeof(line),
	    "cd %s && openssl cms -sign -cades -binary -nodetach -nosmimecap "
	    "-md sha256 -outform DER -in text -out their.p7s -signer cert.pem "
	    "-inkey key.pem 2>/dev/null",
	    w.dir);
	assert_int_equal(system(line), 0); /* NOLINT(cert-env33-c) */
	run(0, "The signature is good.",
	    CAS LISTS "--content text --tckn " WORLD_TCKN " their.p7s");
}

/* The time of a stamp is told. */
static void
test_stamped(void **state)
{
	struct ca_profile p = tsa_profile(w.now);
	struct tsa_order o = { .id = world_issue(w.sub, &p), .when = w.now };
	struct ca_id *person;
	struct buf b = BUF_INIT(MAX), value = BUF_INIT(MAX);
	struct buf token = BUF_INIT(MAX);
	struct recipe r = { .when = w.now,
		.unsigned_nid = NID_id_smime_aa_timeStampToken,
		.unsigned_value = &token };
	char when[DATE_MOMENT], says[128];

	(void)state;
	p = world_person(&w);
	p.use_key = NULL;
	p.key = CA_KEY_RSA_2048; /* the same value at each making */
	r.signer = person = world_issue(w.sub, &p);
	buf_add(&token, "\x30\x00", 2);
	recipe_make(&r, &b);
	recipe_value(&b, &value);
	buf_reset(&b);
	buf_reset(&token);
	tsa_token(&o, value.data, value.len, &token);
	recipe_make(&r, &b);
	write_bytes("stamped.p7s", &b);
	snprintf(says, sizeof(says), "Time-stamp: %s, Test TSA\n",
	    date_moment(w.now, when));
	run(0, says, CAS LISTS "stamped.p7s");
	buf_free(&b);
	buf_free(&value);
	buf_free(&token);
	ca_id_free(person);
	ca_id_free((struct ca_id *)(uintptr_t)o.id);
}

static int
setup(void **state)
{
	struct recipe r = { 0 };
	struct buf b = BUF_INIT(MAX);
	static const char block[CADES_MAX];

	(void)state;
	lang_set(LANG_EN);
	world_make(&w);
	r.signer = w.person;
	r.when = w.now;
	recipe_make(&r, &b);
	write_bytes("good.p7s", &b);
	buf_add(&b, block, sizeof(block));
	b.len = CADES_MAX + 1;
	write_bytes("large.p7s", &b);
	buf_reset(&b);
	buf_add(&b, "\x30\x00", 2);
	write_bytes("bad.p7s", &b);
	buf_reset(&b);
	buf_adds(&b, RECIPE_TEXT);
	write_bytes("text", &b);
	buf_adds(&b, "!");
	write_bytes("other", &b);
	buf_free(&b);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	world_free(&w);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_openssl),
		cmocka_unit_test(test_stamped),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
