/* The first byte chooses: a request for a certificate, or a question to the
 * OCSP responder. Each must be refused or answered, whatever it is. */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>

#include "portal/issue/ca.h"
#include "portal/issue/request.h"
#include "portal/publish/responder.h"
#include "portal/store/store.h"

#define NOW 1795255200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct store *store;
static struct ca_id *ca;
static struct responder responder;

static void
prepare(void)
{
	struct ca_profile p = ca_profile_root("Fuzz", NOW, 10);

	if (store_open(&store, ":memory:", NULL) < 0 ||
	    ca_issue(&ca, NULL, &p, NULL) < 0)
		abort();
	atomic_init(&responder.users, 1);
	responder.ca = responder.cert = ca_cert(ca);
	responder.key = ca_key(ca);
	responder.not_after = NOW + 86400;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ocsp_question asked = { .now = NOW, .seconds = 300 };
	struct buf out = BUF_INIT(65536);
	struct request *r = NULL;

	if (store == NULL)
		prepare();
	if (size == 0)
		return 0;
	asked.der = data + 1;
	asked.len = size - 1;
	if (data[0] % 2 == 0) {
		if (request_read(&r, data + 1, size - 1, NULL) == 0 &&
		    r->key == NULL)
			abort();
		request_free(r);
	} else if (responder_answer(&responder, store, &asked, &out, NULL) <
		       0 ||
		   out.len == 0) {
		abort();
	}
	buf_free(&out);
	return 0;
}
