/* The table of fields, and the forms a value has. Rules are in check.c. */
#include "config.h"
#include "model/field.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/turkish.h"
#include "model/check.h"
#include "base/banned.h"

static const struct field_choice reasons[] = {
	{ "renewal", N_("Renewal") },
	{ "lost", N_("Lost or stolen") },
	{ "other", N_("Other") },
	{ NULL, NULL },
};

static const struct field_choice readers[] = {
	{ "none", N_("Not wanted") },
	{ "mini", N_("Mini card reader") },
	{ NULL, NULL },
};

static const struct field_choice validities[] = {
	{ "3", N_("3 years") },
	{ NULL, NULL },
};

/* Titles as the personnel system prints them; another one may be typed. */
static const struct field_choice titles[] = {
	{ "OKUL MÜDÜRÜ/MÜDÜR YARDIMCISI", "OKUL MÜDÜRÜ/MÜDÜR YARDIMCISI" },
	{ "ÖĞRETMEN", "ÖĞRETMEN" },
	{ "İL MİLLİ EĞİTİM MÜDÜRÜ", "İL MİLLİ EĞİTİM MÜDÜRÜ" },
	{ "İL MİLLİ EĞİTİM MÜDÜR YARDIMCISI",
	    "İL MİLLİ EĞİTİM MÜDÜR YARDIMCISI" },
	{ "İLÇE MİLLİ EĞİTİM MÜDÜRÜ", "İLÇE MİLLİ EĞİTİM MÜDÜRÜ" },
	{ "ŞUBE MÜDÜRÜ", "ŞUBE MÜDÜRÜ" },
	{ "MAARİF MÜFETTİŞİ", "MAARİF MÜFETTİŞİ" },
	{ "ŞEF", "ŞEF" },
	{ "MEMUR", "MEMUR" },
	{ "VERİ HAZIRLAMA VE KONTROL İŞLETMENİ",
	    "VERİ HAZIRLAMA VE KONTROL İŞLETMENİ" },
	{ NULL, NULL },
};

static const struct field_choice operators[] = {
	{ "TURKCELL", "TURKCELL" },
	{ "VODAFONE", "VODAFONE" },
	{ "TÜRK TELEKOM", "TÜRK TELEKOM" },
	{ NULL, NULL },
};

static const struct field_choice channels[] = {
	{ "email", N_("E-mail") },
	{ "sms", N_("SMS") },
	{ "both", N_("Both (e-mail + SMS)") },
	{ NULL, NULL },
};

