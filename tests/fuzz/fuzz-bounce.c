/*
 * What may come to the address for returned mail. Whatever is read names one
 * message, comes with words that are safe to show, and reads the same with
 * other ends of lines.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "portal/send/bounce.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BASE "returned@portal.example"

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_safe(const char *text)
{
	check(text[0] != '\0' && text_valid(text, strlen(text)) &&
	      text_printable(text, false));
}

/* With LF at the end of each line for CRLF. */
static void
read_again(const char *mail, size_t size, const struct bounce *first)
{
	struct buf lf = BUF_INIT(BOUNCE_MOST);
	struct bounce b;

	if (memmem(mail, size, "\r\r", 2) != NULL)
		return;
	for (size_t i = 0; i < size; i++)
		if (mail[i] != '\r' || i + 1 == size || mail[i + 1] != '\n')
			buf_addc(&lf, mail[i]);
	check(bounce_read(&b, BASE, buf_str(&lf), lf.len, NULL) == 0);
	check(memcmp(&b, first, sizeof(b)) == 0);
	buf_free(&lf);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *mail = (const char *)data;
	struct bounce b;
	struct err e = { 0 };
	int rc = bounce_read(&b, BASE, mail, size, &e);

	check(rc == 0 || (rc == ERR_INVALID && e.code == rc));
	if (rc < 0) {
		check_safe(e.text);
		return 0;
	}
	check(strspn(b.reference, "0123456789abcdef") == MESSAGE_REFERENCE - 1);
	check_safe(b.said);
	read_again(mail, size, &b);
	return 0;
}
