/*
 * DER by hand (X.690 §8.1, §10): enough to judge the shape of hostile bytes
 * before a recursive parser sees them, and to read or write small parts that
 * OpenSSL has no function for.
 */
#ifndef SIGN_TLV_H
#define SIGN_TLV_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

#define TLV_DEPTH 32 /* elements inside elements; a time-stamp has 27 */

#define TLV_INTEGER  0x02
#define TLV_OCTETS   0x04
#define TLV_OID	     0x06
#define TLV_SEQUENCE 0x30
#define TLV_SET	     0x31

/* One element; all borrowed from the bytes that were read. */
struct tlv {
	unsigned char tag;
	const unsigned char *body;
	size_t len;
};

/* What is still to be read. */
struct tlv_in {
	const unsigned char *p;
	size_t left;
};

/* Reads the next element and moves behind it; -1: not there or not DER. */
int tlv_next(struct tlv_in *in, struct tlv *out);

/* As tlv_next, and -1 when it has another tag. */
int tlv_want(struct tlv_in *in, unsigned char tag, struct tlv *out);

/* The inside of an element. */
struct tlv_in tlv_inside(const struct tlv *t);

/*
 * The whole is exactly one element with definite, shortest lengths, at most
 * TLV_DEPTH deep. Reasons: "truncated", "not-der", "too-deep",
 * "trailing-bytes".
 */
int tlv_check(const unsigned char *der, size_t len, struct err *e);

/* Adds one element; -1 as buf_add. */
int tlv_add(struct buf *to, unsigned char tag, const void *body, size_t len);

#endif
