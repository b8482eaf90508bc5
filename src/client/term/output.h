/*
 * The terminal for the screen alone. The driver of a card, or any library,
 * may write to standard output and standard error; while the screen is up
 * that would stand in the middle of it, whatever characters it has.
 */
#ifndef CLIENT_TERM_OUTPUT_H
#define CLIENT_TERM_OUTPUT_H

struct output {
	int fd;	   /* the terminal, to write to */
	int error; /* what standard error was; -1: it is no terminal, and stays
		      as it is */
};

/* Standard output, which has to be a terminal, is ours until output_give_back;
 * where files are out, it is everybody's as before. */
void output_take(struct output *o);
void output_give_back(struct output *o);

#endif
