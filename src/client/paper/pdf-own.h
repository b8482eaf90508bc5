/* What drawing a PDF and writing its file share. */
#ifndef CLIENT_PAPER_PDF_OWN_H
#define CLIENT_PAPER_PDF_OWN_H

#include <stdbool.h>

#include "client/paper/pdf.h"

#define PDF_PAGE_MAX ((size_t)1 << 20)

struct pdf {
	struct font *fonts[PDF_FACES];
	struct buf page[PDF_PAGES]; /* the operators of each */
	size_t pages;
	bool failed;
};

#endif
