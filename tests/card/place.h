/*
 * A computer of its own for a test: network, mounts and users in namespaces,
 * and in it the real pcscd with two virtual readers. No root is needed and
 * any number of them run side by side.
 */
#ifndef TESTS_CARD_PLACE_H
#define TESTS_CARD_PLACE_H

#include <stdbool.h>

#define PLACE_READERS 2
#define PLACE_PORT    35963 /* of the first reader; the next has the next */

/* Call first in main, before there is a thread. Where the kernel forbids it
 * the program ends here, as a skipped test that says why. */
void place_enter(void);

/* Starts pcscd and waits until it answers; kills it (kill -9). */
void place_start(void);
void place_kill(void);

/* As PC/SC calls the reader; borrowed. */
const char *place_reader(int reader);

/* Waits until PC/SC says that a card is in the reader, or that none is. */
void place_wait(int reader, bool present);

#endif
