#include "config.h"
#include "client/term/cap.h"

#include <stddef.h>
#include <stdint.h>
#include <curses.h>
#include <term.h> /* its macros are words that other headers use */
#include "base/banned.h"

const char *
cap_string(const char *name)
{
	const char *s = tigetstr(name);

	return (intptr_t)s == -1 ? NULL : s;
}
