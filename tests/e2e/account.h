/* The demo person in his own account: Bireysel İşlemler by the security word
 * and the code on his telephone. */
#ifndef TESTS_E2E_ACCOUNT_H
#define TESTS_E2E_ACCOUNT_H

#include "portal/flow/card-secret.h"
#include "world.h"

#define WORD	 "leylek yuvası 7"
#define MENU	 "Sayın AYŞE ÖĞRETMEN"
#define LOGIN	 "Bireysel İşlemler > Şifreli Giriş"
#define SMS_PAGE "Bireysel İşlemler > SMS Onay Kodu"

/* What production leaves behind: the account, and the secrets of the card. */
void account_make(struct world *w, struct card_secret *k);

/* On the page of the login. */
void account_type_word(struct vt *t, const char *word);
void account_type_code(struct vt *t, struct world *w);

/* A client at the menu. */
struct vt *account_log_in(
    struct world *w, int rows, int cols, const char *term, const char *word);

#endif
