#include "config.h"
#include "client/term/palette.h"

#include <stdlib.h>

#include "base/banned.h"

void
palette_init(struct palette *p)
{
	const char *no_color = getenv("NO_COLOR");

	*p = (struct palette){ 0 };
	p->attr[ROLE_TITLE] = A_BOLD;
	p->attr[ROLE_SECTION] = A_BOLD;
	p->attr[ROLE_ACTIVE] = A_REVERSE;
	p->attr[ROLE_ERROR] = A_BOLD;
	if (no_color != NULL && no_color[0] != '\0')
		return;
	if (!has_colors() || start_color() == ERR ||
	    use_default_colors() == ERR || init_pair(1, COLOR_RED, -1) == ERR)
		return;
	p->attr[ROLE_ERROR] = 0;
	p->pair[ROLE_ERROR] = 1;
}
