/*
 * "eimza tani": what is in order on this computer and what is not, from the
 * reader to the portal. Nothing is changed, and the PIN is neither asked for
 * nor used.
 */
#ifndef CLIENT_DOCTOR_DOCTOR_H
#define CLIENT_DOCTOR_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "client/doctor/findings.h"
#include "client/doctor/report.h"

#define DOCTOR_SECONDS 20 /* that any check may take, unless told */

/* A configuration file that was read, or is not there. */
struct doctor_file {
	const char *path;
	bool there;
	const struct err *why; /* code 0: it is right */
};

/* All borrowed. */
struct doctor_options {
	const char *portal; /* NULL: none is named */
	const char *ca, *version;
	const char *const *modules; /* NULL: found by themselves */
	const char *prefer;	    /* card type, or NULL */
	const struct doctor_file *files;
	size_t file_count;
	bool personal; /* holder and serial number may be told */
	bool json;
	int seconds;	 /* 0: DOCTOR_SECONDS */
	const char *usb; /* folder of USB devices; NULL: the system's */
};

/*
 * Looks at everything and writes the report to standard output. Answers the
 * exit status: 0 all is well, 1 something is wrong. Call before any thread
 * is started.
 */
int doctor_main(const struct doctor_options *o);

/* The checks alone: one line for each, in the order of the report. -1 when
 * memory is out; caller frees the report in any case. */
int doctor_judge(const struct findings *f, struct report *out);

#endif
