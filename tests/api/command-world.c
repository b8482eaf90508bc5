#include "config.h"
#include "command-world.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "portal/key.h"
#include "base/banned.h"

#define WORDS_MAX 16

char command_said[SAID_MAX];

static const struct world *clock_of;

static int64_t
world_wall(void)
{
	return clock_of->now;
}

void
command_open(struct world *w)
{
	char text[2048], path[128];
	const char *d = w->dir;
	int n = snprintf(text, sizeof(text),
	    "database = \"%s\";\nsecret_file = \"%s/secret\";\n"
	    "issuer: { backend = \"builtin\"; certificate = \"%s/ca/sub.pem\";"
	    " key = \"%s/ca/sub.key\"; };\n"
	    "crl: { file = \"%s/nes.crl\"; };\n"
	    "mail: { returns = \"returned@portal.example\"; };\n"
	    "trust: { ca = [ \"%s/ca/root.pem\", \"%s/ca/sub.pem\" ]; };\n",
	    w->db, d, d, d, d, d, d);

	snprintf(path, sizeof(path), "%s/secret", d);
	assert_int_equal(portal_key_make(path, NULL), 0);
	assert_int_equal(portal_key_read(path, w->flow.key, NULL), 0);
	snprintf(path, sizeof(path), "%s/portal.conf", d);
	assert_int_equal(file_write(path, text, (size_t)n, 0600, NULL), 0);
	clock_of = w;
	clock_set(NULL, world_wall);
}

void
command_close(void)
{
	clock_set(NULL, NULL);
}

/* Both outputs into a file while the command runs. */
static int
redirected(int (*cmd)(int, char **), int argc, char **argv, const char *path)
{
	int keep[2] = { dup(1), dup(2) }, fd, rc;

	fflush(NULL);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	dup2(fd, 1);
	dup2(fd, 2);
	rc = cmd(argc, argv);
	fflush(NULL);
	dup2(keep[0], 1);
	dup2(keep[1], 2);
	close(keep[0]);
	close(keep[1]);
	close(fd);
	return rc;
}

int
command_call(
    const struct world *w, int (*cmd)(int, char **), const char *const *words)
{
	char *argv[WORDS_MAX] = { NULL }, said[128];
	struct buf out = BUF_INIT(SAID_MAX);
	int argc = 0, rc;

	for (; words[argc] != NULL; argc++) {
		assert_true(argc < WORDS_MAX - 1);
		argv[argc] = strdup(words[argc]);
	}
	snprintf(said, sizeof(said), "%s/said", w->dir);
	rc = redirected(cmd, argc, argv, said);
	assert_int_equal(file_read(said, &out, NULL), 0);
	snprintf(command_said, sizeof(command_said), "%s", buf_str(&out));
	buf_free(&out);
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	return rc;
}

int
command_run(
    const struct world *w, int (*cmd)(int, char **), const char *const *words)
{
	const char *all[WORDS_MAX] = { words[0], "--config" };
	char conf[128];
	int n = 3;

	snprintf(conf, sizeof(conf), "%s/portal.conf", w->dir);
	all[2] = conf;
	for (int i = 1; words[i] != NULL; i++) {
		assert_true(n < WORDS_MAX - 1);
		all[n++] = words[i];
	}
	return command_call(w, cmd, all);
}

void
command_need(const char *part)
{
	if (strstr(command_said, part) == NULL)
		fail_msg("\"%s\" is not in: %s", part, command_said);
}
