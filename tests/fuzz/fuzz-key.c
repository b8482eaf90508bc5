/*
 * What a terminal may send. Whatever pieces the bytes come in, the keys are
 * the same; each is a character or a named key; a paste is text.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "client/term/key.h"

#define DELAY 35
#define LONG  5000
#define MOST  4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Adds the keys that are complete at this time. */
static void
drain(struct keys *k, int64_t now, struct buf *out)
{
	int key;

	while (keys_next(k, now, &key)) {
		if (key <= 0 || key > KEYS_F12 ||
		    (key < KEYS_FIRST && key > 0x10ffff))
			abort();
		buf_add(out, (const char *)&key, sizeof(key));
		if (key == KEYS_PASTE)
			buf_adds(out, keys_paste(k));
	}
	if (keys_deadline(k) > now + LONG)
		abort();
}

/* Fed in pieces of so many bytes, all within one moment, then silence. */
static void
run(const uint8_t *data, size_t size, size_t piece, struct buf *out)
{
	struct keys *k = keys_new(DELAY);
	int64_t now = 1000;

	if (k == NULL)
		abort();
	for (size_t i = 0; i < size; i += piece) {
		size_t n = size - i < piece ? size - i : piece;

		keys_feed(k, (const char *)data + i, n);
		drain(k, now, out);
	}
	drain(k, now + LONG, out);
	if (keys_deadline(k) >= 0)
		abort();
	keys_free(k);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t pieces[] = { 1, 2, 7 };
	struct buf whole = BUF_INIT(1 << 20);

	if (size > MOST)
		return 0;
	run(data, size, MOST, &whole);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct buf parts = BUF_INIT(1 << 20);

		run(data, size, pieces[i], &parts);
		if (parts.len != whole.len ||
		    memcmp(buf_str(&parts), buf_str(&whole), whole.len) != 0)
			abort();
		buf_free(&parts);
	}
	buf_free(&whole);
	return 0;
}
