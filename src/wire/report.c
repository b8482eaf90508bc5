/* The table of report.h. */
#include "config.h"
#include "wire/report.h"

#include <stddef.h>

#include "base/banned.h"

#define WORD(f, required, most)                                                \
	{                                                                      \
#f, WIRE_STRING, offsetof(struct msg_report_check, f),         \
		    required, most, NULL, 0                                    \
	}
#define TEXT(f, required)                                                      \
	{                                                                      \
#f, WIRE_TEXT, offsetof(struct msg_report_check, f), required, \
		    4096, NULL, 0                                              \
	}

static const struct wire_row check_rows[] = {
	WORD(check, true, 32),
	WORD(title, true, 80),
	WORD(state, true, 16),
	WORD(reason, false, 40),
	TEXT(what, true),
	TEXT(todo, false),
	{ NULL, WIRE_BOOL, 0, false, 0, NULL, 0 },
};

static const struct wire_row report_rows[] = {
	{ "version", WIRE_STRING, offsetof(struct msg_report, version), true,
	    40, NULL, 0 },
	{ "lang", WIRE_STRING, offsetof(struct msg_report, lang), true, 8, NULL,
	    0 },
	{ "ok", WIRE_BOOL, offsetof(struct msg_report, ok), true, 1, NULL, 0 },
	{ "checks", WIRE_LIST, offsetof(struct msg_report, checks), true, 64,
	    check_rows, sizeof(struct msg_report_check) },
	{ NULL, WIRE_BOOL, 0, false, 0, NULL, 0 },
};

const struct wire_message wire_report = { "report", sizeof(struct msg_report),
	report_rows };
