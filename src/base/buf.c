#include "config.h"
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static int
grow(struct buf *b, size_t more)
{
	char *p;
	size_t room;

	if (b->failed || more > b->max || b->len > b->max - more)
		goto fail;
	if (b->len + more + 1 <= b->room)
		return 0;
	room = b->room < 64 ? 64 : b->room;
	while (room < b->len + more + 1)
		room *= 2;
	if (b->wipe) { /* realloc would leave the old copy behind */
		p = malloc(room);
		if (p != NULL && b->data != NULL) {
			memcpy(p, b->data, b->len);
			explicit_bzero(b->data, b->room);
			free(b->data);
		}
	} else {
		p = realloc(b->data, room);
	}
	if (p == NULL)
		goto fail;
	b->data = p;
	b->room = room;
	return 0;
fail:
	b->failed = true;
	return -1;
}

int
buf_add(struct buf *b, const void *data, size_t len)
{
	if (grow(b, len) < 0)
		return -1;
	if (len > 0)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
	return 0;
}

int
buf_adds(struct buf *b, const char *s)
{
	return buf_add(b, s, strlen(s));
}

int
buf_addc(struct buf *b, char c)
{
	return buf_add(b, &c, 1);
}

int
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || grow(b, (size_t)n) < 0) {
		b->failed = true;
		return -1;
	}
	va_start(ap, fmt);
	vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
	return 0;
}

void
buf_drop(struct buf *b, size_t n)
{
	if (n > b->len)
		n = b->len;
	if (n == 0)
		return;
	memmove(b->data, b->data + n, b->len - n + 1);
	b->len -= n;
}

void
buf_reset(struct buf *b)
{
	if (b->wipe && b->data != NULL)
		explicit_bzero(b->data, b->room);
	b->len = 0;
	b->failed = false;
	if (b->data != NULL)
		b->data[0] = '\0';
}

const char *
buf_str(const struct buf *b)
{
	return b->data == NULL ? "" : b->data;
}

char *
buf_steal(struct buf *b, size_t *len)
{
	char *p;

	if (b->failed || (b->data == NULL && buf_add(b, "", 0) < 0))
		return NULL;
	p = b->data;
	if (len != NULL)
		*len = b->len;
	b->data = NULL;
	b->len = b->room = 0;
	return p;
}

void
buf_free(struct buf *b)
{
	if (b == NULL)
		return;
	if (b->wipe && b->data != NULL)
		explicit_bzero(b->data, b->room);
	free(b->data);
	b->data = NULL;
	b->len = b->room = 0;
	b->failed = false;
}
