/* A made-up applicant whose form is right. */
#ifndef UNIT_PEOPLE_H
#define UNIT_PEOPLE_H

#include "unit.h"
#include "model/record.h"

static inline void
put(struct record *r, enum field_id id, const char *v)
{
	struct err e;

	assert_int_equal(record_set(r, id, v, &e), 0);
}

static inline struct record *
person(void)
{
	static const struct {
		enum field_id id;
		const char *value;
	} values[] = {
		{ FIELD_REASON, "renewal" },
		{ FIELD_READER, "none" },
		{ FIELD_VALIDITY, "3" },
		{ FIELD_TCKN, "10000000146" },
		{ FIELD_NAME, "ayşe nur" },
		{ FIELD_SURNAME, "ÖRNEK" },
		{ FIELD_BIRTH_PLACE, "19 Mayıs" },
		{ FIELD_BIRTH_DATE, "5/3/1980" },
		{ FIELD_WORD, "mavi kapi 7" },
		{ FIELD_WORD_AGAIN, "mavi kapi 7" },
		{ FIELD_EMPLOYER, "MUŞ İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ" },
		{ FIELD_UNIT, "Örnek İlkokulu" },
		{ FIELD_TITLE, "ÖĞRETMEN" },
		{ FIELD_ADDRESS, "Örnek Mah.\nÖrnek Sok. No: 1" },
		{ FIELD_POSTCODE, "49500" },
		{ FIELD_PROVINCE, "MUŞ" },
		{ FIELD_DISTRICT, "BULANIK" },
		{ FIELD_EMAIL, "ayse@example.com" },
		{ FIELD_WORK_PHONE, "0436 000 00 00" },
		{ FIELD_MOBILE, "+90 530 123 45 67" },
		{ FIELD_OPERATOR, "TURKCELL" },
		{ FIELD_CHANNEL, "both" },
	};
	struct record *r = record_new();

	assert_non_null(r);
	record_set_renewal(r, true);
	for (size_t i = 0; i < COUNT(values); i++)
		put(r, values[i].id, values[i].value);
	return r;
}

#endif
