/* The fields and lists of form-demo. */
#include "config.h"
#include "tests/bench/form-demo.h"

#include "base/banned.h"

static const char *provinces[] = { "ADANA", "ADIYAMAN", "AFYONKARAHİSAR",
	"AĞRI", "AKSARAY", "AMASYA", "ANKARA", "ANTALYA", "ARDAHAN", "ARTVİN",
	"AYDIN", "BALIKESİR", "BARTIN", "BATMAN", "BAYBURT", "BİLECİK",
	"BİNGÖL", "BİTLİS", "BOLU", "BURDUR", "BURSA", "ÇANAKKALE", "ÇANKIRI",
	"ÇORUM", "DENİZLİ", "DİYARBAKIR", "DÜZCE", "EDİRNE", "ELAZIĞ",
	"ERZİNCAN", "ERZURUM", "ESKİŞEHİR", "GAZİANTEP", "GİRESUN", "GÜMÜŞHANE",
	"HAKKARİ", "HATAY", "IĞDIR", "ISPARTA", "İSTANBUL", "İZMİR",
	"KAHRAMANMARAŞ", "KARABÜK", "KARAMAN", "KARS", "KASTAMONU", "KAYSERİ",
	"KIRIKKALE", "KIRKLARELİ", "KIRŞEHİR", "KİLİS", "KOCAELİ", "KONYA",
	"KÜTAHYA", "MALATYA", "MANİSA", "MARDİN", "MERSİN", "MUĞLA", "MUŞ",
	"NEVŞEHİR", "NİĞDE", "ORDU", "OSMANİYE", "RİZE", "SAKARYA", "SAMSUN",
	"SİİRT", "SİNOP", "SİVAS", "ŞANLIURFA", "ŞIRNAK", "TEKİRDAĞ", "TOKAT",
	"TRABZON", "TUNCELİ", "UŞAK", "VAN", "YALOVA", "YOZGAT", "ZONGULDAK",
	NULL };
static const char *operators[] = { "TURKCELL", "VODAFONE", "TÜRK TELEKOM",
	NULL };
static const char *ways[] = { "Eposta", "SMS", "Her ikisi", NULL };

