/* What the use cases of this folder share. */
#ifndef PORTAL_FLOW_FLOW_H
#define PORTAL_FLOW_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "model/page.h"
#include "portal/flow/op.h"
#include "portal/store/application.h"
#include "portal/store/people.h"
#include "portal/store/store.h"

#define FLOW_MINUTE 60
#define FLOW_HOUR   3600
#define FLOW_DAY    86400

/* Two good clocks may differ by so many seconds. What began later than that
 * began before the clock was set back: its end cannot be told any more. */
#define FLOW_SKEW 60

/* SHA-256 of a session's token, as the store keeps it. */
void flow_token_hash(const char *token, unsigned char out[STORE_HASH]);

/* Keyed hash of a code: purpose keeps equal codes of different kinds apart,
 * scope binds it to what it was made for. */
void flow_hash(const struct flow *f, const char *purpose, const char *scope,
    const char *code, unsigned char out[STORE_HASH]);

/* A random token in hexadecimal, and its hash as the store keeps it. Caller
 * frees; NULL when memory is out. */
char *flow_token_new(unsigned char hash[STORE_HASH]);

/* A session for who has just proven who he is: role, owner and what else he
 * proved are in *s; sets its id, and the token (caller frees). */
int flow_session_new(const struct op_call *c, struct store_session *s,
    char **token, struct err *e);

/* The application of the caller's session. Caller clears. */
int flow_application(
    const struct op_call *c, struct application *out, struct err *e);

/*
 * The moment from which on a certificate that ends then may be renewed; what
 * has no end (0) or has ended may be at any time: 0.
 */
int64_t flow_renewal_opens(const struct flow *f, int64_t ends, int64_t now);

/* Moves it by the workflow, with its audit row. */
int flow_move(const struct op_call *c, struct application *a, enum event ev,
    enum role by, const char *detail, struct err *e);

/* Remembers where the person goes on, and keeps a draft alive. */
int flow_keep(const struct op_call *c, struct application *a, enum page p,
    const char *where, struct err *e);

/*
 * ERR_DENIED (reason "phone") when a telephone was proven for the application,
 * but not in this session: identity data alone neither show, edit nor cancel
 * it from then on, in whatever state it is.
 */
int flow_need_owner(
    const struct op_call *c, const struct application *a, struct err *e);

/* ERR_DENIED (reason "phone") unless the telephone is proven in this
 * session. */
int flow_need_phone(const struct op_call *c, struct err *e);

/* The telephone that a code goes to: the one proven last, as long as this
 * session has not proven it, else the one on the form. Borrowed from a. */
const char *flow_phone_to_prove(const struct application *a, bool phone_proven);

/* ERR_CONFLICT (reason "state"). */
int flow_wrong_state(struct err *e);

/* Fills the answer most calls give. */
int flow_answer(const struct op_call *c, const struct application *a,
    bool phone_proven, struct msg_application *out, struct err *e);

/* Loads the application, fills c->out with it: the last line of a step. */
int flow_answer_now(const struct op_call *c, struct err *e);

/* The methods open to this person now, in the order shown; answers how many
 * (at most 3) or an error. */
int flow_methods(const struct op_call *c, const struct application *a,
    const char *out[3], struct err *e);

/* Suspends the certificate that the application reports as lost and tells its
 * owner. */
int flow_suspend_lost(struct store *s, const struct portal_options *o,
    const struct application *a, struct err *e);

/* What follows a submission: a lost certificate is suspended, the person is
 * told by the channel chosen. */
int flow_submitted(
    const struct op_call *c, struct application *a, struct err *e);

/* "0530 *** ** 67" into out (at least 16 bytes). */
void flow_mask_phone(const char *phone, char *out, size_t size);

/* A copy for a message; clears *ok when memory is out. "" becomes NULL. */
char *flow_text(const char *s, bool *ok);

/* Argon2id of the security word into out (160 bytes); some 17 ms. */
int flow_word_hash(const char *word, char *out, size_t size, struct err *e);

/* Whether it is the word of that hash; without one ("" or NULL) it is not,
 * and takes as long to say so. */
bool flow_word_right(const char *word, const char *hash);

#endif
