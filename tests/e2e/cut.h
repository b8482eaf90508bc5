/*
 * A line to the portal that counts the bytes it carries and is cut at a given
 * one: what tests kill by, so that no clock decides when.
 */
#ifndef TESTS_E2E_CUT_H
#define TESTS_E2E_CUT_H

#include <stdbool.h>
#include <stddef.h>

#define CUT_LINES 64

struct cut {
	int listen, port;
	int to; /* port of the portal */
	int pairs[CUT_LINES][2];
	int n;
	size_t left; /* bytes until the cut */
};

void cut_open(struct cut *c);
void cut_close(struct cut *c);

/* Carries bytes both ways until so many have passed (true), or until the
 * other end of done is closed (false). */
bool cut_carry(struct cut *c, size_t bytes, int done);

/* Ends all connections, as a killed portal does. */
void cut_all(struct cut *c);

#endif
