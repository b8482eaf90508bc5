#include "config.h"
#include "base/lang.h"

#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/banned.h"

#define CATALOGUE "tr/LC_MESSAGES/eimza.mo"

static _Thread_local enum lang current = LANG_TR;

/* The folder "locale" beside the running program, when it holds ours. */
static const char *
beside_program(char *dir, size_t size)
{
	char exe[3072], file[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *slash;

	if (n <= 0)
		return NULL;
	exe[n] = '\0';
	slash = strrchr(exe, '/');
	if (slash == NULL)
		return NULL;
	*slash = '\0';
	snprintf(dir, size, "%s/locale", exe);
	snprintf(file, sizeof(file), "%s/locale/%s", exe, CATALOGUE);
	return access(file, R_OK) == 0 ? dir : NULL;
}

void
lang_init(void)
{
	char near[4096];
	const char *dir = getenv("EIMZA_LOCALEDIR");
	const char *messages;

	setlocale(LC_ALL, "");
	/* gettext translates nothing in the locale "C": any other name will
	 * do, for LANGUAGE below decides. */
	messages = setlocale(LC_MESSAGES, NULL);
	if (messages == NULL || strcmp(messages, "C") == 0 ||
	    strcmp(messages, "POSIX") == 0)
		setlocale(LC_MESSAGES, "C.UTF-8");
	setlocale(LC_NUMERIC, "C");
	setenv("LANGUAGE", "tr", 1);
	if (dir == NULL)
		dir = beside_program(near, sizeof(near));
	bindtextdomain("eimza", dir != NULL ? dir : LOCALEDIR);
	bind_textdomain_codeset("eimza", "UTF-8");
	textdomain("eimza");
}

void
lang_set(enum lang l)
{
	current = l;
}

enum lang
lang_get(void)
{
	return current;
}

const char *
lang_name(enum lang l)
{
	return l == LANG_EN ? "en" : "tr";
}

int
lang_from_name(const char *name, enum lang *out)
{
	if (strcmp(name, "tr") != 0 && strcmp(name, "en") != 0)
		return -1;
	*out = name[0] == 'e' ? LANG_EN : LANG_TR;
	return 0;
}

const char *
lang_text(const char *msgid)
{
	return current == LANG_EN || msgid[0] == '\0' ? msgid : gettext(msgid);
}

const char *
lang_plural(const char *one, const char *many, unsigned long n)
{
	if (current == LANG_EN)
		return n == 1 ? one : many;
	return ngettext(one, many, n);
}
