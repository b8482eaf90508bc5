#include "config.h"
#include "model/decisiontext.h"

#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

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

/* Field names as the form's labels in Turkish have them are for people; the
 * names of the interface stay what they are whatever the language. */
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
		{ "DÜZELTİLECEK ALANLAR", d->fields },
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
