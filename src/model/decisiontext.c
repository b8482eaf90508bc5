#include "config.h"
#include "model/decisiontext.h"

#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

/* What the applicant may be asked to correct. */
static const struct {
	enum field_id id;
	const char *label;
} labels[] = {
	{ FIELD_REASON, "Başvuru Nedeni" },
	{ FIELD_READER, "Kart Okuyucu Tipi" },
	{ FIELD_VALIDITY, "Sertifika Süresi" },
	{ FIELD_UNIT, "Çalıştığı Birim" },
	{ FIELD_TITLE, "Ünvan" },
	{ FIELD_ADDRESS, "Kurum / Birim Adresi" },
	{ FIELD_POSTCODE, "Posta Kodu" },
	{ FIELD_PROVINCE, "İl" },
	{ FIELD_DISTRICT, "İlçe" },
	{ FIELD_EMAIL, "Eposta" },
	{ FIELD_WORK_PHONE, "İş Telefonu" },
	{ FIELD_EXTENSION, "Dahili" },
	{ FIELD_MOBILE, "Cep Telefonu" },
	{ FIELD_OPERATOR, "Mobil Operatör Tipi" },
	{ FIELD_HOME_PHONE, "Ev Telefonu" },
	{ FIELD_CHANNEL, "Bilgi Kanalı" },
};

static const char *
word(enum event ev)
{
	if (ev == EVENT_APPROVE)
		return "ONAY";
	return ev == EVENT_REJECT ? "RET" : "DÜZELTME İSTEĞİ";
}

static int
add(struct buf *out, const char *label, const char *value, struct err *e)
{
	if (!text_printable(value, false))
		return err_why(e, ERR_INVALID, "control",
		    _("The text to sign would have a character that cannot be "
		      "shown."));
	if (buf_addf(out, "%s: %s\n", label, value[0] == '\0' ? "-" : value) <
	    0)
		return err_set(
		    e, ERR_LIMIT, _("The text to sign is too long."));
	return 0;
}

static int
add_label(struct buf *out, const char *name, size_t len)
{
	if (out->len > 0 && buf_adds(out, ", ") < 0)
		return -1;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		const char *known = field(labels[i].id)->name;

		if (strlen(known) == len && memcmp(known, name, len) == 0)
			return buf_adds(out, labels[i].label);
	}
	return buf_add(out, name, len);
}

/* Who signs reads the labels of the form, not the names of the interface. */
static int
add_fields(struct buf *out, const char *names, struct err *e)
{
	struct buf text = BUF_INIT(DECISIONTEXT_MAX);
	int rc = 0;

	for (size_t n; rc == 0 && names[0] != '\0'; names += n) {
		names += strspn(names, " ");
		n = strcspn(names, " ");
		if (n > 0 && add_label(&text, names, n) < 0)
			rc = err_set(
			    e, ERR_LIMIT, _("The text to sign is too long."));
	}
	if (rc == 0)
		rc = add(out, "DÜZELTİLECEK ALANLAR", buf_str(&text), e);
	buf_free(&text);
	return rc;
}

int
decisiontext_build(const struct decisiontext *d, struct buf *out, struct err *e)
{
	const struct {
		const char *label, *value;
	} rows[] = {
		{ "KARAR", word(d->event) },
		{ "BAŞVURU NO", d->number },
		{ "T.C. KİMLİK NO", record_get(d->record, FIELD_TCKN) },
		{ "ADI", record_get(d->record, FIELD_NAME) },
		{ "SOYADI", record_get(d->record, FIELD_SURNAME) },
		{ "ÇALIŞTIĞI BİRİM", record_get(d->record, FIELD_UNIT) },
		{ "GEREKÇE", d->reason },
	}, after[] = {
		{ "FORMUN ÖZETİ (SHA-256)", d->digest },
		{ "İL", d->province },
		{ "PORTAL", d->portal },
		{ "TARİH", d->date },
	};
	int rc = 0;

	if (buf_adds(out, "KURUM YETKİLİSİ KARARI\n") < 0)
		return err_set(
		    e, ERR_LIMIT, _("The text to sign is too long."));
	for (size_t i = 0; rc == 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
		rc = add(out, rows[i].label, rows[i].value, e);
	if (rc == 0)
		rc = add_fields(out, d->fields, e);
	for (size_t i = 0; rc == 0 && i < sizeof(after) / sizeof(after[0]); i++)
		rc = add(out, after[i].label, after[i].value, e);
	return rc;
}

int
decisiontext_form(const struct record *r, struct buf *out, struct err *e)
{
	for (int i = FIELD_FORM_FIRST; i <= FIELD_FORM_LAST; i++) {
		const struct field_def *f = field((enum field_id)i);
		const char *value = record_get(r, (enum field_id)i);

		if (f->kind == KIND_SECRET || value[0] == '\0')
			continue;
		if (buf_addf(out, "%s=%s\n", f->name, value) < 0)
			return err_set(
			    e, ERR_LIMIT, _("The text to sign is too long."));
	}
	return 0;
}
