/*
 * A time-stamp authority inside the test: tokens written by hand, so that
 * each part can be wrong, and a service on a free port that hands them out.
 */
#ifndef TESTS_UNIT_TSA_H
#define TESTS_UNIT_TSA_H

#include <stdint.h>

#include "base/buf.h"
#include "portal/issue/ca.h"

enum tsa_trick {
	TSA_GOOD,
	TSA_ESS_V1, /* names its certificate as RFC 3161 did */
	TSA_NO_ESS,
	TSA_OTHER_ESS, /* names another certificate */
	TSA_OTHER_NONCE,
	TSA_NO_NONCE,
	TSA_OTHER_IMPRINT,
	TSA_WEAK_IMPRINT, /* SHA-1 */
	TSA_WEAK_DIGEST,  /* of its own signature */
	TSA_OTHER_POLICY,
	TSA_NO_CERT,
	TSA_FLIPPED,  /* one bit of its signature */
	TSA_NOT_INFO, /* some data where the TSTInfo should be */
	/* of the service only */
	TSA_REJECTED,
	TSA_GARBAGE,
	TSA_TRAILING, /* a byte after the answer */
	TSA_LARGE,    /* 1 MB */
	TSA_HTTP_500,
	TSA_OTHER_TYPE, /* Content-Type */
	TSA_HANG_UP,
	TSA_SILENT
};

#define TSA_POLICY "2.16.792.1.61.0.1.5070.3.1.1"

struct tsa_order {
	const struct ca_id *id;
	int64_t when;
	enum tsa_trick trick;
};

/* The usual certificate of an authority; change one thing. */
struct ca_profile tsa_profile(int64_t now);

/* Adds a token over these bytes, without a nonce. */
void tsa_token(
    const struct tsa_order *o, const void *data, size_t len, struct buf *out);

/* Adds the answer to a TimeStampReq. */
void tsa_answer(const struct tsa_order *o, const unsigned char *request,
    size_t len, struct buf *out);

struct tsa;

/* o is borrowed and may be changed between two questions. */
struct tsa *tsa_start(const struct tsa_order *o);
const char *tsa_url(const struct tsa *t);
int tsa_asked(struct tsa *t);	     /* questions so far */
void tsa_wait(struct tsa *t, int n); /* until so many have come */
void tsa_stop(struct tsa *t);

#endif
