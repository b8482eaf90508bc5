/*
 * Any bytes as the head of a request. What is accepted must have one reading
 * only: its parts lie in the text, one after another, without a control.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "portal/http/head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_part(const char *part, const char *text, size_t size)
{
	if (part == NULL)
		return;
	if (part < text || part >= text + size)
		abort();
	for (; *part != '\0'; part++)
		if (part >= text + size ||
		    ((unsigned char)*part < 0x20 && *part != '\t') ||
		    *part == 0x7f)
			abort();
}

/* Bodies are found by one Content-Length, never by anything else. */
static void
check_length(const char *copy, size_t size, const struct head *h)
{
	size_t n = 0;

	for (size_t i = 0; i + 16 < size; i++)
		if (strncasecmp(copy + i, "\ncontent-length:", 16) == 0)
			n++;
	if (n > 1 || (n == 0) != (h->length == HEAD_NO_BODY))
		abort();
	if (h->length < HEAD_NO_BODY || h->length > INT64_C(999999999999))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = calloc(1, size + 1), *copy = calloc(1, size + 1);
	struct head h;
	int status;

	if (text == NULL || copy == NULL)
		abort();
	if (size > 0) {
		memcpy(text, data, size);
		memcpy(copy, data, size);
	}
	status = head_read(text, size, &h);
	if (status == 0) {
		const char *const parts[] = { h.method, h.target,
			h.authorization, h.content_type, h.accept,
			h.accept_language, h.idempotency_key };

		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
			check_part(parts[i], text, size);
		if (h.method == NULL || h.target == NULL || *h.target != '/')
			abort();
		if (size < 4 || memcmp(copy + size - 4, "\r\n\r\n", 4) != 0)
			abort();
		check_length(copy, size, &h);
	} else if (status != 400 && status != 411 && status != 417 &&
		   status != 431 && status != 505) {
		abort();
	}
	free(text);
	free(copy);
	return 0;
}
