/*
 * Signals of a program that holds a terminal. Ends and sizes become bytes of
 * a pipe; a crash puts the terminal back first. This is the only part of the
 * program with state in file variables: a signal handler has nothing else.
 */
#ifndef CLIENT_TERM_SIGNALS_H
#define CLIENT_TERM_SIGNALS_H

#include <stddef.h>
#include <termios.h>

enum {
	SIGNALS_SIZE = 'W',  /* the terminal has another size */
	SIGNALS_STOP = 'Z',  /* ^Z, or SIGTSTP from outside */
	SIGNALS_CONT = 'C',  /* after fg */
	SIGNALS_END = 'T',   /* SIGTERM, SIGINT: end without asking */
	SIGNALS_HANGUP = 'H' /* SIGHUP: there is no terminal any more */
};

/* Takes the signals; answers a descriptor to read the bytes above from
 * (non-blocking), or -1. Once a process. */
int signals_take(void);

/*
 * What a crash does to the terminal fd: these bytes (copied, at most 256) are
 * written and these attributes set. A second SIGTERM, SIGINT or SIGHUP before
 * the first was read does it too and ends the program. len 0 and NULL: nothing.
 */
void signals_restore(
    int fd, const char *bytes, size_t len, const struct termios *attributes);

/* Stops the process as SIGTSTP would by itself; returns after SIGCONT. */
void signals_stop_self(void);

/* Gives the signals back. */
void signals_give_back(void);

/* Erases what the handlers left on their stack: to be called when what was
 * under way, a PIN perhaps, is over; a signal may have come in the midst. */
void signals_wipe(void);

#endif
