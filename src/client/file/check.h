/*
 * Is the signature in a file good? Judged by the same steps as in the portal,
 * told in lines that a terminal can show whatever the file contains.
 */
#ifndef CLIENT_FILE_CHECK_H
#define CLIENT_FILE_CHECK_H

#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"

/* Lists end with NULL and may be NULL themselves. */
struct file_check {
	const char *path;
	const char *content;	/* the file that was signed, or NULL */
	const char *out;	/* where the content shall go, or NULL */
	const char *const *ca;	/* authorities that are trusted */
	const char *const *crl; /* their lists of revoked certificates */
};

#define FILE_REPORT_MAX 8192 /* a good limit for *report */

/*
 * 0 when it is good; *report gets the lines then. Else the sentence why not,
 * safe to show, with the verifier's word; without a word it could not be
 * judged at all ("no-ca": nobody is trusted).
 */
int file_check(const struct file_check *c, struct buf *report, struct err *e);

/* As file_check, the lines to out, a sentence to bad; the exit status: 0
 * good, 1 not, 2 it could not be judged. */
int file_check_print(const struct file_check *c, FILE *out, FILE *bad);

#endif