const struct demo_field demo_apply[] = {
	{ 0, "Kişi Bilgileri", 0, 0, 0, 0, 0, 0, 0, 0 },
	{ 1, "Kimlik No", FORM_DIGITS, 0, 1, 11, 0, 0, "10000000146",
	    "Nüfus kaydından gelir" },
	{ 2, "Ad", FORM_TEXT, 0, 1, 80, 0, 0, "AYŞE", "Nüfus kaydından gelir" },
	{ 3, "Soyad", FORM_TEXT, 0, 1, 80, 0, 0, "ÖĞRETMEN",
	    "Nüfus kaydından gelir" },
	{ 4, "Doğum Yeri", FORM_TEXT, 0, 1, 80, 0, 0, "MUŞ",
	    "Nüfus kaydından gelir" },
	{ 5, "Doğum Tarihi", FORM_DATE, 0, 1, 0, 0, 0, "01.01.1980",
	    "Nüfus kaydından gelir" },
	{ 0, "Kurum Bilgileri", 0, 0, 0, 0, 0, 0, 0, 0 },
	{ 6, "Kurum Adı", FORM_TEXT, 0, 1, 120, 0, 0,
	    "MUŞ MİLLİ EĞİTİM MÜDÜRLÜĞÜ", "Personel kaydından gelir" },
	{ 7, "Kurum Sicil No", FORM_DIGITS, 0, 1, 10, 0, 0, "372",
	    "Personel kaydından gelir" },
	{ 8, "Çalıştığı Birim", FORM_TEXT, 1, 0, 120, 0, 0, NULL,
	    "Okulunuzun veya biriminizin adı" },
	{ 9, "Ünvan", FORM_CHOICE_OPEN, 1, 0, 80, 0, DEMO_OPERATORS, NULL,
	    "Şu andaki göreviniz" },
	{ 10, "Kurum / Birim Adresi", FORM_LINES, 1, 0, 300, 2, 0, NULL,
	    "Kartın geleceği adres" },
	{ 11, "Kat", FORM_TEXT, 0, 0, 20, 0, 0, NULL, "Varsa kat" },
	{ DEMO_POST, "Posta Kodu", FORM_DIGITS, 1, 0, 5, 0, 0, NULL,
	    "Beş hane, il ve ilçeyi doldurur" },
	{ 13, "İl", FORM_CHOICE, 1, 0, 0, 0, DEMO_PROVINCES, NULL,
	    "Kurumunuzun ili" },
	{ 14, "İlçe", FORM_CHOICE, 1, 0, 0, 0, DEMO_PROVINCES, NULL,
	    "Kurumunuzun ilçesi" },
	{ 0, "İletişim Bilgileri", 0, 0, 0, 0, 0, 0, 0, 0 },
	{ 15, "Eposta", FORM_TEXT, 1, 0, 120, 0, 0, NULL,
	    "Bildirimler bu adrese gelir" },
	{ DEMO_PHONE, "Cep Telefonu", FORM_PHONE, 1, 0, 0, 0, 0, NULL,
	    "SMS Onay Kodu bu telefona gelir" },
	{ 17, "Mobil Operatör Tipi", FORM_CHOICE, 1, 0, 0, 0, DEMO_OPERATORS,
	    NULL, "Şu anda hizmet aldığınız operatör" },
	{ 18, "İş Telefonu", FORM_PHONE, 0, 0, 0, 0, 0, NULL,
	    "Alan koduyla birlikte" },
	{ 19, "Dahili", FORM_DIGITS, 0, 0, 6, 0, 0, NULL, "Varsa dahili no" },
	{ 20, "Bilgi Kanalı", FORM_RADIO, 1, 0, 0, 0, DEMO_WAYS, NULL,
	    "Size nasıl haber verelim?" },
	{ 21, "Ev Telefonu", FORM_PHONE, 0, 0, 0, 0, 0, NULL,
	    "Zorunlu değildir" },
	{ 22, "Güvenlik Sözcüğü", FORM_SECRET, 1, 0, 20, 0, 0, NULL,
	    "Telefonda kimliğiniz bununla sorulur" },
	{ 23, "Güvenlik Sözcüğü Tekrar", FORM_SECRET, 1, 0, 20, 0, 0, NULL,
	    "Bir kez daha yazın" },
	{ 24, "Not", FORM_TEXT, 0, 0, 100, 0, 0, NULL, "İsterseniz bir not" },
	{ 25, "Bilgilerimin doğru olduğunu beyan ederim", FORM_CHECK, 1, 0, 0,
	    0, 0, NULL, "Boşluk tuşuyla işaretleyin" },
	{ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
};

const struct demo_field demo_small[] = {
	{ 1, "Ad", FORM_TEXT, 1, 0, 20, 0, 0, NULL, "Nüfus kaydındaki ad" },
	{ 2, "Kimlik No", FORM_DIGITS, 1, 0, 11, 0, 0, NULL, "Onbir hane" },
	{ 5, "Doğum Tarihi", FORM_DATE, 1, 0, 0, 0, 0, NULL, "GG.AA.YYYY" },
	{ DEMO_PHONE, "Cep Telefonu", FORM_PHONE, 1, 0, 0, 0, 0, NULL,
	    "On hane" },
	{ 13, "İl", FORM_CHOICE, 1, 0, 0, 0, DEMO_PROVINCES, NULL,
	    "Kurumunuzun ili" },
	{ 14, "Ünvan", FORM_CHOICE_OPEN, 0, 0, 80, 0, DEMO_OPERATORS, NULL,
	    "Şu andaki göreviniz" },
	{ 20, "Bilgi Kanalı", FORM_RADIO, 1, 0, 0, 0, DEMO_WAYS, NULL,
	    "Size nasıl haber verelim?" },
	{ 22, "Güvenlik Sözcüğü", FORM_SECRET, 1, 0, 20, 0, 0, NULL,
	    "En az altı karakter" },
	{ 10, "Adres", FORM_LINES, 0, 0, 300, 2, 0, NULL,
	    "Kartın geleceği adres" },
	{ 25, "Okudum", FORM_CHECK, 0, 0, 0, 0, 0, NULL,
	    "Boşluk tuşuyla işaretleyin" },
	{ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
};

const struct demo_field demo_login[] = {
	{ 1, "Kimlik No", FORM_DIGITS, 1, 0, 11, 0, 0, NULL, "Onbir hane" },
	{ 2, "Ad", FORM_TEXT, 1, 0, 80, 0, 0, NULL, "Nüfus kaydındaki ad" },
	{ 5, "Doğum Tarihi", FORM_DATE, 1, 0, 0, 0, 0, NULL, "GG.AA.YYYY" },
	{ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
};

const char demo_text[] =
    "Aşağıda yazılı bütün bilgilerin doğru olduğunu, aksi halde doğacak bütün "
    "zararlardan sorumlu olduğumu beyan ederim.\n\n"
    "ADI: AYŞE\nSOYADI: ÖĞRETMEN\nDOĞUM YERİ: MUŞ\nDOĞUM TARİHİ: 01.01.1980\n"
    "KURUM ADI: MUŞ MİLLİ EĞİTİM MÜDÜRLÜĞÜ\nÜNVAN: OKUL MÜDÜRÜ\n"
    "ADRES: Zafer Mah. Okul Sok. No:1\nPOSTA KODU: 49500\nİL: MUŞ\n"
    "İLÇE: BULANIK\nEPOSTA: ayse.ogretmen@example.org\n"
    "CEP TELEFONU: 0530 123 45 67\nOPERATÖR: TURKCELL\n"
    "BİLGİ KANALI: Her ikisi\nGÜVENLİK SÖZCÜĞÜ: (gizli)\n"
    "BAŞVURU NO: 2026-000123\nTARİH: 21.11.2026\nSON SATIR";

const struct demo_entry demo_menu[] = {
	{ "Sertifika başvurusu ve yenileme",
	    "Yeni başvuru, yenileme, yarım kalan başvuruya devam; kartınız "
	    "takılıysa imza da burada atılır",
	    NULL },
	{ "Doğrulama kodu ile imzala", "Başka bilgisayarda gösterilen kod",
	    "Kartın takılı olduğu bilgisayarda, başvurunun doldurulduğu "
	    "bilgisayarın gösterdiği kodla imzalarsınız." },
	{ "Çıkış", NULL, NULL },
	{ NULL, NULL, NULL },
};

void *
demo_list(enum demo_list list)
{
	if (list == DEMO_PROVINCES)
		return provinces;
	return list == DEMO_OPERATORS ? (void *)operators : (void *)ways;
}
