/*
 * The printers of this computer, through the two programs of CUPS (lpstat,
 * lp): a library for it would bring a dozen others. They run beside the
 * program, which asks now and then how they are getting on.
 */
#ifndef CLIENT_PAPER_PRINTER_H
#define CLIENT_PAPER_PRINTER_H

#include <stddef.h>

#include "base/err.h"

#define PRINTER_POLL_MS 50 /* how often printer_poll is asked */
#define PRINTERS_MAX	64

struct printer_job;

/* Each starts a job; caller ends it with printer_end. ERR_NOT_FOUND: the
 * program is not installed. data is copied. */
int printer_list(struct printer_job **out, struct err *e);
int printer_print(struct printer_job **out, const char *printer,
    const char *title, const void *data, size_t len, struct err *e);

/* 1: not finished; 0: done; an error with its sentence: it did not work, or
 * took too long. Not asked again after 0 or an error. */
int printer_poll(struct printer_job *j, struct err *e);

/* The names a finished printer_list found, the system's choice first;
 * borrowed from the job. Answers how many. */
size_t printer_names(struct printer_job *j, const char *names[PRINTERS_MAX]);

/* Stops what still runs. NULL is fine. */
void printer_end(struct printer_job *j);

#endif
