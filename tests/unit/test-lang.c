#include "config.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/file.h"
#include "base/lang.h"

#define CATALOGUE "tr/LC_MESSAGES"

/* A catalogue of one text and one plural, as msgfmt writes it: so the test
 * does not depend on what has been translated. */
static void
put32(unsigned char *p, size_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> (8 * i) & 0xff);
}

static void
write_catalogue(const char *dir)
{
	static const struct {
		const char *from, *to;
		size_t from_len, to_len;
	} texts[] = {
		{ "",
		    "Content-Type: text/plain; charset=UTF-8\n"
		    "Plural-Forms: nplurals=2; plural=(n > 1);\n",
		    0, 82 },
		{ "%lu apple\0%lu apples", "%lu elma\0%lu elmalar", 20, 20 },
		{ "Hello.", "Merhaba.", 6, 8 },
	};
	unsigned char mo[1024] = { 0 };
	size_t n = COUNT(texts), at = 28 + n * 16;
	char path[300];
	struct err e;

	put32(mo, 0x950412de);
	put32(mo + 8, n);
	put32(mo + 12, 28);
	put32(mo + 16, 28 + n * 8);
	for (size_t i = 0; i < n; i++) {
		put32(mo + 28 + i * 8, texts[i].from_len);
		put32(mo + 32 + i * 8, at);
		memcpy(mo + at, texts[i].from, texts[i].from_len);
		at += texts[i].from_len + 1;
		put32(mo + 28 + n * 8 + i * 8, texts[i].to_len);
		put32(mo + 32 + n * 8 + i * 8, at);
		memcpy(mo + at, texts[i].to, texts[i].to_len);
		at += texts[i].to_len + 1;
	}
	snprintf(path, sizeof(path), "%s/" CATALOGUE, dir);
	assert_int_equal(file_make_dirs(path, 0700, &e), 0);
	snprintf(path, sizeof(path), "%s/" CATALOGUE "/eimza.mo", dir);
	assert_int_equal(file_write(path, mo, at, 0600, &e), 0);
}

static char folder[] = "/tmp/eimza-lang-XXXXXX";

static int
open_catalogue(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	write_catalogue(folder);
	setenv("EIMZA_LOCALEDIR", folder, 1);
	setenv("LC_ALL", "C", 1); /* the locale decides nothing */
	setenv("LANGUAGE", "en", 1);
	lang_init();
	return 0;
}

static int
remove_catalogue(void **state)
{
	(void)state;
	file_remove_tree(folder);
	return 0;
}

static void
turkish_by_default(void **state)
{
	(void)state;
	assert_int_equal(lang_get(), LANG_TR);
	assert_string_equal(_("Hello."), "Merhaba.");
	assert_string_equal(_("Not translated."), "Not translated.");
	assert_string_equal(_(""), "");
	assert_string_equal(
	    lang_plural("%lu apple", "%lu apples", 1), "%lu elma");
	assert_string_equal(
	    lang_plural("%lu apple", "%lu apples", 2), "%lu elmalar");
}

static void
english(void **state)
{
	(void)state;
	lang_set(LANG_EN);
	assert_string_equal(_("Hello."), "Hello.");
	assert_string_equal(
	    lang_plural("%lu apple", "%lu apples", 1), "%lu apple");
	assert_string_equal(
	    lang_plural("%lu apple", "%lu apples", 0), "%lu apples");
	lang_set(LANG_TR);
	assert_string_equal(_("Hello."), "Merhaba.");
}

static void *
other_thread(void *seen)
{
	if (lang_get() == LANG_TR && strcmp(_("Hello."), "Merhaba.") == 0)
		*(bool *)seen = true;
	lang_set(LANG_TR);
	return NULL;
}

static void
per_thread(void **state)
{
	pthread_t t;
	bool seen = false;

	(void)state;
	lang_set(LANG_EN);
	assert_int_equal(pthread_create(&t, NULL, other_thread, &seen), 0);
	pthread_join(t, NULL);
	assert_true(seen);
	assert_int_equal(lang_get(), LANG_EN);
	lang_set(LANG_TR);
}

static void
names(void **state)
{
	enum lang l = LANG_TR;

	(void)state;
	assert_int_equal(lang_from_name("en", &l), 0);
	assert_int_equal(l, LANG_EN);
	assert_int_equal(lang_from_name(lang_name(LANG_TR), &l), 0);
	assert_int_equal(l, LANG_TR);
	assert_int_equal(lang_from_name("de", &l), -1);
	assert_int_equal(lang_from_name("", &l), -1);
	assert_int_equal(lang_from_name("EN", &l), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(turkish_by_default),
		cmocka_unit_test(english),
		cmocka_unit_test(per_thread),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, open_catalogue, remove_catalogue);
}
