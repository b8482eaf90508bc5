/* How the tables of messages are written. */
#ifndef WIRE_ROWS_H
#define WIRE_ROWS_H

#include <stddef.h>

#include "wire/codec.h"

/* clang-format off */
#define STR(m, f, req, n)                                                      \
	{                                                                      \
#f, WIRE_STRING, offsetof(struct m, f), req, n, NULL, 0        \
	}
#define TEXT(m, f, req, n)                                                     \
	{                                                                      \
#f, WIRE_TEXT, offsetof(struct m, f), req, n, NULL, 0          \
	}
#define INT(m, f, req, n)                                                      \
	{                                                                      \
#f, WIRE_INT, offsetof(struct m, f), req, n, NULL, 0           \
	}
#define BOOL(m, f, req)                                                        \
	{                                                                      \
#f, WIRE_BOOL, offsetof(struct m, f), req, 1, NULL, 0          \
	}
#define BYTES(m, f, req, n)                                                    \
	{                                                                      \
#f, WIRE_BYTES, offsetof(struct m, f), req, n, NULL, 0         \
	}
#define OBJECT(m, f, rows)                                                     \
	{                                                                      \
#f, WIRE_OBJECT, offsetof(struct m, f), true, 0, rows, 0       \
	}
#define LIST(m, f, req, n, rows, entry)                                        \
	{                                                                      \
#f, WIRE_LIST, offsetof(struct m, f), req, n, rows,            \
		    sizeof(struct entry)                                       \
	}
#define RECORD(m, f, type)                                                     \
	{                                                                      \
#f, type, offsetof(struct m, f), true, 0, NULL, 0              \
	}
#define OPTIONAL_RECORD(m, f, type)                                            \
	{                                                                      \
#f, type, offsetof(struct m, f), false, 0, NULL, 0             \
	}
#define END                                                                    \
	{                                                                      \
		NULL, WIRE_BOOL, 0, false, 0, NULL, 0                          \
	}
#define MESSAGE(name, s, rows)                                                 \
	const struct wire_message wire_##name = { #name, sizeof(struct s),     \
		rows }

#define WIRE_SECONDS 100000000 /* the longest time */
/* clang-format on */

/* Of struct msg_signing, for the messages that hold one. */
extern const struct wire_row wire_signing_rows[];
/* Of struct msg_field_name. */
extern const struct wire_row wire_field_name_rows[];

#endif
