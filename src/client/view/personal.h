/*
 * Bireysel İşlemler: who is logged in to his own account, what the portal says
 * of it, and what its screens share.
 */
#ifndef CLIENT_VIEW_PERSONAL_H
#define CLIENT_VIEW_PERSONAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "client/form/form.h"
#include "client/remote/link.h"
#include "model/record.h"
#include "wire/messages-personal.h"

struct app;
struct view;
struct view_ops;

struct app_personal {
	bool in; /* logged in; the link's token is of this session */
	char tckn[12];
	struct msg_personal facts;
	bool known; /* facts are there */
	/* How he logged in, and where he stood when a session ended; NULL:
	 * not yet, and at the menu. */
	const struct view_ops *way, *back;
	/* The screen that waits for newer facts; NULL: none. */
	const struct view_ops *wanted;
	char serial[48];      /* the certificate looked at; empty: none */
	char phone[24];	      /* an SMS went there, masked; empty: unknown */
	bool new_phone;	      /* to a new telephone, not to prove a login */
	int64_t sms_until;    /* of its code, clock_mono_ms */
	struct record *typed; /* at Bilgi Güncelle, or NULL */
	bool give;	      /* E-Onay: what is being signed */
	/* A sentence for the screen after the menu that only fetches. */
	char notice[ERR_TEXT_MAX];
	bool lost; /* he reports a lost card: applies for it next */
};

/* The screens; view_personal is the choice of how to log in. */
extern const struct view_ops view_personal, view_personal_login,
    view_personal_sms, view_personal_menu, view_personal_list,
    view_personal_status, view_personal_resume, view_personal_suspend,
    view_personal_revoke, view_personal_account, view_personal_word,
    view_personal_secret, view_personal_unlock, view_personal_consent,
    view_personal_lost;

/* The menu of whoever is logged in, else the choice of how to. */
void personal_enter(struct app *a);

/* That person logs in that way; anybody else is forgotten. */
void personal_known_as(
    struct app *a, const char *tckn, const struct view_ops *way);

/* A session of the person is there and proven: on to where he stood. */
void personal_entered(struct app *a);

/* Takes what the portal says over (*m is cleared). */
void personal_take(struct app *a, struct msg_personal *m);

/* To a screen that shows what is true now; r: the answer that the menu waits
 * for. */
void personal_fetch(struct app *a, const struct view_ops *to);
void personal_fetched(struct app *a, const struct link_reply *r);

/* The session has ended: true, and the login is on its way; what was typed
 * stays. */
bool personal_over(struct app *a, const struct link_reply *r);

/* Forgets the person. */
void personal_forget(struct app *a);

/* Çıkış: ends the session at the portal; NULL when there is none. */
struct link_call *personal_log_out(struct app *a);

/* An SMS went to that telephone. */
void personal_sms_sent(struct app *a, const struct msg_sms *m);

/* Sends what was typed at Bilgi Güncelle; and says that it is on record. */
int personal_send_account(
    struct app *a, struct link_call **call, struct err *e);
void personal_account_saved(struct app *a);

/* The certificate with that serial, or NULL. */
const struct msg_certificate *personal_certificate(
    const struct app *a, const char *serial);

/* "unopened", ... in words. */
const char *personal_state(const char *state);

/* "20.01.2027" of a moment of the portal's; "-" when it is none. */
char *personal_day(const char *rfc3339, char *out, size_t size);

/* The certificates in those states: "valid suspended". One that is chosen
 * stays chosen; how many there are is the answer. */
struct personal_rows {
	struct app *app;
	const char *states;
	bool secret; /* only those whose PIN and PUK the portal has */
};
struct form_rows personal_rows_for(struct personal_rows *r);
size_t personal_rows_count(const struct personal_rows *r);
/* A field to choose one of them, or its text where there is just one. */
void personal_add_choice(struct view *v, int id, struct personal_rows *r);
/* The chosen one, also where there is just one; NULL: none yet. */
const struct msg_certificate *personal_chosen(
    struct view *v, int id, const struct personal_rows *r);

#endif
