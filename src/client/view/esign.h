/* E-imzalı Giriş: the way into what is done with the card instead of an
 * application's questions. */
#ifndef CLIENT_VIEW_ESIGN_H
#define CLIENT_VIEW_ESIGN_H

#include "client/view/app.h"

/* To the first screen of that role: at once when somebody is logged in as
 * that, else after E-imzalı Giriş. */
void esign_enter(struct app *a, enum app_role role);

/* Nobody is logged in any more. */
void esign_forget(struct app *a);

/* The session of this role has ended; says why, and asks for a new login. */
void esign_ended(struct app *a, const char *sentence);

#endif
