/*
 * Whether a value is right, and the sentence when it is not. Client and
 * portal call the same functions. Sentences are in the reader's language, say
 * what is wrong and what to do, and quote nothing that was typed in secret.
 */
#ifndef MODEL_CHECK_H
#define MODEL_CHECK_H

#include <stdbool.h>

#include "base/err.h"
#include "model/field.h"
#include "model/record.h"

/* One field of a record: compulsory, length, characters, its own rule.
 * Answers 0 or ERR_INVALID with err.field set. */
int check_field(const struct record *r, enum field_id id, struct err *e);

/*
 * Every field from first to last. Answers how many are wrong; fills bad[id]
 * (FIELD_COUNT entries, may be NULL) with the sentence of each, text empty
 * where the field is right.
 */
int check_record(const struct record *r, enum field_id first,
    enum field_id last, struct err *bad);

/* What is unusual but allowed (area code of another il, unknown mobile
 * prefix): true and the sentence in *e. */
bool check_warning(const struct record *r, enum field_id id, struct err *e);

/* The rules of the catalogue; r may be NULL. Each answers 0 or ERR_INVALID. */
int check_tckn(const char *v, const struct record *r, struct err *e);
int check_person_name(const char *v, const struct record *r, struct err *e);
int check_birth_place(const char *v, const struct record *r, struct err *e);
int check_birth_date(const char *v, const struct record *r, struct err *e);
int check_image_text(const char *v, const struct record *r, struct err *e);
int check_word(const char *v, const struct record *r, struct err *e);
int check_word_again(const char *v, const struct record *r, struct err *e);
int check_postcode(const char *v, const struct record *r, struct err *e);
int check_province(const char *v, const struct record *r, struct err *e);
int check_district(const char *v, const struct record *r, struct err *e);
int check_email(const char *v, const struct record *r, struct err *e);
int check_land_line(const char *v, const struct record *r, struct err *e);
int check_mobile(const char *v, const struct record *r, struct err *e);
int check_extension(const char *v, const struct record *r, struct err *e);

/* What is typed outside the form. */
int check_pin(const char *v, struct err *e); /* 4 to 12 digits */
/* A PIN that others do not guess: not one digit again and again, no run up or
 * down, nothing of the birth date (GG.AA.YYYY), not the beginning of the T.C.
 * kimlik no; both may be NULL. Reason "pin-weak". */
int check_new_pin(
    const char *pin, const char *birth, const char *tckn, struct err *e);
int check_sms_code(const char *v, struct err *e);  /* 6 digits */
int check_sign_code(const char *v, struct err *e); /* 15 digits, first not 0;
						      blanks do not count */

/* Both check digits of a T.C. kimlik no are right. */
bool check_tckn_valid(const char *v);

#endif
