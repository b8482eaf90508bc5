/* Resimdeki Yazı on a screen of login: the picture and its text, or a proof
 * of work in their place. */
#ifndef CLIENT_VIEW_CAPTCHA_H
#define CLIENT_VIEW_CAPTCHA_H

#include <stdbool.h>

#include "client/remote/link.h"
#include "client/view/field.h"

struct view;
struct work;

/* The field of the text. */
#define CAPTCHA_FIELD VIEW_ID(FIELD_LOGIN_IMAGE_TEXT)

/* Numbers of the form that are the captcha's own. */
enum { CAPTCHA_PICTURE = 900, CAPTCHA_PROGRESS, CAPTCHA_NEW, CAPTCHA_NONE };

struct captcha {
	char id[80];
	bool work;	    /* proof of work instead of the picture */
	bool waits;	    /* log in as soon as the answer can be given */
	struct work *proof; /* under way, or NULL */
	char nonce[32];	    /* its result; empty: none yet */
};

/* Its items, where they stand in the form; and the keys of the form. */
int captcha_add(struct view *v);
void captcha_bind(struct view *v);

/* Asks the portal for one; the answer is v->quiet. */
void captcha_ask(struct view *v, struct captcha *c, bool work);

/* One of its keys: another picture, or none. */
void captcha_key(struct view *v, struct captcha *c, int action);

/* The answer to captcha_ask. True: the person waits for it, log in. */
bool captcha_take(
    struct view *v, struct captcha *c, const struct link_reply *r);

/* A slice of the proof of work (v->deadline). True as captcha_take. */
bool captcha_due(struct view *v, struct captcha *c);

/* What is typed can be sent; false: it waits, and the person was told. */
bool captcha_ready(struct view *v, struct captcha *c);

/* What is sent, borrowed; typed is the text of the field. */
const char *captcha_answer(const struct captcha *c, const char *typed);

/* A refused login was about it; said at its field. True: it was. */
bool captcha_refused(struct view *v, struct captcha *c, const struct err *e);

void captcha_clear(struct captcha *c);

#endif
