/* Dates and telephone numbers while they are typed: digits in, groups out. */
#ifndef CLIENT_FORM_MASK_H
#define CLIENT_FORM_MASK_H

#include <stddef.h>

#define MASK_MAX 32

/* "01011980" as "01.01.1980"; what is missing is left out. */
void mask_date(const char *digits, char out[MASK_MAX]);
/* "05301234567" as "0530 123 45 67". */
void mask_phone(const char *digits, char out[MASK_MAX]);

/* Where the cursor stands in the grouped text for a place among digits. */
size_t mask_date_at(size_t digit);
size_t mask_phone_at(const char *digits, size_t digit);

/* The digits of any way to write a date ("1.1.1980") or a telephone number
 * ("+90 (530) 123 45 67"). */
void mask_date_digits(const char *text, char out[MASK_MAX]);
void mask_phone_digits(const char *text, char out[MASK_MAX]);

/* How many digits a number may have that begins with these: more than the
 * usual ones only with the country (90) before them. */
size_t mask_phone_room(const char *digits);

#endif
