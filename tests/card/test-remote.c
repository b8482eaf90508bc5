/*
 * The card in one's own computer, the client elsewhere: p11-kit forwards what
 * a driver is asked (p11-kit server, p11-kit-client.so).
 */
#include "config.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "card-world.h"

#include "demo-card.h"
#include "robot.h"

static pid_t server;

static const char *
client_module(void)
{
	static const char *const places[] = {
		"/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-client.so",
		"/usr/lib/aarch64-linux-gnu/pkcs11/p11-kit-client.so",
		"/usr/lib64/pkcs11/p11-kit-client.so",
		"/usr/lib/pkcs11/p11-kit-client.so",
	};

	for (size_t i = 0; i < COUNT(places); i++)
		if (access(places[i], R_OK) == 0)
			return places[i];
	fail_msg("p11-kit-client.so is not installed");
	return NULL;
}

static void __attribute__((noreturn)) run_server(int out, const char *name)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves none */
	setpgid(0, 0);			  /* it forks for each connection */
	dup2(out, STDOUT_FILENO);
	execlp("p11-kit", "p11-kit", "server", "--foreground", "--name", name,
	    "--provider", opensc(), "pkcs11:", (char *)NULL);
	_exit(127);
}

/* The server says where it listens once it does. */
static void
start_server(void)
{
	char name[PATH_MAX], address[PATH_MAX + 16], line[PATH_MAX + 64] = "";
	int out[2];
	FILE *f;

	snprintf(name, sizeof(name), "%s/p11-kit", top);
	snprintf(address, sizeof(address), "unix:path=%s", name);
	unlink(name);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	server = fork();
	assert_true(server >= 0);
	if (server == 0)
		run_server(out[1], name);
	close(out[1]);
	f = fdopen(out[0], "r");
	assert_non_null(fgets(line, sizeof(line), f));
	fclose(f);
	assert_non_null(strstr(line, address));
	setenv("P11_KIT_SERVER_ADDRESS", address, 1);
}

static void
kill_server(void)
{
	if (server > 0) {
		kill(-server, SIGKILL);
		waitpid(server, NULL, 0);
	}
	server = 0;
}

static int
end_server(void **state)
{
	end_test(state);
	kill_server();
	unsetenv("P11_KIT_SERVER_ADDRESS");
	return 0;
}

static void
test_sign(void **state)
{
	struct vcard *v = card_make(0, "remote");
	struct card_event ev;
	struct card *c;

	(void)state;
	card_fill(v, PIV_9C, CA_KEY_RSA_2048);
	card_put_in(v);
	start_server();
	c = start_with(client_module());
	list(c, &ev);
	assert_string_equal(ev.err.text, "");
	assert_int_equal(ev.cert_count, 1);
	sign_well(c);
	ask(c, 0, "654321", false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "pin-wrong");
	ask(c, 0, "abcdef", false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "pin-digits");
	assert_int_equal(vcard_letters(v), 0);
	/* Out, and in again. */
	vcard_fault(v, PIV_SIGN, VCARD_GONE);
	list(c, &ev);
	ask(c, 0, PIV_PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "removed");
	place_wait(0, false);
	card_put_in(v);
	list(c, &ev);
	sign_well(c);
}

/* The line between the two computers breaks. */
static void
test_broken(void **state)
{
	struct vcard *v = card_make(0, "broken");
	struct card_event ev;
	struct card *c;

	(void)state;
	card_fill(v, PIV_9C, CA_KEY_P256);
	card_put_in(v);
	start_server();
	c = start_with(client_module());
	list(c, &ev);
	assert_int_equal(ev.cert_count, 1);
	kill_server();
	ask(c, 0, PIV_PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	print_message("# %s: %s\n", ev.err.reason, ev.err.text);
	assert_int_not_equal(ev.err.code, 0);
	assert_int_equal(vcard_count(v, PIV_VERIFY), 0);
	start_server();
	list(c, &ev);
	print_message("# %s: %s\n", ev.err.reason, ev.err.text);
	assert_int_equal(ev.cert_count, 1);
	sign_well(c);
}

static void
test_renewal(void **state)
{
	static const char *const apply[] = { "basvuru", NULL };
	struct vcard *v;
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	v = demo_card(w.dir, PIV_9C);
	card_put_in(v);
	start_server();
	snprintf(w.module, sizeof(w.module), "%s", client_module());
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_to_signature(t, &w);
	robot_sign(t);
	assert_int_equal(vcard_count(v, PIV_SIGN), 1);
	vt_free(t);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_sign, end_server),
		cmocka_unit_test_teardown(test_broken, end_server),
		cmocka_unit_test_teardown(test_renewal, end_server),
	};

	place_enter();
	alarm(600); /* a hang is a failure, not a wait */
	return cmocka_run_group_tests(tests, make_all, remove_all);
}
