#include "config.h"

#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "unit.h"
#include "base/secret.h"

static void
holds_and_forgets(void **state)
{
	struct secret *s = secret_new();
	char big[SECRET_MAX + 1];

	(void)state;
	assert_non_null(s);
	assert_int_equal(secret_len(s), 0);
	assert_int_equal(secret_set(s, "123456", 6), 0);
	assert_string_equal(secret_text(s), "123456");
	assert_int_equal(secret_set(s, "12", 2), 0); /* nothing stays behind */
	assert_memory_equal(secret_text(s), "12\0\0\0\0", 6);
	memset(big, 'x', sizeof(big));
	assert_int_equal(secret_set(s, big, SECRET_MAX), -1);
	assert_string_equal(secret_text(s), "12");
	assert_int_equal(secret_set(s, big, SECRET_MAX - 1), 0);
	assert_int_equal(secret_len(s), SECRET_MAX - 1);
	secret_clear(s);
	for (size_t i = 0; i < SECRET_MAX; i++)
		assert_int_equal(secret_text(s)[i], 0);
	secret_edit(s)[0] = 'a';
	assert_string_equal(secret_text(s), "a");
	secret_free(s);
	secret_free(NULL);
	secret_clear(NULL);
}

static void
compares(void **state)
{
	(void)state;
	assert_int_equal(secret_compare("abc", "abc", 3), 0);
	assert_int_not_equal(secret_compare("abc", "abd", 3), 0);
	assert_int_not_equal(secret_compare("abc", "bbc", 3), 0);
	assert_int_equal(secret_compare("abc", "abd", 2), 0);
	assert_int_equal(secret_compare("", "", 0), 0);
	assert_int_not_equal(secret_compare("\x80", "\x00", 1), 0);
}

#define PUK "8405162739504817" /* fills a register */

static uintptr_t trace;

/* Leaves it on the stack, at trace. */
__attribute__((noinline, no_sanitize("address"))) static void
leave_trace(void)
{
	volatile char copy[20000];

	for (size_t i = 0; i < sizeof(copy); i++)
		copy[i] = PUK[i % (sizeof(PUK) - 1)];
	trace = (uintptr_t)copy;
}

/* What stands below the stack, read as another process would. */
static char
byte_at(uintptr_t at)
{
	char byte = 0;
	struct iovec here = { &byte, 1 }, there = { NULL, 1 };

	memcpy(&there.iov_base, &at, sizeof(at));
	assert_int_equal(process_vm_readv(getpid(), &here, 1, &there, 1, 0), 1);
	return byte;
}

static void
wipes_stack(void **state)
{
	(void)state;
	leave_trace();
	assert_int_equal(byte_at(trace), PUK[0]);
	secret_wipe_traces();
	for (size_t i = 0; i < 4096; i++) /* below what this loop calls */
		assert_int_equal(byte_at(trace + i), 0);
}

#ifdef __x86_64__
#define REGISTER(move, name)                                                   \
	do {                                                                   \
		char in[] = PUK, out[sizeof(in)] = { 0 };                      \
		__asm__ volatile(move " %0, %%" name : : "m"(in));             \
		secret_wipe_traces();                                          \
		__asm__ volatile(move " %%" name ", %0" : "=m"(out));          \
		assert_memory_equal(out, zeros, 16);                           \
	} while (0)

static void
wipes_registers(void **state)
{
	static const char zeros[16];

	(void)state;
	REGISTER("movups", "xmm0");
	REGISTER("movups", "xmm15");
	if (__builtin_cpu_supports("avx512vl"))
		REGISTER("vmovdqu64", "xmm31");
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_and_forgets),
		cmocka_unit_test(compares),
		cmocka_unit_test(wipes_stack),
#ifdef __x86_64__
		cmocka_unit_test(wipes_registers),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
