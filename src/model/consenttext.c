#include "config.h"
#include "model/consenttext.h"

#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

#define CHOICE                                                                       \
	"Kamu SM sistemleri üzerinden güvenilir bir şekilde elektronik "          \
	"onayımın alınması kaydıyla bundan sonra yapacağım NES "              \
	"başvurularımın, imzalı başvuru formu göndermeme gerek kalmaksızın " \
	"işleme alınmasını "

const char *
consenttext_terms(void)
{
	return "E-Onay sayesinde, elektronik imzalı onayınızın alınması "
	       "koşuluyla, bundan sonra yapacağınız NES başvurularında, "
	       "imzalı başvuru formu göndermenize gerek kalmaksızın E-imzanızı "
	       "daha hızlı temin edebilirsiniz.\nKamu Sertifikasyon Merkezi "
	       "başvuru formu ve taahhütnamede değişiklik yapma hakkını saklı "
	       "tutar. Başvuru yapan kişi, başvuru formu ve taahhütnamenin, "
	       "elektronik olarak onayladığı tarihteki halini kabul, beyan ve "
	       "taahhüt eder.";
}

const char *
consenttext_choice(bool give)
{
	return give ? CHOICE "KABUL EDİYORUM." : CHOICE "KABUL ETMİYORUM.";
}

int
consenttext_build(const struct consenttext *t, struct buf *out, struct err *e)
{
	const struct {
		const char *label, *value;
	} rows[] = {
		{ "T.C. KİMLİK NO", t->tckn },
		{ "ADI", t->name },
		{ "SOYADI", t->surname },
		{ "PORTAL", t->portal },
		{ "TARİH", t->moment },
		{ "İŞLEM", t->mark },
	};
	bool ok = buf_addf(out, "E-ONAY\n%s\n%s\n", consenttext_terms(),
		      consenttext_choice(t->give)) == 0;

	for (size_t i = 0; ok && i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!text_printable(rows[i].value, false))
			return err_why(e, ERR_INVALID, "control",
			    _("The text to sign would have a character that "
			      "cannot be shown."));
		ok = buf_addf(out, "%s: %s\n", rows[i].label,
			 rows[i].value[0] == '\0' ? "-" : rows[i].value) == 0;
	}
	return ok ? 0
		  : err_set(e, ERR_LIMIT, _("The text to sign is too long."));
}
