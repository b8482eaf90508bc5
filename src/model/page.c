#include "config.h"
#include "model/page.h"

#include <stddef.h>
#include <string.h>

#include "base/banned.h"

static const struct {
	const char *name;
	int step;
} pages[] = {
	[PAGE_LOGIN] = { "login", 1 },
	[PAGE_FORM] = { "form", 2 },
	[PAGE_SMS_SEND] = { "sms-send", 3 },
	[PAGE_SMS_CODE] = { "sms-code", 3 },
	[PAGE_METHOD] = { "method", 4 },
	[PAGE_SIGN] = { "sign", 5 },
	[PAGE_PAPER] = { "paper", 5 },
	[PAGE_RESULT] = { "result", 6 },
};

_Static_assert(sizeof(pages) / sizeof(pages[0]) == PAGE_COUNT,
    "one row for every enum page");

const char *
page_name(enum page p)
{
	return pages[p].name;
}

int
page_from_name(const char *name, enum page *out)
{
	for (size_t i = 0; i < PAGE_COUNT; i++)
		if (strcmp(pages[i].name, name) == 0) {
			*out = (enum page)i;
			return 0;
		}
	return -1;
}

int
page_step(enum page p)
{
	return pages[p].step;
}

int
page_steps(void)
{
	return pages[PAGE_RESULT].step;
}

enum page
page_of(enum state s, bool phone_proven)
{
	enum page p = PAGE_RESULT;

	if (s == STATE_DRAFT || s == STATE_CORRECTION_REQUESTED)
		return PAGE_FORM;
	if (s == STATE_FORM_APPROVED) /* the number may have been edited */
		return PAGE_SMS_SEND;
	if (s == STATE_PHONE_VERIFIED)
		p = PAGE_METHOD;
	else if (s == STATE_AWAITING_SIGNATURE)
		p = PAGE_SIGN;
	else if (s == STATE_AWAITING_PAPER)
		p = PAGE_PAPER;
	return p != PAGE_RESULT && !phone_proven ? PAGE_SMS_SEND : p;
}
