#include "watch.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "orders.h"

#define PIN_MOST 64
#define MASK	 0xa5
#define BLOCK	 ((size_t)1 << 20)
/* Larger maps are the shadow of a sanitizer, not memory of the program. */
#define MAP_MOST ((uint64_t)1 << 30)

extern char **environ;

static unsigned char hidden[PIN_MOST];
static size_t hidden_len;

void
watch_noise(void)
{
	static const char noise[] = "\033[2J\033]0;driver\007DRIVER\r\n";

	for (int fd = 1; fd <= 2; fd++)
		if (write(fd, noise, sizeof(noise) - 1) < 0)
			note("noise refused\n");
}

void
watch_files(void)
{
	char path[4096], script[8192];
	char sh[] = "sh", option[] = "-c";
	char *argv[] = { sh, option, script, NULL };
	pid_t pid;
	int status;

	/* What the shell and ls open themselves comes from this moment. */
	snprintf(script, sizeof(script),
	    "for f in /proc/$$/fd/*; do n=${f##*/}; "
	    "[ \"$n\" -gt 2 ] && [ -e \"$f\" ] && "
	    "echo \"file $n $(readlink $f)\" >>'%s'; done; :",
	    in_dir("log", path, sizeof(path)));
	if (posix_spawn(&pid, "/bin/sh", NULL, NULL, argv, environ) != 0)
		abort();
	waitpid(pid, &status, 0);
	note(status == 0 ? "files\n" : "no shell\n");
}

void
watch_remember(const unsigned char *pin, size_t len)
{
	hidden_len = len < PIN_MOST ? len : PIN_MOST;
	for (size_t i = 0; i < hidden_len; i++)
		hidden[i] = pin[i] ^ MASK;
}

/* Whether the PIN stands here; never written down to compare. */
static int
stands(const unsigned char *p)
{
	for (size_t i = 0; i < hidden_len; i++)
		if ((p[i] ^ MASK) != hidden[i])
			return 0;
	return 1;
}

/* Reads through the file: the kernel refuses what may not be touched. */
static void
look(int mem, uint64_t from, uint64_t to, const char *name)
{
	unsigned char *block = malloc(BLOCK);
	char line[512];

	if (block == NULL)
		abort();
	for (uint64_t at = from; at < to; at += BLOCK - PIN_MOST) {
		size_t want = to - at < BLOCK ? (size_t)(to - at) : BLOCK;
		ssize_t n = pread(mem, block, want, (off_t)at);

		for (ssize_t i = 0; i + (ssize_t)hidden_len <= n; i++)
			if (stands(block + i)) {
				snprintf(line, sizeof(line), "trace %llx %s\n",
				    (unsigned long long)at + (size_t)i, name);
				note(line);
			}
		/* The copy is no trace. */
		explicit_bzero(block, BLOCK);
	}
	free(block);
}

void
watch_pin(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	int dumpable = prctl(PR_GET_DUMPABLE), mem;
	char line[512];

	/* These files belong to root while the program must not be dumped. */
	prctl(PR_SET_DUMPABLE, 1);
	mem = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	prctl(PR_SET_DUMPABLE, dumpable);
	if (maps == NULL || mem < 0)
		abort();
	if (hidden_len < 4)
		note("nothing to look for\n");
	while (hidden_len >= 4 && fgets(line, sizeof(line), maps) != NULL) {
		unsigned long long from, to;
		char may[8], name[256] = "";

		if (sscanf(line, "%llx-%llx %7s %*s %*s %*s %255s", &from, &to,
			may, name) >= 3 &&
		    may[0] == 'r' && may[1] == 'w' && to - from < MAP_MOST)
			look(mem, from, to, name);
	}
	close(mem);
	fclose(maps);
	if (hidden_len >= 4)
		note("looked\n");
}
