/*
 * A text file a person may sign: read whole, judged, and made ready to be
 * shown. What could show something else than what is signed is refused:
 * another encoding, control characters, invisible ones.
 */
#ifndef CLIENT_FILE_TEXT_H
#define CLIENT_FILE_TEXT_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

#define FILE_TEXT_SHOWN_MAX (512UL * 1024)

struct file_text {
	struct buf bytes; /* as they stand in the file: these are signed */
	struct buf shown; /* to be read: tabs as blanks, lines ended by LF */
	mode_t mode;	  /* permissions of the file */
};

/* Empties and frees what it holds; {0} is fine, and can be read into. */
void file_text_free(struct file_text *t);

/*
 * Reads and judges. err.reason: "too-large", "empty", "nul", "utf-16",
 * "not-utf-8", "character" (the sentence names line and code point); none when
 * the file cannot be read.
 */
int file_text_read(struct file_text *t, const char *path, struct err *e);

/* The judgement alone, of bytes that are there; adds to *shown. */
int file_text_judge(const struct buf *bytes, struct buf *shown, struct err *e);

#endif
