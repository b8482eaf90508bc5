/* Like the text that is signed with a card, they never go through the
 * catalogue: the form is read by an office, whatever language the program
 * speaks. */
#include "config.h"
#include "client/paper/words.h"

#include "base/banned.h"

const char *const words_address[2] = {
	"Barış Mah. Doktor Zeki Acar Cad. TÜBİTAK Gebze Yerleşkesi",
	"BİLGEM İdari Bina, P.K. 74, 41470 Gebze/KOCAELİ",
};

const struct words_copy words_copies[] = {
	{ "1/3", "Kamu Sertifikasyon Merkezi'ne postayla gönderilir" },
	{ "2/3", "İlçe Milli Eğitim Bilgi İşlem birimine verilir" },
	{ "3/3", "Başvuru sahibinde kalır" },
};

const char *const words_notes[2] = {
	"Üç nüsha da elle imzalanır: 1 Kamu Sertifikasyon Merkezi'ne, "
	"2 İlçe Milli Eğitim Bilgi İşlem birimine, 3 sizde kalır.",
	"İmzasız ya da ulaşmayan form işleme alınmaz. "
	"Sorularınız için: 444 5 576, bilgi@kamusm.gov.tr",
};

const struct words_row words_rows[] = {
	{ SECTION_APPLICATION, 0, 4, FIELD_REASON, "Başvuru Nedeni" },
	{ SECTION_APPLICATION, 0, 4, FIELD_READER, "Kart Okuyucu Tipi" },
	{ SECTION_APPLICATION, 0, 4, FIELD_VALIDITY, "Sertifika Süresi" },
	{ SECTION_PERSON, 1, 4, FIELD_TCKN, "Kimlik No" },
	{ SECTION_PERSON, 1, 4, FIELD_NAME, "Adı" },
	{ SECTION_PERSON, 1, 4, FIELD_SURNAME, "Soyadı" },
	{ SECTION_PERSON, 2, 4, FIELD_BIRTH_PLACE, "Doğum Yeri" },
	{ SECTION_PERSON, 2, 4, FIELD_BIRTH_DATE, "Doğum Tarihi" },
	{ SECTION_PERSON, 2, 4, FIELD_WORD, "Güvenlik Sözcüğü" },
	{ SECTION_EMPLOYER, 3, 9, FIELD_EMPLOYER, "Kurum Adı" },
	{ SECTION_EMPLOYER, 3, 3, FIELD_REGISTRY_NO, "Kurum Sicil No" },
	{ SECTION_EMPLOYER, 4, 6, FIELD_UNIT, "Çalıştığı Birim" },
	{ SECTION_EMPLOYER, 4, 6, FIELD_TITLE, "Ünvan" },
	{ SECTION_EMPLOYER, 5, 12, FIELD_ADDRESS,
	    "Kurum / Birim Adresi (teslimat adresi)" },
	{ SECTION_EMPLOYER, 6, 4, FIELD_POSTCODE, "Posta Kodu" },
	{ SECTION_EMPLOYER, 6, 4, FIELD_PROVINCE, "İl" },
	{ SECTION_EMPLOYER, 6, 4, FIELD_DISTRICT, "İlçe" },
	{ SECTION_CONTACT, 7, 8, FIELD_EMAIL, "Eposta" },
	{ SECTION_CONTACT, 7, 4, FIELD_CHANNEL, "Bilgi Kanalı" },
	{ SECTION_CONTACT, 8, 3, FIELD_MOBILE, "Cep Telefonu" },
	{ SECTION_CONTACT, 8, 3, FIELD_OPERATOR, "Mobil Operatör Tipi" },
	{ SECTION_CONTACT, 8, 3, FIELD_WORK_PHONE, "İş Telefonu" },
	{ SECTION_CONTACT, 8, 2, FIELD_EXTENSION, "Dahili" },
	{ SECTION_CONTACT, 8, 3, FIELD_HOME_PHONE, "Ev Telefonu" },
};

const size_t words_row_count = sizeof(words_rows) / sizeof(words_rows[0]);

const char *
words_section(enum field_section s)
{
	static const char *const names[] = {
		[SECTION_LOGIN] = "Kullanıcı Girişi",
		[SECTION_APPLICATION] = "Başvuru Bilgileri",
		[SECTION_PERSON] = "Kişisel Bilgiler",
		[SECTION_EMPLOYER] = "Kurum Bilgileri",
		[SECTION_CONTACT] = "İletişim Bilgileri",
	};

	return names[s];
}

const char words_undertaking_mark[] =
    "Bu metin eimza programının kendi metnidir; kurumun FORM-001-042 Kamu SM "
    "Nitelikli Elektronik Sertifika Sahibi Taahhütnamesi metniyle "
    "değiştirilmek üzere konmuştur.";

/* The owner's duties (5070 sayılı Elektronik İmza Kanunu, article 5; its
 * Yönetmelik, Resmî Gazete 06.01.2005/25692, article 15), in words of our
 * own. */
const char *
words_undertaking(void)
{
	return "5070 sayılı Elektronik İmza Kanunu ile Elektronik İmza "
	       "Kanununun Uygulanmasına İlişkin Usul ve Esaslar Hakkında "
	       "Yönetmeliğin 15. maddesi uyarınca, adıma düzenlenecek "
	       "nitelikli elektronik sertifikanın sahibi "
	       "olarak:\n"
	       "1. Başvuruda verdiğim bilgi ve belgelerin doğru ve eksiksiz "
	       "olduğunu, bunlardan biri değişirse gecikmeden bildireceğimi,\n"
	       "2. İmza oluşturma verimi (kartımdaki anahtarı) yalnız "
	       "kendim kullanacağımı; kartımı, PIN ve PUK kodlarımı ve "
	       "güvenlik sözcüğümü kimseye vermeyeceğimi ve başkasının eline "
	       "geçmemesi için gereken özeni göstereceğimi,\n"
	       "3. Kartım kaybolur ya da çalınırsa, gizli kodlarımın "
	       "öğrenildiğini görür ya da bundan kuşku duyarsam sertifikamı "
	       "hemen askıya alacağımı ya da iptal ettireceğimi (444 5 576),\n"
	       "4. İmzalarımı güvenli elektronik imza oluşturma aracıyla, "
	       "sertifikada yazılı kullanım ve parasal sınırlar içinde "
	       "atacağımı; süresi biten, askıya alınan ya da iptal edilen "
	       "sertifikayla imza atmayacağımı,\n"
	       "5. Kartı teslim aldığımda sertifikadaki bilgileri "
	       "denetleyeceğimi, yanlışlık görürsem kullanmadan "
	       "bildireceğimi,\n"
	       "6. Kanunun 5. maddesine göre güvenli elektronik imzanın elle "
	       "atılan imzayla aynı hukukî sonucu doğurduğunu, kanunların "
	       "resmî şekle veya özel bir törene bağladığı işlemler ile banka "
	       "teminat mektupları dışındaki teminat sözleşmelerinin bunun "
	       "dışında kaldığını bildiğimi,\n"
	       "7. Kişisel verilerimin sertifikanın hazırlanması, teslimi ve "
	       "yönetimi amacıyla işleneceği konusunda bilgilendirildiğimi\n"
	       "kabul, beyan ve taahhüt ederim.";
}