static const struct field_def fields[] = {
	{ FIELD_LOGIN_TCKN, "tckn", SECTION_LOGIN, N_("ID number"), KIND_DIGITS,
	    true, FILL_PERSON, 11, NULL,
	    N_("Your T.C. identity number: 11 digits"), false, check_tckn },
	{ FIELD_LOGIN_NAME, "name", SECTION_LOGIN, N_("First name"), KIND_TEXT,
	    true, FILL_PERSON, 60, NULL,
	    N_("First names as in the population register, all of them"), true,
	    check_person_name },
	{ FIELD_LOGIN_SURNAME, "surname", SECTION_LOGIN, N_("Last name"),
	    KIND_TEXT, true, FILL_PERSON, 60, NULL,
	    N_("Surname as in the population register"), true,
	    check_person_name },
	{ FIELD_LOGIN_BIRTH_PLACE, "birth_place", SECTION_LOGIN,
	    N_("Place of birth"), KIND_TEXT, true, FILL_PERSON, 60, NULL,
	    N_("Place of birth as in the population register"), true,
	    check_birth_place },
	{ FIELD_LOGIN_BIRTH_DATE, "birth_date", SECTION_LOGIN,
	    N_("Date of birth"), KIND_DATE, true, FILL_PERSON, 10, NULL,
	    N_("Day, month, year: DD.MM.YYYY"), false, check_birth_date },
	{ FIELD_LOGIN_IMAGE_TEXT, "image_text", SECTION_LOGIN,
	    N_("Type the text in the picture"), KIND_TEXT, true, FILL_PERSON, 5,
	    NULL,
	    N_("5 letters and digits; upper or lower case is the "
	       "same"),
	    false, check_image_text },

	{ FIELD_REASON, "reason", SECTION_APPLICATION,
	    N_("Reason of application"), KIND_CHOICE, true, FILL_PERSON, 16,
	    reasons,
	    N_("Renewal: the new certificate begins when the present "
	       "one ends. Lost or stolen: the present one is revoked. Other: "
	       "an "
	       "additional certificate."),
	    false, NULL },
	{ FIELD_READER, "reader", SECTION_APPLICATION, N_("Card reader type"),
	    KIND_CHOICE, true, FILL_PERSON, 16, readers,
	    N_("Choose \"Not wanted\" if you have a card reader "
	       "already."),
	    false, NULL },
	{ FIELD_VALIDITY, "validity", SECTION_APPLICATION,
	    N_("Certificate validity"), KIND_CHOICE, true, FILL_PERSON, 4,
	    validities, N_("A certificate is valid for 3 years."), false,
	    NULL },

	{ FIELD_TCKN, "tckn", SECTION_PERSON, N_("ID number"), KIND_DIGITS,
	    true, FILL_REGISTER, 11, NULL,
	    N_("From the login; it cannot be changed here."), false,
	    check_tckn },
	{ FIELD_NAME, "name", SECTION_PERSON, N_("Given name"), KIND_TEXT, true,
	    FILL_REGISTER, 60, NULL,
	    N_("From the login; it cannot be changed here."), true,
	    check_person_name },
	{ FIELD_SURNAME, "surname", SECTION_PERSON, N_("Surname"), KIND_TEXT,
	    true, FILL_REGISTER, 60, NULL,
	    N_("From the login; it cannot be changed here."), true,
	    check_person_name },
	{ FIELD_BIRTH_PLACE, "birth_place", SECTION_PERSON,
	    N_("Place of birth"), KIND_TEXT, true, FILL_REGISTER, 60, NULL,
	    N_("From the login; it cannot be changed here."), true,
	    check_birth_place },
	{ FIELD_BIRTH_DATE, "birth_date", SECTION_PERSON, N_("Date of birth"),
	    KIND_DATE, true, FILL_REGISTER, 10, NULL,
	    N_("From the login; it cannot be changed here."), false,
	    check_birth_date },
	{ FIELD_WORD, "security_word", SECTION_PERSON,
	    N_("What is your security word?"), KIND_SECRET, true, FILL_PERSON,
	    64, NULL,
	    N_("8 to 64 characters. You need it later to learn your "
	       "PIN and for the personal services: write it down."),
	    false, check_word },
	{ FIELD_WORD_AGAIN, "security_word_again", SECTION_PERSON,
	    N_("Security word (again)"), KIND_SECRET, true, FILL_PERSON, 64,
	    NULL, N_("The same security word once more"), false,
	    check_word_again },

	{ FIELD_EMPLOYER, "employer", SECTION_EMPLOYER, N_("Institution name"),
	    KIND_TEXT, true, FILL_STAFF, 120, NULL,
	    N_("If the institution name is wrong, please contact your "
	       "institution."),
	    true, NULL },
	{ FIELD_REGISTRY_NO, "registry_no", SECTION_EMPLOYER,
	    N_("Institution registry no"), KIND_TEXT, false, FILL_STAFF, 20,
	    NULL, N_("From the personnel record; empty where it has none."),
	    false, NULL },
	{ FIELD_UNIT, "unit", SECTION_EMPLOYER, N_("Unit of work"), KIND_TEXT,
	    true, FILL_PERSON, 120, NULL,
	    N_("Your school or unit, as it appears in MEBBİS"), true, NULL },
	{ FIELD_TITLE, "title", SECTION_EMPLOYER, N_("Title"), KIND_CHOICE_OPEN,
	    true, FILL_PERSON, 80, titles,
	    N_("Choose your title, or type it if it is not in the list."), true,
	    NULL },
	{ FIELD_ADDRESS, "address", SECTION_EMPLOYER,
	    N_("Institution / unit address"), KIND_LINES, true, FILL_PERSON,
	    240, NULL,
	    N_("The card is delivered to this address: write the "
	       "one registered in MEBBİS."),
	    false, NULL },
	{ FIELD_POSTCODE, "postcode", SECTION_EMPLOYER, N_("Postal code"),
	    KIND_DIGITS, true, FILL_PERSON, 5, NULL,
	    N_("5 digits; province and district are filled in from it."), false,
	    check_postcode },
	{ FIELD_PROVINCE, "province", SECTION_EMPLOYER, N_("Province"),
	    KIND_CHOICE, true, FILL_PERSON, 40, NULL,
	    N_("Province of the delivery address"), false, check_province },
	{ FIELD_DISTRICT, "district", SECTION_EMPLOYER, N_("District"),
	    KIND_CHOICE, true, FILL_PERSON, 40, NULL,
	    N_("District of the delivery address"), false, check_district },

	{ FIELD_EMAIL, "email", SECTION_CONTACT, N_("E-mail address"),
	    KIND_TEXT, true, FILL_PERSON, 120, NULL,
	    N_("A personal address that you read"), false, check_email },
	{ FIELD_WORK_PHONE, "work_phone", SECTION_CONTACT, N_("Work phone"),
	    KIND_PHONE, true, FILL_PERSON, 10, NULL,
	    N_("10 digits with the area code"), false, check_land_line },
	{ FIELD_EXTENSION, "extension", SECTION_CONTACT, N_("Extension"),
	    KIND_DIGITS, false, FILL_PERSON, 6, NULL,
	    N_("Extension of your work phone, if you have one"), false,
	    check_extension },
	{ FIELD_MOBILE, "mobile", SECTION_CONTACT, N_("Mobile phone"),
	    KIND_PHONE, true, FILL_PERSON, 10, NULL,
	    N_("The SMS approval code comes to this number."), false,
	    check_mobile },
	{ FIELD_OPERATOR, "operator", SECTION_CONTACT,
	    N_("Mobile operator type"), KIND_CHOICE, true, FILL_PERSON, 20,
	    operators, N_("The operator that serves you today"), false, NULL },
	{ FIELD_HOME_PHONE, "home_phone", SECTION_CONTACT, N_("Home phone"),
	    KIND_PHONE, false, FILL_PERSON, 10, NULL,
	    N_("Not compulsory; 10 digits with the area code"), false,
	    check_land_line },
	{ FIELD_CHANNEL, "channel", SECTION_CONTACT, N_("Information channel"),
	    KIND_RADIO, true, FILL_PERSON, 8, channels,
	    N_("How you are told about your card after production"), false,
	    NULL },
};

