/*
 * The return values of PKCS#11 as sentences that say what to do. Values that
 * mean nothing to a person share one sentence, with the number in it for
 * whoever is asked for help.
 */
#include "config.h"

#include <stdbool.h>

#include "client/card/reason.h"

#include "base/lang.h"
#include "base/banned.h"

struct reason {
	CK_RV rv;
	int code;
	const char *word;
	const char *text;
};

#define REMOVED                                                                \
	N_("The card was taken out while signing. Put it in and try "          \
	   "again; no signature was sent.")
#define WRONG                                                                  \
	N_("The PIN is wrong. Type it again with care: three wrong entries "   \
	   "in a row lock the card.")
#define LENGTH                                                                 \
	N_("The card does not accept a PIN of this length. Nothing was "       \
	   "counted as a wrong entry; type the PIN again.")
#define LOCKED                                                                 \
	N_("The PIN is locked. Unlock it with \"Kilit Çözme\" in the "       \
	   "personal services of Kamu SM, or call 444 5 576.")
#define UNSET                                                                  \
	N_("The card has no valid PIN yet. Get one in the personal services "  \
	   "of Kamu SM, or call 444 5 576.")
#define MECHANISM                                                              \
	N_("The card cannot make the kind of signature that is needed. Use "   \
	   "the driver that came with the card.")
#define PAD                                                                    \
	N_("The entry of the PIN was cancelled on the reader. Nothing was "    \
	   "signed.")
#define NOT_OFFERED                                                            \
	N_("The driver of the card does not offer this. Use the driver that "  \
	   "came with the card, or the personal services of Kamu SM.")
#define MEMORY                                                                 \
	N_("The computer has not enough memory for the card. Close other "     \
	   "programs and try again.")
#define WITHOUT_KEY                                                            \
	N_("The card has no key for this certificate. Choose another "         \
	   "certificate or another card.")

static const struct reason reasons[] = {
	{ CKR_PIN_INCORRECT, ERR_DENIED, "pin-wrong", WRONG },
	{ CKR_PIN_INVALID, ERR_INVALID, "pin-length", LENGTH },
	{ CKR_PIN_LEN_RANGE, ERR_INVALID, "pin-length", LENGTH },
	{ CKR_PIN_LOCKED, ERR_DENIED, "pin-locked", LOCKED },
	{ CKR_PIN_EXPIRED, ERR_DENIED, "pin-unset", UNSET },
	{ CKR_USER_PIN_NOT_INITIALIZED, ERR_DENIED, "pin-unset", UNSET },
	{ CKR_DEVICE_REMOVED, ERR_UNAVAILABLE, "removed", REMOVED },
	{ CKR_TOKEN_NOT_PRESENT, ERR_UNAVAILABLE, "removed", REMOVED },
	{ CKR_SESSION_HANDLE_INVALID, ERR_UNAVAILABLE, "removed", REMOVED },
	{ CKR_SESSION_CLOSED, ERR_UNAVAILABLE, "removed", REMOVED },
	{ CKR_SLOT_ID_INVALID, ERR_UNAVAILABLE, "removed", REMOVED },
	{ CKR_MECHANISM_INVALID, ERR_CONFLICT, "no-mechanism", MECHANISM },
	{ CKR_MECHANISM_PARAM_INVALID, ERR_CONFLICT, "no-mechanism",
	    MECHANISM },
	{ CKR_KEY_TYPE_INCONSISTENT, ERR_CONFLICT, "no-mechanism", MECHANISM },
	{ CKR_KEY_FUNCTION_NOT_PERMITTED, ERR_CONFLICT, "no-mechanism",
	    MECHANISM },
	{ CKR_KEY_HANDLE_INVALID, ERR_NOT_FOUND, "no-key", WITHOUT_KEY },
	{ CKR_CANCEL, ERR_CANCELLED, "cancelled", PAD },
	{ CKR_FUNCTION_CANCELED, ERR_CANCELLED, "cancelled", PAD },
	{ CKR_FUNCTION_NOT_SUPPORTED, ERR_CONFLICT, "no-change", NOT_OFFERED },
	{ CKR_FUNCTION_REJECTED, ERR_CONFLICT, "no-change", NOT_OFFERED },
	{ CKR_TOKEN_WRITE_PROTECTED, ERR_CONFLICT, "no-change", NOT_OFFERED },
	{ CKR_HOST_MEMORY, ERR_INTERNAL, "device", MEMORY },
};

int
reason_of(struct err *e, CK_RV rv)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].rv == rv)
			return err_why(e, reasons[i].code, reasons[i].word,
			    "%s", _(reasons[i].text));
	return err_why(e, ERR_UNAVAILABLE, "device",
	    _("The card or its reader answered with an error (0x%lx). Take "
	      "the card out, put it in and try again."),
	    rv);
}

bool
reason_removed(CK_RV rv)
{
	return rv == CKR_DEVICE_REMOVED || rv == CKR_TOKEN_NOT_PRESENT ||
	       rv == CKR_SESSION_HANDLE_INVALID || rv == CKR_SESSION_CLOSED ||
	       rv == CKR_SLOT_ID_INVALID;
}
