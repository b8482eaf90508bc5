#include "config.h"
#include "sign/signer.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/lang.h"
#include "sign/x509.h"

#include "base/banned.h"

const EVP_MD *
sign_md(enum sign_digest d)
{
	switch (d) {
	case SIGN_SHA256:
		return EVP_sha256();
	case SIGN_SHA384:
		return EVP_sha384();
	case SIGN_SHA512:
		return EVP_sha512();
	}
	return NULL;
}

int
sign_failed(struct err *e)
{
	const char *why = ERR_reason_error_string(ERR_peek_last_error());

	ERR_clear_error();
	return err_why(e, ERR_INTERNAL, "internal",
	    _("The signature library failed (%s)."),
	    why == NULL ? _("memory is out") : why);
}

void
signer_free(struct signer *s)
{
	if (s != NULL)
		s->ops->free(s);
}
