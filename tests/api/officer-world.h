/* People at the queue of an il: named, in with the card, deciding. */
#ifndef TESTS_API_OFFICER_WORLD_H
#define TESTS_API_OFFICER_WORLD_H

#include "flow-world.h"
#include "model/workflow.h"
#include "wire/messages-office.h"
#include "wire/messages-personal.h"

#define IL "MUŞ"

/* The sentences for what falls. */
#define WHY_STATE                                                              \
	"The application does not wait for a decision any more; somebody "     \
	"else "                                                                \
	"may have decided."
#define WHY_CHANGED                                                            \
	"The form has changed since it was shown. Please look at it again."
#define WHY_OWN "Nobody decides on an application of his own."
#define WHY_PROVINCE                                                           \
	"The application belongs to another province; its kurum yetkilisi "    \
	"decides on it."

/* Kurum yetkilisi from now on; answers the id. */
int64_t officer_name(struct world *w, const char *tckn, const char *province);

/* E-imzalı Giriş; the session's token is the world's then. */
int officer_enter(struct world *w, const char *tckn, const char *role);

/* Hands in a signature for each text of the request. */
int officer_sign(
    struct world *w, const struct msg_signing *g, const char *tckn);

/* A submitted application of a demo person; its number. */
void officer_submit(struct world *w, const char *tckn, char number[20]);

long officer_version(struct world *w, const char *number);
enum state officer_state(struct world *w, const char *number);

/* Puts at most DECIDE_MOST decisions to the signature, as they stand now; no
 * reason and no field: empty. */
int officer_decide(struct world *w, const char *action, const char *reason,
    const char *field_name, char *const *numbers, size_t n,
    struct msg_decide *out);

/* The same on what was looked at before. */
int officer_decide_as_seen(struct world *w, const char *action,
    const char *reason, const char *field_name, struct msg_decide_item *items,
    size_t n, struct msg_decide *out);

/* What became of them. */
void officer_outcomes(struct world *w, struct msg_outcomes *out);

/* The sentence of one among outcomes; "": it stands. Borrowed. */
const char *officer_why(const struct wire_list *list, const char *number);

#endif
