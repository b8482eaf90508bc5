#include "config.h"
#include "client/term/look.h"

#include <fcntl.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"
#include "client/term/cap.h"
#include "client/term/charset.h"
#include <curses.h>
#include <term.h> /* its macros are words that other headers use */
#include "base/banned.h"

/* A word of the environment, as far as it can be shown. */
static void
copy_word(char *out, size_t size, const char *word)
{
	size_t n = 0;

	for (; word != NULL && *word != '\0' && n + 1 < size; word++)
		out[n++] = (char)(*word > ' ' && *word < 0x7f ? *word : '?');
	out[n] = '\0';
}

/* The controlling terminal, also where the output goes into a file. */
static void
look_at_size(struct look *l)
{
	struct winsize w = { 0 };
	int fd = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);

	l->there = fd >= 0;
	if (fd < 0)
		return;
	if (ioctl(fd, TIOCGWINSZ, &w) == 0) {
		l->rows = w.ws_row;
		l->cols = w.ws_col;
	}
	close(fd);
}

static void
look_at_type(struct look *l)
{
	const char *term = getenv("TERM");
	int ret = 0, n;

	copy_word(l->term, sizeof(l->term), term);
	if (term == NULL || term[0] == '\0' ||
	    setupterm(term, STDOUT_FILENO, &ret) != OK || ret != 1)
		return;
	l->known = true;
	l->moves = cap_string("cup") != NULL;
	n = tigetnum("colors");
	l->colours = n > 0 ? n : 0;
	del_curterm(cur_term);
}

static void
look_at_letters(struct look *l)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *letters = "ÇçĞğIıİiÖöŞşÜü", *value;
	struct charset c;
	uint32_t u;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value = getenv(names[i]);
		if (value == NULL || value[0] == '\0')
			continue;
		copy_word(l->locale, sizeof(l->locale), value);
		copy_word(l->variable, sizeof(l->variable), names[i]);
		break;
	}
	copy_word(l->charset, sizeof(l->charset), nl_langinfo(CODESET));
	charset_init(&c, false);
	l->ascii = !c.letters;
	while ((u = text_next(&letters)) != 0) {
		wchar_t shown[4];

		if (charset_shown(&c, u, shown) != 1 || shown[0] != (wchar_t)u)
			l->lacks = true;
	}
}

void
look(struct look *out)
{
	memset(out, 0, sizeof(*out));
	look_at_size(out);
	look_at_type(out);
	look_at_letters(out);
}
