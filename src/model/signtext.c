/* The words of the text are fixed here and never go through the catalogue:
 * a translation that changed would break every comparison. */
#include "config.h"
#include "model/signtext.h"

#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

static const struct {
	const char *label;
	enum field_id id;
} rows[] = {
	{ "DOĞUM YERİ", FIELD_BIRTH_PLACE },
	{ "DOĞUM TARİHİ", FIELD_BIRTH_DATE },
	{ "KURUM SİCİL NO", FIELD_REGISTRY_NO },
	{ "ÇALIŞTIĞI BİRİM", FIELD_UNIT },
	{ "ÜNVAN", FIELD_TITLE },
	{ "İŞ TELEFONU", FIELD_WORK_PHONE },
	{ "DAHİLİ", FIELD_EXTENSION },
	{ "CEP TELEFONU", FIELD_MOBILE },
	{ "MOBİL OPERATÖR TİPİ", FIELD_OPERATOR },
	{ "EV TELEFONU", FIELD_HOME_PHONE },
	{ "BİLGİ KANALI", FIELD_CHANNEL },
	{ "BAŞVURU NEDENİ", FIELD_REASON },
	{ "KART OKUYUCU TİPİ", FIELD_READER },
	{ "SERTİFİKA SÜRESİ", FIELD_VALIDITY },
};

static const struct {
	enum field_id id;
	const char *value, *text;
} words[] = {
	{ FIELD_REASON, "renewal", "Yenileme" },
	{ FIELD_REASON, "lost", "Kayıp Çalıntı" },
	{ FIELD_REASON, "other", "Diğer" },
	{ FIELD_READER, "none", "İstenmedi" },
	{ FIELD_READER, "mini", "Mini Kart Okuyucu" },
	{ FIELD_VALIDITY, "3", "3 Yıl" },
	{ FIELD_CHANNEL, "email", "Eposta" },
	{ FIELD_CHANNEL, "sms", "SMS" },
	{ FIELD_CHANNEL, "both", "Her ikisi (E-posta+SMS)" },
};

const char *
signtext_word(enum field_id id, const char *value)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i].id == id && strcmp(words[i].value, value) == 0)
			return words[i].text;
	return value;
}

const char *
signtext_declaration(void)
{
	return "Aşağıda yazılı bütün bilgilerin doğru olduğunu, aksi halde "
	       "doğacak bütün zararlardan sorumlu olduğumu beyan ederim. Bu "
	       "formdaki bilgilere göre şahsıma bir nitelikli elektronik "
	       "sertifika hazırlanmasını talep ederim.";
}

/* One line. Line feeds become blanks and other controls are refused, so that
 * no value looks like a line of its own. */
static int
add_line(struct buf *out, const char *label, const char *value, struct err *e)
{
	char *clean = text_clean(value, false);
	int rc = 0;

	if (clean == NULL || !text_printable(clean, false))
		rc = err_why(e, ERR_INVALID, "control",
		    _("The text to sign would have a character that cannot be "
		      "shown. Please correct the form."));
	else if (buf_adds(out, label) < 0 || buf_adds(out, ": ") < 0 ||
		 buf_adds(out, clean[0] == '\0' ? "-" : clean) < 0 ||
		 buf_addc(out, '\n') < 0)
		rc = err_set(e, ERR_LIMIT, _("The text to sign is too long."));
	free(clean);
	return rc;
}

static int
add_address(struct buf *out, const struct record *r, struct err *e)
{
	struct buf b = BUF_INIT(SIGNTEXT_MAX);
	int rc;

	buf_addf(&b, "%s %s %s / %s", record_get(r, FIELD_ADDRESS),
	    record_get(r, FIELD_POSTCODE), record_get(r, FIELD_DISTRICT),
	    record_get(r, FIELD_PROVINCE));
	rc = b.failed
		 ? err_set(e, ERR_LIMIT, _("The text to sign is too long."))
		 : add_line(out, "ADRES", buf_str(&b), e);
	buf_free(&b);
	return rc;
}

static int
add_field(struct buf *out, const char *label, const struct record *r,
    enum field_id id, struct err *e)
{
	const char *value = record_get(r, id);
	char *shown = NULL;
	int rc;

	if (field(id)->kind == KIND_PHONE) {
		shown = field_shown(id, value);
		if (shown == NULL)
			return err_set(e, ERR_INTERNAL, _("Memory is out."));
		value = shown;
	}
	rc = add_line(out, label, signtext_word(id, value), e);
	free(shown);
	return rc;
}

/* The lines the old form had, in its order. */
static int
add_head(struct buf *out, const struct record *r, struct err *e)
{
	int rc = 0;

	if (buf_adds(out, signtext_declaration()) < 0 ||
	    buf_adds(out, "\n\n") < 0)
		return err_set(
		    e, ERR_LIMIT, _("The text to sign is too long."));
	rc = add_field(out, "ADI", r, FIELD_NAME, e);
	if (rc == 0)
		rc = add_field(out, "SOYADI", r, FIELD_SURNAME, e);
	if (rc == 0)
		rc = add_field(out, "TC KİMLİK NUMARASI", r, FIELD_TCKN, e);
	if (rc == 0)
		rc = add_field(out, "EPOSTA", r, FIELD_EMAIL, e);
	if (rc == 0)
		rc = add_line(out, "GÜVENLİK SÖZCÜĞÜ", "(gizli)", e);
	if (rc == 0)
		rc = add_address(out, r, e);
	if (rc == 0)
		rc = add_field(out, "KURUM ADI", r, FIELD_EMPLOYER, e);
	return rc;
}

int
signtext_build(const struct record *r, const struct signtext_facts *f,
    struct buf *out, struct err *e)
{
	int rc = add_head(out, r, e);

	for (size_t i = 0; rc == 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
		rc = add_field(out, rows[i].label, r, rows[i].id, e);
	if (rc == 0)
		rc = add_line(out, "BAŞVURU NO", f->number, e);
	if (rc == 0)
		rc = add_line(out, "TARİH", f->date, e);
	if (rc == 0)
		rc = add_line(out, "PORTAL", f->portal, e);
	return rc;
}
