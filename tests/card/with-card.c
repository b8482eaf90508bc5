/*
 * Runs a command where a virtual card is in the reader, to look at it by
 * hand: with-card rsa|p256|p384 COMMAND [ARG...]
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "card-world.h"

#include "base/banned.h"

static enum ca_key
key_of(const char *name)
{
	if (strcmp(name, "rsa") == 0)
		return CA_KEY_RSA_2048;
	return strcmp(name, "p384") == 0 ? CA_KEY_P384 : CA_KEY_P256;
}

int
main(int argc, char **argv)
{
	struct vcard *v;
	int status = -1;
	pid_t pid;

	if (argc < 3) {
		fprintf(stderr, "with-card rsa|p256|p384 COMMAND [ARG...]\n");
		return EXIT_FAILURE;
	}
	place_enter();
	make_all(NULL);
	v = card_make(0, "card");
	card_fill(v, PIV_9A, key_of(argv[1]));
	card_fill(v, PIV_9C, key_of(argv[1]));
	card_put_in(v);
	pid = fork();
	if (pid == 0) {
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	end_test(NULL);
	remove_all(NULL);
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
