#include "config.h"
#include "client/view/pin.h"

#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

struct secret *
pin_copy(const struct secret *typed)
{
	struct secret *s = secret_new();

	if (s != NULL && typed != NULL &&
	    secret_set(s, secret_text(typed), secret_len(typed)) == 0)
		return s;
	secret_free(s);
	return NULL;
}

bool
pin_agreed(const char *typed)
{
	return text_ascii_equal(typed, "EVET") ||
	       text_ascii_equal(typed, "YES");
}

int
pin_length(const char *pin, unsigned least, unsigned most, struct err *e)
{
	size_t n = strlen(pin);

	/* A card that states nonsense is believed as far as PINs go. */
	if (least < 4 || least > 12)
		least = 4;
	if (most < least || most > 12)
		most = 12;
	if (n >= least && n <= most)
		return 0;
	return err_set(e, ERR_INVALID,
	    _("A PIN of this card has %u to %u digits. Choose another one."),
	    least, most);
}

void
pin_add_field(struct form *f, int id, const char *label, const char *help)
{
	struct form_field pin = {
		.id = id,
		.label = label,
		.kind = FORM_SECRET,
		.starred = true,
		.max = 12,
		.help = help,
	};

	form_add_field(f, &pin);
}
