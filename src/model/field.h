/*
 * The catalogue of fields: the 6 of the login and the 25 of the application
 * form, a row each. The form on the screen, the JSON codec, the store, the
 * portal's validation, the text to sign and the printed form read this table;
 * no rule about a field stands anywhere else.
 */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct record;

enum field_id {
	/* Kullanıcı Girişi */
	FIELD_LOGIN_TCKN,
	FIELD_LOGIN_NAME,
	FIELD_LOGIN_SURNAME,
	FIELD_LOGIN_BIRTH_PLACE,
	FIELD_LOGIN_BIRTH_DATE,
	FIELD_LOGIN_IMAGE_TEXT,
	/* Başvuru Formu */
	FIELD_REASON,
	FIELD_READER,
	FIELD_VALIDITY,
	FIELD_TCKN,
	FIELD_NAME,
	FIELD_SURNAME,
	FIELD_BIRTH_PLACE,
	FIELD_BIRTH_DATE,
	FIELD_WORD,
	FIELD_WORD_AGAIN,
	FIELD_EMPLOYER,
	FIELD_REGISTRY_NO,
	FIELD_UNIT,
	FIELD_TITLE,
	FIELD_ADDRESS,
	FIELD_POSTCODE,
	FIELD_PROVINCE,
	FIELD_DISTRICT,
	FIELD_EMAIL,
	FIELD_WORK_PHONE,
	FIELD_EXTENSION,
	FIELD_MOBILE,
	FIELD_OPERATOR,
	FIELD_HOME_PHONE,
	FIELD_CHANNEL,
	FIELD_COUNT
};

#define FIELD_LOGIN_FIRST FIELD_LOGIN_TCKN
#define FIELD_LOGIN_LAST  FIELD_LOGIN_IMAGE_TEXT
#define FIELD_FORM_FIRST  FIELD_REASON
#define FIELD_FORM_LAST	  FIELD_CHANNEL

enum field_section {
	SECTION_LOGIN,
	SECTION_APPLICATION, /* Başvuru Bilgileri */
	SECTION_PERSON,	     /* Kişisel Bilgiler */
	SECTION_EMPLOYER,    /* Kurum Bilgileri */
	SECTION_CONTACT,     /* İletişim Bilgileri */
	SECTION_COUNT
};

enum field_kind {
	KIND_TEXT,	 /* one line */
	KIND_DIGITS,	 /* one line of digits */
	KIND_SECRET,	 /* one line, shown as stars */
	KIND_DATE,	 /* GG.AA.YYYY */
	KIND_PHONE,	 /* 10 digits, shown 0530 123 45 67 */
	KIND_LINES,	 /* several lines */
	KIND_RADIO,	 /* one of few, all shown */
	KIND_CHOICE,	 /* one of a list */
	KIND_CHOICE_OPEN /* one of a list, or something else typed */
};

/* Where a value comes from; all but FILL_PERSON are locked on the form. */
enum field_filler {
	FILL_PERSON,
	FILL_REGISTER, /* population register, as proven at the login */
	FILL_STAFF     /* personnel record */
};

struct field_choice {
	const char *value; /* what is stored and sent */
	const char *label; /* N_() */
};

struct field_def {
	enum field_id id;
	const char *name; /* in JSON and in errors */
	enum field_section section;
	const char *label; /* N_() */
	enum field_kind kind;
	bool starred; /* compulsory */
	enum field_filler filler;
	size_t max;			    /* characters */
	const struct field_choice *choices; /* ended by a NULL value, or NULL */
	const char *help; /* N_(): one sentence for the help line */
	bool upper;	  /* kept in upper case by Turkish rules */
	/* Judges a value that is not empty; NULL: length and characters are
	 * all there is to check. r may be NULL where only the value is
	 * known. 0 or an error code with its sentence in *e. */
	int (*check)(const char *value, const struct record *r, struct err *e);
};

/* The row of a field; never NULL for a valid id. */
const struct field_def *field(enum field_id id);

/* The row of a JSON name among FIELD_FORM_FIRST..FIELD_FORM_LAST, or NULL. */
const struct field_def *field_by_name(const char *name);

/* Heading of a section in the reader's language. */
const char *field_section_label(enum field_section s);

/* Filled from a record and shown without being editable. */
bool field_locked(enum field_id id);

/* Label of a stored choice value in the reader's language; the value itself
 * where the field has no such choice. */
const char *field_choice_label(const struct field_def *f, const char *value);

/*
 * What was typed, as it is kept: composed, blanks folded, upper case where
 * the row says so, telephones as 10 digits, dates as GG.AA.YYYY. A value that
 * cannot be brought into form comes back cleaned but otherwise as typed, for
 * the check to refuse. Caller frees; NULL: no memory or not UTF-8.
 */
char *field_normal(enum field_id id, const char *typed);

/* As people read it: telephones grouped, choices by label. Caller frees. */
char *field_shown(enum field_id id, const char *value);

#endif