_Static_assert(sizeof(fields) / sizeof(fields[0]) == FIELD_COUNT,
    "one row for every enum field_id");

static const char *const sections[] = {
	[SECTION_LOGIN] = N_("User login"),
	[SECTION_APPLICATION] = N_("Application details"),
	[SECTION_PERSON] = N_("Personal details"),
	[SECTION_EMPLOYER] = N_("Institution details"),
	[SECTION_CONTACT] = N_("Contact details"),
};

const struct field_def *
field(enum field_id id)
{
	return &fields[id];
}

const struct field_def *
field_by_name(const char *name)
{
	for (size_t i = FIELD_FORM_FIRST; i <= FIELD_FORM_LAST; i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

const char *
field_section_label(enum field_section s)
{
	return _(sections[s]);
}

bool
field_locked(enum field_id id)
{
	return fields[id].filler != FILL_PERSON;
}

const char *
field_choice_label(const struct field_def *f, const char *value)
{
	for (const struct field_choice *c = f->choices;
	     c != NULL && c->value != NULL; c++)
		if (strcmp(c->value, value) == 0)
			return c->label[0] == '\0' ? value : _(c->label);
	return value;
}

/* 10 digits without the country code and the leading 0, or as typed. */
static char *
normal_phone(const char *typed)
{
	char digits[24];
	size_t n = text_digits(typed, digits, sizeof(digits));
	const char *p = digits;

	if (n == 0 || n >= sizeof(digits) ||
	    typed[strspn(typed, "0123456789 +()-./")] != '\0')
		return text_clean(typed, false);
	if (n == 14 && strncmp(p, "0090", 4) == 0)
		p += 4;
	else if (n == 12 && strncmp(p, "90", 2) == 0)
		p += 2;
	else if (n == 13 && strncmp(p, "900", 3) == 0)
		p += 3;
	else if (n == 11 && p[0] == '0')
		p++;
	return strdup(p);
}

char *
field_normal(enum field_id id, const char *typed)
{
	const struct field_def *f = &fields[id];
	struct date d;
	char day[DATE_TEXT], *clean, *up;

	if (f->kind == KIND_SECRET) /* its blanks are part of it */
		return text_compose(typed);
	if (f->kind == KIND_PHONE && text_valid(typed, strlen(typed)))
		return normal_phone(typed);
	clean = text_clean(typed, f->kind == KIND_LINES);
	if (clean == NULL)
		return NULL;
	if (f->kind == KIND_DATE && date_parse(clean, &d) == 0) {
		free(clean);
		return strdup(date_format(&d, day));
	}
	if (f->kind == KIND_DIGITS &&
	    clean[strspn(clean, "0123456789 ")] == '\0')
		text_digits(clean, clean, strlen(clean) + 1);
	if (!f->upper)
		return clean;
	up = turkish_upper(clean);
	free(clean);
	return up;
}

static char *
shown_phone(const char *v)
{
	struct buf b = BUF_INIT(16);

	if (strlen(v) == 7) /* 444 5 576: reached without an area code */
		buf_addf(&b, "%.3s %.1s %.3s", v, v + 3, v + 4);
	else if (strlen(v) == 10)
		buf_addf(&b, "0%.3s %.3s %.2s %.2s", v, v + 3, v + 6, v + 8);
	else
		return strdup(v);
	return buf_steal(&b, NULL);
}

char *
field_shown(enum field_id id, const char *value)
{
	const struct field_def *f = &fields[id];

	if (f->kind == KIND_PHONE && text_all_digits(value))
		return shown_phone(value);
	return strdup(field_choice_label(f, value));
}
