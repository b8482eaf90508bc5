/*
 * Any bytes as a signature. Nothing is trusted, so none may be accepted; the
 * shape is judged before the parsers of OpenSSL see it.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>

#include "sign/cades.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cades_policy p = { 0 };
	struct cert_facts facts;
	struct err e = { 0 };
	struct trust *trust = trust_new();

	if (trust == NULL)
		return 0;
	p.trust = trust;
	p.now = 1767225600;
	/* Each refusal has its word and its sentence. */
	if (cades_verify(&p, data, size, NULL, &e) == 0 ||
	    e.reason[0] == '\0' || e.text[0] == '\0')
		abort();
	(void)cert_read(data, size, &facts, &e);
	trust_free(trust);
	return 0;
}
