/*
 * What xterm, rxvt, PuTTY, screen, tmux, the Linux console and a VT100 send.
 * None of this depends on TERM, which is often wrong over SSH.
 */
#include "config.h"
#include "client/term/keytab.h"

#include <stddef.h>

#include "client/term/key.h"
#include "base/banned.h"

struct row {
	int code;
	int key;
};

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static int
find(const struct row *rows, size_t n, int code)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].code == code)
			return rows[i].key;
	return -1;
}

int
keytab_csi_final(int final)
{
	static const struct row rows[] = { { 'A', KEYS_UP }, { 'B', KEYS_DOWN },
		{ 'C', KEYS_RIGHT }, { 'D', KEYS_LEFT }, { 'H', KEYS_HOME },
		{ 'F', KEYS_END }, { 'Z', KEYS_BACK_TAB }, { 'P', KEYS_F1 },
		{ 'Q', KEYS_F2 }, { 'R', KEYS_F3 }, { 'S', KEYS_F4 } };

	return find(rows, LEN(rows), final);
}

int
keytab_csi_number(int n)
{
	static const struct row rows[] = { { 1, KEYS_HOME }, { 2, KEYS_INSERT },
		{ 3, KEYS_DELETE }, { 4, KEYS_END }, { 5, KEYS_PAGE_UP },
		{ 6, KEYS_PAGE_DOWN }, { 7, KEYS_HOME }, { 8, KEYS_END },
		{ 11, KEYS_F1 }, { 12, KEYS_F2 }, { 13, KEYS_F3 },
		{ 14, KEYS_F4 }, { 15, KEYS_F5 }, { 17, KEYS_F6 },
		{ 18, KEYS_F7 }, { 19, KEYS_F8 }, { 20, KEYS_F9 },
		{ 21, KEYS_F10 }, { 23, KEYS_F11 }, { 24, KEYS_F12 } };

	return find(rows, LEN(rows), n);
}

int
keytab_ss3(int final)
{
	static const struct row rows[] = { { 'A', KEYS_UP }, { 'B', KEYS_DOWN },
		{ 'C', KEYS_RIGHT }, { 'D', KEYS_LEFT }, { 'H', KEYS_HOME },
		{ 'F', KEYS_END }, { 'P', KEYS_F1 }, { 'Q', KEYS_F2 },
		{ 'R', KEYS_F3 }, { 'S', KEYS_F4 }, { 'M', KEYS_ENTER },
		{ 'I', KEYS_TAB }, { 'j', '*' }, { 'k', '+' }, { 'l', ',' },
		{ 'm', '-' }, { 'n', '.' }, { 'o', '/' }, { 'X', '=' } };

	if (final >= 'p' && final <= 'y')
		return '0' + final - 'p'; /* the keypad in application mode */
	return find(rows, LEN(rows), final);
}

int
keytab_linux(int final)
{
	return final >= 'A' && final <= 'E' ? KEYS_F1 + final - 'A' : -1;
}

int
keytab_terminfo(unsigned i, const char **name)
{
	static const struct {
		const char *name;
		int key;
	} rows[] = { { "kcuu1", KEYS_UP }, { "kcud1", KEYS_DOWN },
		{ "kcub1", KEYS_LEFT }, { "kcuf1", KEYS_RIGHT },
		{ "khome", KEYS_HOME }, { "kend", KEYS_END },
		{ "kpp", KEYS_PAGE_UP }, { "knp", KEYS_PAGE_DOWN },
		{ "kich1", KEYS_INSERT }, { "kdch1", KEYS_DELETE },
		{ "kcbt", KEYS_BACK_TAB }, { "kf1", KEYS_F1 },
		{ "kf2", KEYS_F2 }, { "kf3", KEYS_F3 }, { "kf4", KEYS_F4 },
		{ "kf5", KEYS_F5 }, { "kf6", KEYS_F6 }, { "kf7", KEYS_F7 },
		{ "kf8", KEYS_F8 }, { "kf9", KEYS_F9 }, { "kf10", KEYS_F10 },
		{ "kf11", KEYS_F11 }, { "kf12", KEYS_F12 } };

	if (i >= LEN(rows))
		return -1;
	*name = rows[i].name;
	return rows[i].key;
}
