/* Where drivers are found, below a root of their own. */
#include "config.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

#include "base/file.h"
#include "client/card/driver.h"
#include "base/banned.h"

#define LIB "/usr/lib/x86_64-linux-gnu"

static char top[] = "/tmp/eimza-driver-XXXXXX";
static char found[4096]; /* without the root, one a line */

static void
put(const char *path, const char *text)
{
	char full[PATH_MAX], *slash;

	snprintf(full, sizeof(full), "%s%s", top, path);
	slash = strrchr(full, '/');
	*slash = '\0';
	assert_int_equal(file_make_dirs(full, 0700, NULL), 0);
	*slash = '/';
	assert_int_equal(file_write(full, text, strlen(text), 0600, NULL), 0);
}

static void
note(void *ctx, const char *path)
{
	size_t n = strlen(found);

	assert_null(ctx);
	assert_int_equal(strncmp(path, top, strlen(top)), 0);
	snprintf(found + n, sizeof(found) - n, "%s\n", path + strlen(top));
}

static void
expect(const char *paths)
{
	found[0] = '\0';
	driver_find(top, note, NULL);
	assert_string_equal(found, paths);
}

static int
fresh(void **state)
{
	(void)state;
	file_remove_tree(top);
	assert_int_equal(file_make_dirs(top, 0700, NULL), 0);
	unsetenv("P11_KIT_SERVER_ADDRESS");
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", "/people/a", 1);
	return 0;
}

static void
test_usual(void **state)
{
	(void)state;
	expect("");
	put(LIB "/opensc-pkcs11.so", "");
	put("/usr/local/lib/libakisp11.so", "");
	put(LIB "/pkcs11/opensc-pkcs11.so", "");
	put(LIB "/libother.so", "");
	expect("/usr/local/lib/libakisp11.so\n" LIB "/opensc-pkcs11.so\n" LIB
	       "/pkcs11/opensc-pkcs11.so\n");
}

static void
test_registered(void **state)
{
	static const struct {
		const char *file, *text;
		bool expected;
	} t[] = {
		{ "10.module", "module: a.so\n", true },
		{ "11.module", "# comment: x\n\n  module :  a.so \r\n", true },
		{ "12.module", "module: /opt/b.so", true },
		{ "13.module", "module: c.so\n", false },
		{ "14.module", "module:\n", false },
		{ "15.module", "remote: |x\n", false },
		{ "16.module", "module: a.so\nenable-in: eimza\n", true },
		{ "17.module", "module: a.so\nenable-in: p, eimza\n", true },
		{ "18.module", "module: a.so\nenable-in: eimzax\n", false },
		{ "19.module", "module: a.so\ndisable-in: eimza\n", false },
		{ "20.module", "module: a.so\ndisable-in: other\n", true },
		{ "21.module", "module: p11-kit-trust.so\n", false },
		{ "22.module", "module: p11-kit-proxy.so\n", false },
		{ "23.module", "module: p11-kit-client.so\n", false },
		{ "24.modul", "module: a.so\n", false },
		{ ".module", "module: a.so\n", false },
		{ "25.module", "module: ../a.so\n", false },
		{ "26.module", "", false },
		{ "27.module", "no colon\n:\n: :\n", false },
	};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		fresh(state);
		put(LIB "/pkcs11/a.so", "");
		put(LIB "/pkcs11/p11-kit-trust.so", "");
		put(LIB "/pkcs11/p11-kit-proxy.so", "");
		put(LIB "/pkcs11/p11-kit-client.so", "");
		put("/opt/b.so", "");
		snprintf(path, sizeof(path), "/usr/share/p11-kit/modules/%s",
		    t[i].file);
		put(path, t[i].text);
		found[0] = '\0';
		driver_find(top, note, NULL);
		assert_int_equal(found[0] != '\0', t[i].expected);
	}
}

