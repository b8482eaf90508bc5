#include "config.h"
#include "client/card/pin.h"

#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

int
pin_check(
    const struct secret *pin, unsigned least, unsigned most, struct err *e)
{
	const char *text = pin != NULL ? secret_text(pin) : "";
	size_t len = strlen(text);

	if (least < PIN_LEAST || least > PIN_MOST)
		least = PIN_LEAST;
	if (most < least || most > PIN_MOST)
		most = PIN_MOST;
	if (len == 0)
		return err_why(e, ERR_INVALID, "pin-length",
		    _("Type the PIN of your card."));
	if (!text_all_digits(text))
		return err_why(e, ERR_INVALID, "pin-digits",
		    _("The PIN has digits only. It was not sent to the card; "
		      "type it again."));
	if (len != least && least == most)
		return err_why(e, ERR_INVALID, "pin-length",
		    _("The PIN has %u digits. It was not sent to the card; "
		      "type it again."),
		    least);
	if (len < least || len > most)
		return err_why(e, ERR_INVALID, "pin-length",
		    _("The PIN has %u to %u digits. It was not sent to the "
		      "card; type it again."),
		    least, most);
	return 0;
}
