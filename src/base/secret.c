#include "config.h"
#include "base/secret.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/banned.h"

#define DEPTH ((size_t)64 * 1024) /* of the stack: what is wiped */

struct secret {
	char text[SECRET_MAX];
};

#ifdef __x86_64__
/* The registers as a program starts with them: an image for XRSTOR whose
 * header says that none was ever used. */
static const struct {
	uint16_t control;
	char none[22];
	uint32_t mxcsr;
	char rest[548];
} fresh __attribute__((aligned(64))) = { .control = 0x37f, .mxcsr = 0x1f80 };

/* SSE, AVX and the three parts of AVX-512: not the keys of memory. What is
 * older than AVX has no more than FXRSTOR sets. */
#define VECTORS 0xe6
#define XMM                                                                    \
	"xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",        \
	    "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",       \
	    "xmm15"
#endif

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

static inline void
wipe_registers(void)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx"))
		__asm__ volatile("xrstor %0"
				 :
				 : "m"(fresh), "a"(VECTORS), "d"(0)
				 : "memory", XMM);
	else
		__asm__ volatile("fxrstor %0" : : "m"(fresh) : "memory", XMM);
#endif
}

/* Sanitizers would keep the array elsewhere, or room around it. The registers
 * come first: whatever runs after them may put them on the stack again. */
__attribute__((noinline, no_sanitize("address"))) void
secret_wipe_traces(void)
{
	char below[DEPTH];

	wipe_registers();
	explicit_bzero(below, sizeof(below));
}