/* The system's and the person's own files add to those of packages. */
static void
test_merged(void **state)
{
	(void)state;
	put(LIB "/pkcs11/a.so", "");
	put(LIB "/pkcs11/b.so", "");
	put(LIB "/pkcs11/c.so", "");
	put("/usr/share/p11-kit/modules/b.module", "module: a.so\n");
	put("/etc/pkcs11/modules/b.module", "module: b.so\n");
	put("/etc/pkcs11/modules/a.module", "module: c.so\n");
	expect(LIB "/pkcs11/c.so\n" LIB "/pkcs11/b.so\n");
	put("/people/a/.config/pkcs11/modules/a.module", "disable-in: eimza\n");
	expect(LIB "/pkcs11/b.so\n");
	setenv("XDG_CONFIG_HOME", "/people/b", 1);
	expect(LIB "/pkcs11/c.so\n" LIB "/pkcs11/b.so\n");
	put("/people/b/pkcs11/modules/b.module", "enable-in: firefox\n");
	expect(LIB "/pkcs11/c.so\n");
}

/* A card on another computer. */
static void
test_forwarded(void **state)
{
	(void)state;
	put(LIB "/pkcs11/p11-kit-client.so", "");
	expect("");
	setenv("P11_KIT_SERVER_ADDRESS", "unix:path=/x", 1);
	expect(LIB "/pkcs11/p11-kit-client.so\n");
}

/* More than is looked at, and a file without end. */
static void
test_many(void **state)
{
	char path[PATH_MAX], *large = calloc(1, 100001);

	(void)state;
	assert_non_null(large);
	memset(large, 'm', 100000);
	put(LIB "/pkcs11/a.so", "");
	for (int i = 0; i < 100; i++) {
		snprintf(
		    path, sizeof(path), "/etc/pkcs11/modules/%d.module", i);
		put(path, i < 50 ? large : "module: a.so\n");
	}
	found[0] = '\0';
	driver_find(top, note, NULL);
	free(large);
}

static void
test_names(void **state)
{
	static const struct {
		const char *path, *name;
	} t[] = {
		{ "/usr/lib/libakisp11.so", "AKİS" },
		{ LIB "/opensc-pkcs11.so", "OpenSC" },
		{ LIB "/softhsm/libsofthsm2.so", "SoftHSM" },
		{ "/x/opensc-pkcs11.so/other.so", "other.so" },
		{ "other.so", "other.so" },
		{ "/a/\033[2J.so", "?[2J.so" },
	};
	char name[32];

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		driver_name(t[i].path, name, sizeof(name));
		assert_string_equal(name, t[i].name);
		assert_true(driver_meant(t[i].path, t[i].name));
		assert_true(driver_meant(t[i].path, t[i].path));
		assert_false(driver_meant(t[i].path, ""));
	}
	assert_true(driver_meant(t[0].path, "akis"));
	assert_true(driver_meant(t[0].path, "libakisp11.so"));
	assert_true(driver_meant(t[1].path, "opensc"));
	assert_false(driver_meant(t[1].path, "akis"));
	assert_false(driver_meant("/b/x.so", "/a/x.so"));
}

static void
test_same(void **state)
{
	char a[PATH_MAX], b[PATH_MAX];

	(void)state;
	put("/a.so", "");
	put("/c.so", "");
	snprintf(a, sizeof(a), "%s/a.so", top);
	snprintf(b, sizeof(b), "%s/b.so", top);
	assert_int_equal(symlink("a.so", b), 0);
	assert_true(driver_same(a, b));
	assert_true(driver_same(a, a));
	snprintf(b, sizeof(b), "%s/c.so", top);
	assert_false(driver_same(a, b));
	assert_false(driver_same(a, "/nowhere"));
	assert_true(driver_same("/nowhere", "/nowhere"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_usual, fresh),
		cmocka_unit_test_setup(test_registered, fresh),
		cmocka_unit_test_setup(test_merged, fresh),
		cmocka_unit_test_setup(test_forwarded, fresh),
		cmocka_unit_test_setup(test_many, fresh),
		cmocka_unit_test_setup(test_names, fresh),
		cmocka_unit_test_setup(test_same, fresh),
	};
	int rc;

	assert_non_null(mkdtemp(top));
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	file_remove_tree(top);
	return rc;
}
