/*
 * One operation of the portal: what it takes, what it answers, who may call
 * it, and its three steps. The dispatcher (src/portal/api) runs them:
 *
 *   load   in the store thread: reads what work needs
 *   work   in a worker thread, without the store: whatever takes more than a
 *          millisecond (Argon2id, pictures, verification)
 *   save   in the store thread, inside one transaction that also keeps the
 *          answer under the caller's Idempotency-Key; an error rolls it back
 *          (unless the step marks it as kept: a wrong try must count)
 *
 * Any of the three may be NULL. Session, role, size, rate and JSON are
 * settled before load.
 */
#ifndef PORTAL_FLOW_OP_H
#define PORTAL_FLOW_OP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/lang.h"
#include "portal/options.h"
#include "portal/store/store.h"
#include "wire/messages-office.h"
#include "wire/messages-personal.h"

struct store;
struct trust;

/* What all operations share; lives as long as the process (a reload replaces
 * trust and options for later calls). */
struct flow {
	struct store *store;
	const struct portal_options *options;
	const struct trust *trust;
	unsigned char key[32]; /* of the keyed hashes */
};

/* The caller's session, as found by its token; zero where there is none. */
struct flow_session {
	int64_t id; /* 0: none */
	enum session_role role;
	int64_t application; /* row id; 0: none */
	int64_t officer;     /* likewise */
	char tckn[12];
	bool phone_proven;
	bool by_word;
};

struct op_call {
	const struct flow *flow;
	struct flow_session session;
	const char *peer; /* address of the caller */
	enum lang lang;
	int64_t now;	/* wall clock of the request's arrival */
	const void *in; /* decoded message of op->in */
	void *out;	/* to fill, op->out; cleared by the dispatcher */
	void *state;	/* the steps' own; freed by op->free_state */
	bool keep;	/* save: commit although it answers an error */
	long retry_in;	/* for the error's body; 0: none */
	long tries;	/* likewise; -1: none */
};

enum op_role {
	OP_PUBLIC,    /* no session */
	OP_SESSION,   /* any session that is alive */
	OP_APPLICANT, /* one of an application */
	OP_PERSONAL,  /* one of a person, telephone or card proven */
	OP_UNPROVEN,  /* the same before that */
	OP_OFFICER    /* one of a kurum yetkilisi */
};

/* "public", "session", ... as the manual page has it. */
const char *op_role_name(enum op_role r);

/* ERR_DENIED (reason "session") when a session of that kind may not make the
 * call. */
int op_allowed(
    enum op_role wanted, const struct flow_session *s, struct err *e);

struct op {
	const char *name; /* for logs and idempotency */
	const struct wire_message *in, *out;
	enum op_role role;
	int (*load)(struct op_call *c, struct err *e);
	int (*work)(struct op_call *c, struct err *e);
	int (*save)(struct op_call *c, struct err *e);
	void (*free_state)(void *state);
};

extern const struct op op_info, op_captcha, op_login, op_logout, op_application,
    op_draft, op_form, op_edit, op_sms, op_sms_verify, op_method,
    op_method_change, op_cancel, op_signing, op_signing_status, op_sign_open,
    op_sign_submit, op_queue, op_office_application, op_decide, op_outcomes,
    op_decided, op_deputies, op_deputy, op_deputy_end, op_esign, op_esign_take,
    op_report, op_word_login, op_personal_sms, op_personal_verify, op_personal,
    op_certificate, op_account, op_account_verify, op_word, op_secret,
    op_consent, op_session_signing;

/*
 * Store-thread helpers of the dispatcher.
 * Finds a session by its bearer token and notes its use; ERR_DENIED with
 * reason "session" when there is none or it has ended.
 */
int flow_session_find(const struct flow *f, const char *token, int64_t now,
    struct flow_session *out, struct err *e);

#endif
