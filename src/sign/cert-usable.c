/* Whether a certificate can sign for a person (Elektronik İmza Kanunu art. 9,
 * Tebliğ art. 6). */
#include "config.h"
#include "sign/cert.h"

#include <string.h>

#include "base/date.h"
#include "base/lang.h"

#include "base/banned.h"

/* What does not change while the certificate lives. */
static int
suitable(const struct cert_facts *c, struct err *e)
{
	if (c->ca)
		return err_why(e, ERR_INVALID, "ca",
		    _("This is the certificate of a certificate authority, "
		      "not of a person."));
	if (c->seal)
		return err_why(e, ERR_INVALID, "seal",
		    _("This is the certificate of an electronic seal, not of "
		      "a person."));
	if (!c->non_repudiation)
		return err_why(e, ERR_INVALID, "no-non-repudiation",
		    _("This certificate is not meant for signatures (key "
		      "usage non-repudiation is missing)."));
	if (!c->qualified)
		return err_why(e, ERR_INVALID, "not-qualified",
		    _("This is not a qualified electronic certificate."));
	if (!c->key_allowed)
		return err_why(e, ERR_INVALID, "weak-key",
		    _("The key of this certificate (%s) is not allowed; RSA "
		      "from 2048 bits, EC P-256 or P-384 is needed."),
		    c->key);
	if (c->tckn[0] == '\0')
		return err_why(e, ERR_INVALID, "no-tckn",
		    _("This certificate contains no valid T.C. identity "
		      "number."));
	return 0;
}

int
cert_usable(
    const struct cert_facts *c, int64_t now, const char *tckn, struct err *e)
{
	char when[DATE_MOMENT];
	int rc = suitable(c, e);

	if (rc != 0)
		return rc;
	if (now < c->not_before)
		return err_why(e, ERR_INVALID, "not-yet-valid",
		    _("This certificate is not valid before %s."),
		    date_moment(c->not_before, when));
	if (now > c->not_after)
		return err_why(e, ERR_EXPIRED, "expired",
		    _("This certificate ended on %s."),
		    date_moment(c->not_after, when));
	if (tckn != NULL && strcmp(tckn, c->tckn) != 0)
		return err_why(e, ERR_DENIED, "other-person",
		    _("This certificate belongs to another person."));
	return 0;
}
