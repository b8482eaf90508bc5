/* What "eimza tani --json" prints. */
#ifndef WIRE_REPORT_H
#define WIRE_REPORT_H

#include "wire/codec.h"

struct msg_report_check {
	char *check;  /* stable word: "pcscd" */
	char *title;  /* in the reader's language */
	char *state;  /* "ok", "wrong", "skipped" */
	char *reason; /* stable word of what is wrong; or NULL */
	char *what;
	char *todo; /* or NULL */
};

struct msg_report {
	char *version;
	char *lang;
	bool ok;
	struct wire_list checks; /* struct msg_report_check */
};

extern const struct wire_message wire_report;

#endif
