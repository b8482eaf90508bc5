#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/lang.h"
#include "model/signtext.h"
#include "people.h"

static const struct signtext_facts facts = { "2026-000123", "Örnek Portal",
	"21.11.2026" };

static const char golden[] =
    "Aşağıda yazılı bütün bilgilerin doğru olduğunu, aksi halde doğacak bütün "
    "zararlardan sorumlu olduğumu beyan ederim. Bu formdaki bilgilere göre "
    "şahsıma bir nitelikli elektronik sertifika hazırlanmasını talep ederim.\n"
    "\n"
    "ADI: AYŞE NUR\n"
    "SOYADI: ÖRNEK\n"
    "TC KİMLİK NUMARASI: 10000000146\n"
    "EPOSTA: ayse@example.com\n"
    "GÜVENLİK SÖZCÜĞÜ: (gizli)\n"
    "ADRES: Örnek Mah. Örnek Sok. No: 1 49500 BULANIK / MUŞ\n"
    "KURUM ADI: MUŞ İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ\n"
    "DOĞUM YERİ: 19 MAYIS\n"
    "DOĞUM TARİHİ: 05.03.1980\n"
    "KURUM SİCİL NO: -\n"
    "ÇALIŞTIĞI BİRİM: ÖRNEK İLKOKULU\n"
    "ÜNVAN: ÖĞRETMEN\n"
    "İŞ TELEFONU: 0436 000 00 00\n"
    "DAHİLİ: -\n"
    "CEP TELEFONU: 0530 123 45 67\n"
    "MOBİL OPERATÖR TİPİ: TURKCELL\n"
    "EV TELEFONU: -\n"
    "BİLGİ KANALI: Her ikisi (E-posta+SMS)\n"
    "BAŞVURU NEDENİ: Yenileme\n"
    "KART OKUYUCU TİPİ: İstenmedi\n"
    "SERTİFİKA SÜRESİ: 3 Yıl\n"
    "BAŞVURU NO: 2026-000123\n"
    "TARİH: 21.11.2026\n"
    "PORTAL: Örnek Portal\n";

static char *
build(const struct record *r, const struct signtext_facts *f)
{
	struct buf out = BUF_INIT(SIGNTEXT_MAX);
	struct err e;

	assert_int_equal(signtext_build(r, f, &out, &e), 0);
	return buf_steal(&out, NULL);
}

static void
byte_for_byte(void **state)
{
	struct record *r = person();
	char *text;

	(void)state;
	for (int l = LANG_TR; l <= (int)LANG_EN; l++) {
		lang_set((enum lang)l);
		text = build(r, &facts);
		assert_string_equal(text, golden);
		free(text);
	}
	record_free(r);
}

/* What is typed in parts (s and cedilla) is the same text. */
static void
composed(void **state)
{
	struct record *r = person();
	char *text;

	(void)state;
	put(r, FIELD_NAME,
	    "AYS\xcc\xa7"
	    "E  NUR");
	put(r, FIELD_ADDRESS,
	    " O\xcc\x88rnek Mah. \n O\xcc\x88rnek Sok.\xc2\xa0No: 1");
	text = build(r, &facts);
	assert_string_equal(text, golden);
	free(text);
	record_free(r);
}

static void
word_never_appears(void **state)
{
	struct record *r = person();
	char *text;

	(void)state;
	put(r, FIELD_WORD, "xyzzyplugh");
	put(r, FIELD_WORD_AGAIN, "xyzzyplugh");
	text = build(r, &facts);
	assert_null(strstr(text, "xyzzy"));
	assert_string_equal(text, golden);
	free(text);
	record_free(r);
}

static size_t
lines(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += *s == '\n';
	return n;
}

static void
no_forged_line(void **state)
{
	struct signtext_facts f = { "1\nTARİH: 01.01.2030", "P\nADI: ALİ",
		"21.11.2026" };
	struct record *r = person();
	struct buf out = BUF_INIT(SIGNTEXT_MAX);
	struct err e;
	char *text;

	(void)state;
	put(r, FIELD_ADDRESS, "A\nADI: ALİ\n\n\nSOYADI: VELİ");
	text = build(r, &f);
	assert_int_equal(lines(text), lines(golden));
	assert_null(strstr(text, "\nADI: ALİ"));
	assert_non_null(strstr(text, "ADRES: A ADI: ALİ SOYADI: VELİ 49500"));
	free(text);
	f.portal = "P\rX";
	assert_int_equal(signtext_build(r, &f, &out, &e), ERR_INVALID);
	assert_string_equal(e.reason, "control");
	buf_free(&out);
	f.portal = "P\xe2\x80\xaeX"; /* right-to-left override */
	assert_int_equal(signtext_build(r, &f, &out, &e), ERR_INVALID);
	buf_free(&out);
	record_free(r);
}

static void
every_choice_has_its_word(void **state)
{
	struct record *r = person();

	(void)state;
	for (int id = FIELD_FORM_FIRST; id <= (int)FIELD_FORM_LAST; id++) {
		const struct field_def *f = field((enum field_id)id);

		for (const struct field_choice *c = f->choices;
		     c != NULL && c->value != NULL; c++) {
			char line[64], *text;

			if (strcmp(c->value, c->label) == 0)
				continue; /* Turkish already */
			put(r, f->id, c->value);
			text = build(r, &facts);
			snprintf(line, sizeof(line), ": %s\n", c->value);
			assert_null(strstr(text, line));
			free(text);
		}
	}
	record_free(r);
}

static void
limit(void **state)
{
	struct record *r = person();
	struct buf out = BUF_INIT(100);
	struct err e;

	(void)state;
	assert_int_equal(signtext_build(r, &facts, &out, &e), ERR_LIMIT);
	buf_free(&out);
	record_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(byte_for_byte),
		cmocka_unit_test(composed),
		cmocka_unit_test(word_never_appears),
		cmocka_unit_test(no_forged_line),
		cmocka_unit_test(every_choice_has_its_word),
		cmocka_unit_test(limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
