/* The time-stamp over the signature value (RFC 5126 §6.1.1): when it is good,
 * its moment is the one the certificate is judged for. */
#include "config.h"
#include "sign/verify.h"

#include <openssl/cms.h>
#include <openssl/x509.h>

#include "base/date.h"
#include "base/lang.h"

#include "base/banned.h"

int
verify_stamp(struct verify *v, struct err *e)
{
	const ASN1_OCTET_STRING *sig = CMS_SignerInfo_get0_signature(v->si);
	struct stamp_rules rules = { .trust = v->policy->trust,
		.now = v->now,
		.crl_required = v->policy->crl_required };
	const ASN1_STRING *token;
	char stamped[DATE_MOMENT];
	int rc;

	if (v->stamp_attr == NULL)
		return 0;
	token =
	    X509_ATTRIBUTE_get0_data(v->stamp_attr, 0, V_ASN1_SEQUENCE, NULL);
	if (token == NULL)
		return err_why(e, ERR_INVALID, "stamp-format",
		    _("The time-stamp cannot be read."));
	rc = stamp_judge(&rules,
	    &(struct stamp_bytes){ ASN1_STRING_get0_data(token),
		(size_t)ASN1_STRING_length(token), ASN1_STRING_get0_data(sig),
		(size_t)ASN1_STRING_length(sig) },
	    &v->stamp, NULL, e);
	if (rc < 0)
		return rc;
	/* Nothing can be stamped before it was made. */
	if (v->stamp.when < v->signing_time - VERIFY_SKEW)
		return err_why(e, ERR_INVALID, "stamp-time",
		    _("The time-stamp of %s is older than the signature says "
		      "it is. Please check the clock of the computer that "
		      "signed."),
		    date_moment(v->stamp.when, stamped));
	v->at = v->stamp.when;
	return 0;
}
