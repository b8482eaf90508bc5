/*
 * What the screens share: the terminal, the link to the portal, the card, and
 * the application the person works on. One of it, made in main and passed
 * down; src/client/loop.c drives it.
 */
#ifndef CLIENT_VIEW_APP_H
#define CLIENT_VIEW_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "client/card/card.h"
#include "client/file/work.h"
#include "client/form/form.h"
#include "client/form/ui.h"
#include "client/remote/calls.h"
#include "client/remote/link.h"
#include "client/remote/stamp.h"
#include "client/term/key.h"
#include "client/view/cards.h"
#include "client/view/field.h"
#include "client/view/hint.h"
#include "client/view/personal.h"
#include "client/view/view.h"
#include "model/page.h"
#include "model/record.h"
#include "wire/messages.h"

/* What a signature is made for; signing.h. */
struct app_signing {
	const struct signing_task *task; /* NULL: the application */
	bool by_code;			 /* another screen waits for it */
	bool file;		    /* a file of the person's, no request */
	struct msg_signing request; /* as the portal sent it */
	int64_t deadline;	    /* clock_mono_ms of its end */
};

/* Who is logged in with his card; esign.h. */
enum app_role { APP_APPLICANT, APP_PERSONAL, APP_OFFICER };
struct app_session {
	enum app_role role;
	enum app_role wanted; /* of the login under way */
	char tckn[12];
	char *ticket; /* wiped and freed when it is used up */
	char name[128], province[64];
};

struct office;

struct app {
	struct ui *ui;
	struct link *link;
	struct card *card; /* NULL until a screen needs it */
	struct app_cards cards;
	const char *url, *ca, *config; /* as they were named, or NULL */
	struct buf report;	       /* of the diagnosis, or empty */
	struct view *view;
	const struct view_ops *next; /* the screen to go to */
	const struct view_ops *from; /* the one that was left to quit */
	struct link_call *busy; /* the call the person waits for, or NULL */
	char busy_text[128];
	struct link_call *info;	       /* asks what portal this is, or NULL */
	struct link_call *catching_up; /* asks where the application stands */
	bool card_busy;		       /* the person waits for the card */
	struct stamp *stamp;	       /* or for a time-stamp; or NULL */
	int told_attempt;	       /* the failure that was said last */
	bool quit;
	int exit_status;

	/* The portal, as /v1/info told; empty until then. */
	char portal[128], contact[64];
	bool no_officers; /* it said that nobody decides there */

	/* The application; record NULL before the login. What was typed stays
	 * here when a session ends, and goes on in the next one. */
	struct msg_application application;
	struct record *record;
	bool unsaved;		 /* typed since the last draft was sent */
	struct link_call *draft; /* the draft under way, or NULL */
	const char *draft_field; /* where the cursor stands; NULL: nowhere */
	struct app_signing signing;
	struct app_session session;
	struct office *office; /* of a kurum yetkilisi (office.h), or NULL */
	struct app_personal personal;
	struct file_work file;
	struct buf cms;	 /* the signature, once it is made */
	struct buf bare; /* the same without its time-stamp, or empty */
	bool stamp_here; /* the portal fetches none */

	int64_t sms_deadline; /* of the SMS Onay Kodu, clock_mono_ms */
	/* One sentence for the next screen to say; empty: none. */
	char notice[ERR_TEXT_MAX];
	struct record *login; /* typed at the login, kept while corrected */
	char code[32];	      /* of "imzala KOD"; empty: none */
	const struct demo_facts *demo; /* hint.h; NULL: it is real */
	const char *demo_pin;	 /* of the demonstration's card; or NULL */
	const char *undertaking; /* file to print; NULL: our own text */
};

/* The screens. */
extern const struct view_ops view_menu, view_login, view_application,
    view_sms_send, view_sms_code, view_method, view_sign, view_show_code,
    view_paper, view_paper_show, view_paper_print, view_result, view_enter_code,
    view_signed, view_trouble, view_quit, view_esign, view_file,
    view_file_signed, view_file_checked, view_doctor;

/* The screen to show as soon as the present one has returned. */
void app_go(struct app *a, const struct view_ops *next);

/* To the question whether to leave. What the screen's person typed is kept
 * first; what he waits for is given up. */
void app_quit(struct app *a);

/* The message of a reply, to be emptied by whom it is given to. */
void *app_message(const struct link_reply *r);

/* The screen where the application goes on; takes *m over (cleared). */
void app_take_application(struct app *a, struct msg_application *m);
void app_go_on(struct app *a);

/* After starting a call the person waits for: what is under way, one short
 * phrase. Escape cancels it. */
void app_wait(struct app *a, struct link_call *call, const char *text);

/* The same for the card. */
void app_wait_card(struct app *a, const char *text);
void app_wait_over(struct app *a);

/* Gives up what the person waits for; true: there was something. */
bool app_cancel(struct app *a);

#endif
