/* A kurum yetkilisi with his card in the reader, and a queue before him. */
#ifndef TESTS_E2E_QUEUE_H
#define TESTS_E2E_QUEUE_H

#include "world.h"

#define QUEUE_OFFICER "98765432150"

/* He becomes one, in MUŞ. */
void queue_officer(struct world *w);

/* Opens the world; n applications wait in it, and every tenth does not meet
 * the rule. The first one is 2026-001001, of DENEME001. */
void queue_open(struct world *w, int n);

#endif
