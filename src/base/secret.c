#include "config.h"
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/banned.h"

struct secret {
	char text[SECRET_MAX];
};

/* Pages of one secret: its own, and one on each side that nobody may touch, so
 * that nothing that runs over its end reads or writes it. */
static size_t
page(void)
{
	_Static_assert(sizeof(struct secret) <= 4096, "one page is enough");
	return (size_t)sysconf(_SC_PAGESIZE);
}

struct secret *
secret_new(void)
{
	size_t size = page();
	char *whole =
	    mmap(NULL, 3 * size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (whole == MAP_FAILED)
		return NULL;
	if (mprotect(whole + size, size, PROT_READ | PROT_WRITE) < 0) {
		munmap(whole, 3 * size);
		return NULL;
	}
	/* A small RLIMIT_MEMLOCK is no reason to refuse the person. */
	(void)mlock(whole + size, size);
	(void)madvise(whole + size, size, MADV_DONTDUMP);
	(void)madvise(whole + size, size, MADV_WIPEONFORK);
	return (struct secret *)(void *)(whole + size);
}

void
secret_free(struct secret *s)
{
	if (s == NULL)
		return;
	explicit_bzero(s, sizeof(*s));
	munmap((char *)s - page(), 3 * page());
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
