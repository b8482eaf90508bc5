/*
 * Messages as C structures and as JSON, by one table for each message. What a
 * table does not name is refused: unknown or duplicate keys, wrong types,
 * missing or null values, trailing bytes, invalid UTF-8, control characters.
 */
#ifndef WIRE_CODEC_H
#define WIRE_CODEC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct wire_bytes {
	unsigned char *data; /* owned; NULL when len is 0 */
	size_t len;
};

struct wire_list {
	void *items; /* owned array of n structures */
	size_t n;
};

enum wire_type {
	WIRE_STRING, /* char *, owned; absent: NULL. One line, printable */
	WIRE_TEXT,   /* as WIRE_STRING, line feeds allowed */
	WIRE_INT,    /* long, 0 to max */
	WIRE_BOOL,   /* bool */
	WIRE_BYTES,  /* struct wire_bytes, base64 in JSON */
	WIRE_OBJECT, /* a structure inside, by rows */
	WIRE_LIST,   /* struct wire_list of structures, by rows and size */
	WIRE_RECORD, /* struct record *, owned: object of form field names and
			"renewal"; secret fields included */
	WIRE_DRAFT   /* the same without the secret fields, which are refused
			when read and left out when written */
};

struct wire_row {
	const char *name;
	enum wire_type type;
	size_t offset;
	bool required;
	size_t max; /* characters, bytes, entries or the largest number */
	const struct wire_row *rows; /* WIRE_OBJECT, WIRE_LIST */
	size_t size;		     /* WIRE_LIST: of one entry */
};

struct wire_message {
	const char *name;
	size_t size;
	const struct wire_row *rows; /* ended by a NULL name */
};

/*
 * Reads len bytes of JSON into *out (m->size bytes, overwritten; all strings
 * owned by it: wire_clear). ERR_INVALID with err.field naming the key; *out
 * is then cleared.
 */
int wire_decode(const struct wire_message *m, const char *json, size_t len,
    void *out, struct err *e);

/* The same of "name=value&..." (percent-encoded), whose values are strings;
 * so must be the rows of m. */
int wire_decode_query(
    const struct wire_message *m, const char *query, void *out, struct err *e);

/* Adds compact JSON, keys in the table's order; NULL strings, absent records
 * and empty optional bytes are left out. */
int wire_encode(const struct wire_message *m, const void *in, struct buf *out,
    struct err *e);

/* Wipes and frees what *msg owns and zeroes it. */
void wire_clear(const struct wire_message *m, void *msg);

#endif
