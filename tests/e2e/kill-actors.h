/* Who uses the portal while it is killed: people who renew, a kurum yetkilisi
 * who approves, the office that produces; and what each was told is done. */
#ifndef TESTS_E2E_KILL_ACTORS_H
#define TESTS_E2E_KILL_ACTORS_H

#include <stdbool.h>

#include "bench-world.h"

#define ACTORS_MOST 1024 /* people */

enum made { MADE_CARD = 1, MADE_SHIPPED, MADE_DELIVERED };

/* In memory that all processes share; n counts what is filled in. */
struct ledger {
	long next;		     /* person who renews next */
	long failed;		     /* calls that never got an answer */
	bool submitted[ACTORS_MOST]; /* by the person's place */
	long approvals;
	char approved[ACTORS_MOST][20];
	long makings;
	struct {
		char number[20];
		enum made made;
	} made[3 * ACTORS_MOST];
};

struct actors {
	struct ledger *ledger;
	struct bench_world *world;
	struct headless_portal at; /* by the line that is cut */
	long renewals;
};

/* Each in a process of its own; ends it. The pipes say what there is to do;
 * their end says that there is no more. */
void actor_renews(const struct actors *a, int submitted);
void actor_approves(const struct actors *a, int submitted, int approved);
void actor_produces(const struct actors *a, int approved);

#endif
