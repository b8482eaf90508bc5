#include "config.h"
#include "sign/tlv.h"

#include "base/lang.h"

#include "base/banned.h"

#define CONSTRUCTED 0x20
#define LONG_TAG    0x1f
#define LONG_LENGTH 0x80

enum trouble { NONE, TRUNCATED, NOT_DER, TOO_DEEP };

/* Tag and length; moves *in to the body. */
static enum trouble
head(struct tlv_in *in, unsigned char *tag, size_t *len)
{
	size_t n, bytes;

	if (in->left < 2)
		return TRUNCATED;
	*tag = in->p[0];
	if ((*tag & LONG_TAG) == LONG_TAG)
		return NOT_DER; /* nothing in CMS or X.509 has such tags */
	n = in->p[1];
	in->p += 2;
	in->left -= 2;
	if (n >= LONG_LENGTH) {
		bytes = n & 0x7f;
		if (bytes == 0 || bytes > sizeof(size_t))
			return NOT_DER;
		if (in->left < bytes)
			return TRUNCATED;
		if (in->p[0] == 0)
			return NOT_DER;
		for (n = 0; bytes > 0; bytes--, in->left--)
			n = n << 8 | *in->p++;
		if (n < LONG_LENGTH)
			return NOT_DER;
	}
	if (n > in->left)
		return TRUNCATED;
	*len = n;
	return NONE;
}

static enum trouble
step(struct tlv_in *in, struct tlv *out)
{
	enum trouble t = head(in, &out->tag, &out->len);

	if (t != NONE)
		return t;
	out->body = in->p;
	in->p += out->len;
	in->left -= out->len;
	return NONE;
}

int
tlv_next(struct tlv_in *in, struct tlv *out)
{
	struct tlv_in at = *in;

	if (step(&at, out) != NONE)
		return -1;
	*in = at;
	return 0;
}

int
tlv_want(struct tlv_in *in, unsigned char tag, struct tlv *out)
{
	struct tlv_in at = *in;

	if (tlv_next(&at, out) < 0 || out->tag != tag)
		return -1;
	*in = at;
	return 0;
}

struct tlv_in
tlv_inside(const struct tlv *t)
{
	struct tlv_in in = { t->body, t->len };

	return in;
}

/* Walks without recursion: ends[] are where the open elements end. */
static enum trouble
walk(struct tlv_in in)
{
	const unsigned char *ends[TLV_DEPTH];
	size_t depth = 0;
	struct tlv_in at = in;

	for (;;) {
		unsigned char tag;
		size_t len;
		enum trouble t = head(&at, &tag, &len);

		if (t != NONE) /* the whole is there: a part is too long */
			return NOT_DER;
		if ((tag & CONSTRUCTED) != 0) {
			if (depth == TLV_DEPTH)
				return TOO_DEEP;
			ends[depth++] = at.p + len;
		} else {
			at.p += len;
		}
		while (depth > 0 && at.p == ends[depth - 1])
			depth--;
		if (depth == 0)
			return NONE;
		at.left = (size_t)(ends[depth - 1] - at.p);
	}
}

static int
trouble(enum trouble t, struct err *e)
{
	switch (t) {
	case TRUNCATED:
		return err_why(e, ERR_INVALID, "truncated",
		    _("The signature is cut off before its end."));
	case NOT_DER:
		return err_why(e, ERR_INVALID, "not-der",
		    _("The signature is not encoded in DER."));
	case TOO_DEEP:
		return err_why(e, ERR_INVALID, "too-deep",
		    _("The signature is nested too deeply."));
	case NONE:
		break;
	}
	return 0;
}

int
tlv_check(const unsigned char *der, size_t len, struct err *e)
{
	struct tlv_in in = { der, len };
	struct tlv whole;
	enum trouble t = step(&in, &whole);

	if (t != NONE)
		return trouble(t, e);
	if (in.left != 0)
		return err_why(e, ERR_INVALID, "trailing-bytes",
		    _("There are bytes after the end of the signature."));
	in.p = der;
	in.left = len;
	return trouble(walk(in), e);
}

int
tlv_add(struct buf *to, unsigned char tag, const void *body, size_t len)
{
	unsigned char h[2 + sizeof(size_t)];
	size_t n = 0, bytes = 0;

	h[n++] = tag;
	if (len < LONG_LENGTH) {
		h[n++] = (unsigned char)len;
	} else {
		for (size_t rest = len; rest > 0; rest >>= 8)
			bytes++;
		h[n++] = (unsigned char)(LONG_LENGTH | bytes);
		for (; bytes > 0; bytes--)
			h[n++] = (unsigned char)(len >> 8 * (bytes - 1));
	}
	if (buf_add(to, h, n) < 0)
		return -1;
	return len == 0 ? 0 : buf_add(to, body, len);
}
