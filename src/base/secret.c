#include "config.h"
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/banned.h"

struct secret {
	char text[SECRET_MAX];
};

struct secret *
secret_new(void)
{
	struct secret *s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (s == MAP_FAILED)
		return NULL;
	(void)mlock(s, sizeof(*s)); /* a small RLIMIT_MEMLOCK is no reason to
				       refuse the person */
	(void)madvise(s, sizeof(*s), MADV_DONTDUMP);
	return s;
}

void
secret_free(struct secret *s)
{
	if (s == NULL)
		return;
	explicit_bzero(s, sizeof(*s));
	munmap(s, sizeof(*s));
}

int
secret_set(struct secret *s, const char *text, size_t len)
{
	if (len >= SECRET_MAX)
		return -1;
	explicit_bzero(s->text, sizeof(s->text));
	memcpy(s->text, text, len);
	return 0;
}

void
secret_clear(struct secret *s)
{
	if (s != NULL)
		explicit_bzero(s, sizeof(*s));
}

const char *
secret_text(const struct secret *s)
{
	return s->text;
}

char *
secret_edit(struct secret *s)
{
	return s->text;
}

size_t
secret_len(const struct secret *s)
{
	return strnlen(s->text, SECRET_MAX - 1);
}

int
secret_compare(const void *a, const void *b, size_t len)
{
	const unsigned char *x = a, *y = b;
	unsigned char d = 0;

	for (size_t i = 0; i < len; i++)
		d |= (unsigned char)(x[i] ^ y[i]);
	return d;
}
