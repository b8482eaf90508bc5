/* What the calls of NES Bireysel share. */
#ifndef PORTAL_FLOW_PERSONAL_H
#define PORTAL_FLOW_PERSONAL_H

#include "portal/flow/flow.h"
#include "portal/flow/notice.h"
#include "portal/store/account.h"

/* The person's account; one that is not there yet is empty but for the
 * identity number. */
int personal_account(
    const struct op_call *c, struct account *out, struct err *e);

/* ERR_DENIED (reason "by-word", "word-unset") unless the caller came in with a
 * security word that lasts. */
int personal_need_word(
    const struct op_call *c, const struct account *a, struct err *e);

/* Tells the owner, by the account's Bilgi Kanalı. */
int personal_tell(const struct op_call *c, const struct account *a,
    enum notice n, struct err *e);

/* Keyed hash of an identity number, whoever's it is: under what wrong words
 * are counted. */
void personal_who(
    const struct flow *f, const char *tckn, unsigned char out[STORE_HASH]);

#define PERSONAL_NAME 24
/* How the history names a person: "person " and a part of that hash. */
char *personal_name(
    const struct flow *f, const char *tckn, char out[PERSONAL_NAME]);

/* What the person did, in the history; who he is stands there as a keyed
 * hash. */
int personal_audit(const struct op_call *c, const char *event,
    int64_t application, const char *detail, struct err *e);

/* Fills the answer most of these calls give. */
int personal_answer(
    const struct op_call *c, struct msg_personal *out, struct err *e);

/* The account of who gets a certificate, from what was typed and proven: at
 * production. */
int personal_open_account(
    struct store *s, const struct application *a, int64_t now, struct err *e);

#define PERSONAL_WORD_DIGITS 12 /* of a word that the office gives */

/*
 * Voids the security word of an account; digits (PERSONAL_WORD_DIGITS + 1
 * bytes) get the word for the next login, to be told on the telephone. The
 * person is told that it happened. ERR_NOT_FOUND without an account.
 */
int personal_reset_word(struct store *s, const struct flow *f, const char *tckn,
    char *digits, int64_t now, struct err *e);

#endif
