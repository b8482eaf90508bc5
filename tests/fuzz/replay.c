/*
 * Runs a fuzz target over the files of a corpus folder and over each of them
 * cut short and with single bytes changed; speaks TAP. Linked where there is
 * no fuzzing engine.
 */
#include "config.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FILE_MOST ((size_t)1 << 20)
#define CUT_MOST  4096

/* The target ends the program when it finds something. */
static void
replay(const struct buf *b)
{
	size_t n = b->len < CUT_MOST ? b->len : CUT_MOST;
	uint8_t *copy = malloc(b->len + 1);

	if (copy == NULL)
		abort();
	memcpy(copy, buf_str(b), b->len);
	LLVMFuzzerTestOneInput(copy, b->len);
	for (size_t i = 0; i < n; i++) {
		/* a block of its own size, so that reading on is noticed */
		uint8_t *part = malloc(i + 1);

		if (part == NULL)
			abort();
		memcpy(part, copy, i);
		LLVMFuzzerTestOneInput(part, i);
		free(part);
		copy[i] ^= (uint8_t)(1U << (i % 8));
		LLVMFuzzerTestOneInput(copy, b->len);
		copy[i] ^= (uint8_t)(1U << (i % 8));
	}
	free(copy);
}

static int
visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

int
main(int argc, char **argv)
{
	const char *root = getenv("EIMZA_SRCDIR");
	struct dirent **names = NULL;
	char dir[2048], path[4096];
	int n, failed = 0;

	snprintf(dir, sizeof(dir), "%s/%s", root == NULL ? "." : root, CORPUS);
	if (argc > 1)
		snprintf(dir, sizeof(dir), "%s", argv[1]);
	n = scandir(dir, &names, visible, alphasort);
	if (n <= 0) {
		printf("Bail out! no corpus in %s\n", dir);
		return 1;
	}
	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		struct buf b = BUF_INIT(FILE_MOST);
		struct err e;
		int rc;

		snprintf(path, sizeof(path), "%s/%s", dir, names[i]->d_name);
		rc = file_read(path, &b, &e);
		if (rc == 0)
			replay(&b);
		failed += rc < 0;
		printf("%sok %d - %s\n", rc < 0 ? "not " : "", i + 1,
		    names[i]->d_name);
		fflush(stdout);
		buf_free(&b);
		free(names[i]);
	}
	free(names);
	return failed > 0;
}
