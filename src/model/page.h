/* The pages of an application in their order, and where a person goes on. */
#ifndef MODEL_PAGE_H
#define MODEL_PAGE_H

#include <stdbool.h>

#include "model/workflow.h"

enum page {
	PAGE_LOGIN,    /* Kullanıcı Girişi */
	PAGE_FORM,     /* Başvuru Formu */
	PAGE_SMS_SEND, /* SMS gönderim */
	PAGE_SMS_CODE, /* SMS Onay Kodu */
	PAGE_METHOD,   /* imzalama yöntemi */
	PAGE_SIGN,     /* İmzalanacak Metin, sertifika, PIN */
	PAGE_PAPER,    /* Islak İmzalı: what to do with the printed form */
	PAGE_RESULT,   /* Başvuru Sonucu */
	PAGE_COUNT
};

/* Stable word for the protocol ("form", "sms-send", ...), and back (-1). */
const char *page_name(enum page p);
int page_from_name(const char *name, enum page *out);

/* Step shown in the title: 1 to page_steps(). */
int page_step(enum page p);
int page_steps(void);

/* Where an application in this state goes on. The telephone must have been
 * proven in this session before anything behind PAGE_SMS_CODE. */
enum page page_of(enum state s, bool phone_proven);

#endif
