/*
 * The office's commands on the world's own database, in this process and with
 * the world's clock.
 */
#ifndef TESTS_API_COMMAND_WORLD_H
#define TESTS_API_COMMAND_WORLD_H

#include "flow-world.h"
#include "portal/commands.h"

#define SAID_MAX 16384

/* Writes DIR/portal.conf for the world, with the builtin issuer of its sub CA
 * and a list in DIR/nes.crl; the clock is the world's from now on. */
void command_open(struct world *w);

/* The clock is the system's again. */
void command_close(void);

/* Runs a command with these words, the first of which is its name; both its
 * outputs are in command_said afterwards. Answers its status. */
int command_call(
    const struct world *w, int (*cmd)(int, char **), const char *const *words);

/* The same with "--config" behind the name. */
int command_run(
    const struct world *w, int (*cmd)(int, char **), const char *const *words);
extern char command_said[SAID_MAX];

/* Fails unless the last command said this. */
void command_need(const char *part);

#define CALL(w, cmd, ...)                                                      \
	command_call(w, cmd, (const char *const[]){ __VA_ARGS__, NULL })
#define COMMAND(w, cmd, ...)                                                   \
	command_run(w, cmd, (const char *const[]){ __VA_ARGS__, NULL })

#endif
