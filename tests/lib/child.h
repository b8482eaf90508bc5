/* A program that a test starts: what it writes is read line by line, so that
 * nobody waits longer than needed or for ever. */
#ifndef TESTS_LIB_CHILD_H
#define TESTS_LIB_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct child {
	pid_t pid; /* 0: none */
	int fd;
	char text[65536];
	size_t len, passed; /* bytes; those of the line given last */
};

/* argv[0] is a path; ended by NULL. */
void child_start(struct child *c, const char *const argv[]);

/* The next line that contains word, borrowed until the next call; NULL when
 * the program ends first, or after 30 seconds. Lines before it are lost. */
const char *child_line(struct child *c, const char *word);

/* Ends it with SIGTERM, or for good after a while; none is fine. */
void child_end(struct child *c);

/* A port of the loopback address that is free now. */
int child_port(void);

#endif
