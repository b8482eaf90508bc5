/* A person at the keyboard: goes through the pages of a renewal, typing what
 * each field asks for. */
#ifndef TESTS_E2E_ROBOT_H
#define TESTS_E2E_ROBOT_H

#include "vt.h"
#include "world.h"

#define KEY_F6	 "\033[17~"
#define KEY_F7	 "\033[18~"
#define KEY_F10	 "\033[21~"
#define KEY_PGDN "\033[6~"

/* The pages, by what their title shows. */
#define PAGE_LOGIN_TITLE  "Kullanıcı Girişi"
#define PAGE_FORM_TITLE	  "Başvuru Formu"
#define PAGE_SEND_TITLE	  "SMS Gönderimi"
#define PAGE_CODE_TITLE	  "SMS Onay Kodu"
#define PAGE_METHOD_TITLE "Yöntem Seçimi"
#define PAGE_SIGN_TITLE	  "İmzalama"
#define PAGE_RESULT_TITLE "Başvuru Sonucu"

/* Another of the demo people from now on; NULL: the first again. */
void robot_be(const char *tckn, const char *name, const char *surname,
    const char *place, const char *date);

/* From the login to the page where the application stands. */
void robot_login(struct vt *t);

/* Only types who the person is, and stands at the picture's text. */
void robot_identity(struct vt *t);

/* From the login to the signature: form, SMS, E-İmzalı. */
void robot_to_signature(struct vt *t, struct world *w);

/* Presses the main button of the form just opened: it goes to the first
 * field that is missing. */
void robot_form_start(struct vt *t);
/* Fills every field that is missing and approves the form. */
void robot_form(struct vt *t);
/* Fills only the next n of them. */
void robot_form_part(struct vt *t, int n);

void robot_sms(struct vt *t, struct world *w);
void robot_method(struct vt *t); /* E-İmzalı */
void robot_read_text(struct vt *t);
/* To the PIN with Tab. */
void robot_to_pin(struct vt *t);
/* Scrolls a text that came with a code to its end and signs it. */
void robot_sign_by_code(struct vt *t);
void robot_sign(struct vt *t); /* until the result */

/* The active field is the one with this label; for vt_wait_for. */
bool robot_at(struct vt *t, void *label);

/* Presses Tab until that field is the active one. */
void robot_tab_to(struct vt *t, const char *label);

/* Goes to the button with Tab and presses it. */
void robot_press(struct vt *t, const char *label);

/* The page now shown goes on from here to the result. */
void robot_go_on(struct vt *t, struct world *w);

/* Line by line: answers when the last line is this question, below *row, where
 * the one before it stood; -1: none did. */
void robot_answer(
    struct vt *t, int *row, const char *question, const char *answer);

#endif
