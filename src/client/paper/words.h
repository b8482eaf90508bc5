/* The printed form's fixed words, and which field stands where. */
#ifndef CLIENT_PAPER_WORDS_H
#define CLIENT_PAPER_WORDS_H

#include <stddef.h>

#include "model/field.h"

#define WORDS_TITLE	  "NİTELİKLİ ELEKTRONİK SERTİFİKA BAŞVURU FORMU"
#define WORDS_SUBTITLE	  "Islak İmzalı Başvuru"
#define WORDS_UNDERTAKING "Sertifika Sahibi Taahhütnamesi"
#define WORDS_HIDDEN	  "(gizli)"

/* Where the first copy goes: a name and the lines below it. */
#define WORDS_RECEIVER "TÜBİTAK BİLGEM KAMU SERTİFİKASYON MERKEZİ"
extern const char *const words_address[2];

/* Of each copy, 0 to 2. */
extern const struct words_copy {
	const char *mark; /* "1/3" */
	const char *way;  /* where it goes */
} words_copies[];

/* What holds for all three. */
extern const char *const words_notes[2];

struct words_row {
	enum field_section section;
	int line; /* fields of one line share it */
	int part; /* of the line's width */
	enum field_id id;
	const char *label;
};

extern const struct words_row words_rows[];
extern const size_t words_row_count;

const char *words_section(enum field_section s);

/* The undertaking of this project, a paragraph a line, and the sentence that
 * says that it is to be replaced. */
const char *words_undertaking(void);
extern const char words_undertaking_mark[];

#endif
