#include "config.h"
#include "piv.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "sign/tlv.h"
#include "base/banned.h"

#define DONE	    0x9000
#define TRIES	    0x63c0 /* and how many are left */
#define NOT_ALLOWED 0x6982
#define BLOCKED	    0x6983
#define BAD_DATA    0x6a80
#define NOT_FOUND   0x6a82
#define NO_KEY	    0x6a88
#define BAD_PLACE   0x6b00
#define UNKNOWN	    0x6d00

#define PIN_LEN 8
#define MOST	3

static const unsigned char aid[] = { 0xa0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00,
	0x10, 0x00, 0x01, 0x00 };

void
piv_put(struct piv *p, int slot, EVP_PKEY *key, const unsigned char *cert,
    size_t len)
{
	struct piv_slot *s = &p->slot[slot];

	EVP_PKEY_up_ref(key);
	EVP_PKEY_free(s->key);
	free(s->cert);
	s->key = key;
	s->cert = malloc(len);
	s->cert_len = s->cert == NULL ? 0 : len;
	if (s->cert != NULL)
		memcpy(s->cert, cert, len);
}

void
piv_power(struct piv *p)
{
	p->verified = p->fresh = false;
}

void
piv_clear(struct piv *p)
{
	for (int i = 0; i < 2; i++) {
		EVP_PKEY_free(p->slot[i].key);
		free(p->slot[i].cert);
	}
	memset(p, 0, sizeof(*p));
}

int
piv_save(const struct piv *p, const char *path)
{
	char line[64];
	int n = snprintf(line, sizeof(line), "%s %s %d %d\n", p->pin, p->puk,
	    p->tries, p->puk_tries);

	return file_write(path, line, (size_t)n, 0600, NULL);
}

int
piv_load(struct piv *p, const char *path)
{
	struct buf b = BUF_INIT(256);
	int rc = 0;

	if (file_read(path, &b, NULL) < 0) {
		snprintf(p->pin, sizeof(p->pin), PIV_PIN);
		snprintf(p->puk, sizeof(p->puk), PIV_PUK);
		p->tries = p->puk_tries = MOST;
		rc = piv_save(p, path);
	} else if (sscanf(b.data, "%8s %8s %d %d", p->pin, p->puk, &p->tries,
		       &p->puk_tries) != 4) {
		rc = -1;
	}
	buf_free(&b);
	return rc;
}

/* ---- what can be read ---- */

static unsigned
select_applet(const struct apdu *a, struct buf *out)
{
	static const unsigned char answer[] = { 0x61, 0x11, 0x4f, 0x06, 0x00,
		0x00, 0x10, 0x00, 0x01, 0x00, 0x79, 0x07, 0x4f, 0x05, 0xa0,
		0x00, 0x00, 0x03, 0x08 };

	if (a->p1 != 4 || a->len < 5 || a->len > sizeof(aid) ||
	    memcmp(a->data, aid, a->len) != 0)
		return NOT_FOUND;
	buf_add(out, answer, sizeof(answer));
	return DONE;
}

/* The agency's number in it begins so that the GUID is the serial number. */
static void
get_chuid(const struct piv *p, struct buf *out)
{
	static const unsigned char number[25] = { 0xd4, 0xe7, 0x39, 0xda, 0x73,
		0x9c, 0xed, 0x39, 0xce, 0x73, 0x9d, 0x83, 0x68, 0x58, 0x21,
		0x08, 0x42, 0x10, 0x84, 0x21, 0xc8, 0x42, 0x10, 0xc3, 0xeb };
	struct buf inner = BUF_INIT(256);

	tlv_add(&inner, 0x30, number, sizeof(number));
	tlv_add(&inner, 0x34, p->guid, sizeof(p->guid));
	tlv_add(&inner, 0x35, "20400101", 8);
	tlv_add(&inner, 0x3e, "", 0);
	tlv_add(&inner, 0xfe, "", 0);
	tlv_add(out, 0x53, inner.data, inner.len);
	buf_free(&inner);
}

static void
get_capabilities(struct buf *out)
{
	static const unsigned char id[21] = { 0xa0, 0x00, 0x00, 0x01, 0x16,
		0xff, 0x02 };
	static const unsigned char rest[] = { 0xf1, 0x01, 0x21, 0xf2, 0x01,
		0x21, 0xf3, 0x00, 0xf4, 0x01, 0x00, 0xf5, 0x01, 0x10, 0xf6,
		0x00, 0xf7, 0x00, 0xfa, 0x00, 0xfb, 0x00, 0xfc, 0x00, 0xfd,
		0x00, 0xfe, 0x00 };
	struct buf inner = BUF_INIT(256);

	tlv_add(&inner, 0xf0, id, sizeof(id));
	buf_add(&inner, rest, sizeof(rest));
	tlv_add(out, 0x53, inner.data, inner.len);
	buf_free(&inner);
}

static unsigned
get_cert(const struct piv_slot *s, struct buf *out)
{
	struct buf inner = BUF_INIT(8192);

	if (s->key == NULL)
		return NOT_FOUND;
	tlv_add(&inner, 0x70, s->cert, s->cert_len);
	tlv_add(&inner, 0x71, "", 1);
	tlv_add(&inner, 0xfe, "", 0);
	tlv_add(out, 0x53, inner.data, inner.len);
	buf_free(&inner);
	return DONE;
}

static unsigned
get_data(const struct piv *p, const struct apdu *a, struct buf *out)
{
	static const unsigned char discovery[] = { 0x7e, 0x12, 0x4f, 0x0b, 0xa0,
		0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00,
		0x5f, 0x2f, 0x02, 0x40, 0x00 };
	unsigned long tag = 0;
	struct tlv_in in = { a->data, a->len };
	struct tlv list;

	if (a->p1 != 0x3f || a->p2 != 0xff || tlv_want(&in, 0x5c, &list) < 0)
		return BAD_PLACE;
	for (size_t i = 0; i < list.len && i < 3; i++)
		tag = tag << 8 | list.body[i];
	switch (tag) {
	case 0x7e:
		buf_add(out, discovery, sizeof(discovery));
		return DONE;
	case 0x5fc107:
		get_capabilities(out);
		return DONE;
	case 0x5fc102:
		get_chuid(p, out);
		return DONE;
	case 0x5fc105:
		return get_cert(&p->slot[PIV_9A], out);
	case 0x5fc10a:
		return get_cert(&p->slot[PIV_9C], out);
	default:
		return NOT_FOUND;
	}
}

/* ---- the PIN ---- */

/* Compares 8 bytes, the end filled with FF, with what is stored. */
static bool
same(struct piv *p, const unsigned char *sent, const char *stored)
{
	unsigned char whole[PIN_LEN];
	size_t n = strlen(stored), digits = 0;

	memset(whole, 0xff, sizeof(whole));
	memcpy(whole, stored, n);
	while (digits < PIN_LEN && sent[digits] >= '0' && sent[digits] <= '9')
		digits++;
	for (size_t i = digits; i < PIN_LEN; i++)
		if (sent[i] != 0xff) {
			p->letters++;
			break;
		}
	return memcmp(sent, whole, sizeof(whole)) == 0;
}

/* One try of the three; DONE or the status that says how many are left. */
static unsigned
judge(struct piv *p, const unsigned char *sent, const char *stored, int *left)
{
	if (*left == 0)
		return BLOCKED;
	if (!same(p, sent, stored)) {
		--*left;
		return *left == 0 ? BLOCKED : TRIES + (unsigned)*left;
	}
	*left = MOST;
	return DONE;
}

static unsigned
verify(struct piv *p, const struct apdu *a)
{
	unsigned sw;

	if (a->p2 != 0x80)
		return NO_KEY;
	if (a->p1 == 0xff) { /* logs out */
		p->verified = p->fresh = false;
		return DONE;
	}
	if (a->len == 0) {
		if (p->tries == 0)
			return BLOCKED;
		return p->verified ? DONE : TRIES + (unsigned)p->tries;
	}
	if (a->len != PIN_LEN)
		return BAD_DATA;
	sw = judge(p, a->data, p->pin, &p->tries);
	p->verified = p->fresh = sw == DONE;
	return sw;
}

static bool
store(char stored[PIN_LEN + 1], const unsigned char *sent)
{
	size_t n = 0;

	while (n < PIN_LEN && sent[n] >= '0' && sent[n] <= '9')
		n++;
	if (n < 6 || (n < PIN_LEN && sent[n] != 0xff))
		return false;
	memcpy(stored, sent, n);
	stored[n] = '\0';
	return true;
}

/* CHANGE REFERENCE DATA of the PIN (80) or the PUK (81). */
static unsigned
change(struct piv *p, const struct apdu *a)
{
	bool puk = a->p2 == 0x81;
	unsigned sw;

	if (a->p2 != 0x80 && !puk)
		return BAD_PLACE;
	if (a->len != (size_t)2 * PIN_LEN)
		return BAD_DATA;
	sw = puk ? judge(p, a->data, p->puk, &p->puk_tries)
		 : judge(p, a->data, p->pin, &p->tries);
	if (sw != DONE)
		return sw;
	return store(puk ? p->puk : p->pin, a->data + PIN_LEN) ? DONE
							       : BAD_DATA;
}

/* RESET RETRY COUNTER: PUK and a new PIN. */
static unsigned
unblock(struct piv *p, const struct apdu *a)
{
	unsigned sw;

	if (a->p2 != 0x80)
		return BAD_PLACE;
	if (a->len != (size_t)2 * PIN_LEN)
		return BAD_DATA;
	sw = judge(p, a->data, p->puk, &p->puk_tries);
	if (sw != DONE)
		return sw;
	if (!store(p->pin, a->data + PIN_LEN))
		return BAD_DATA;
	p->tries = MOST;
	p->verified = p->fresh = false;
	return DONE;
}

/* ---- signing ---- */

static int
sign(EVP_PKEY *key, const unsigned char *in, size_t n, struct buf *out)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
	unsigned char value[512];
	size_t len = sizeof(value);
	bool ok;

	ok = ctx != NULL && EVP_PKEY_sign_init(ctx) == 1 &&
	     (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA ||
		 EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING) == 1) &&
	     EVP_PKEY_sign(ctx, value, &len, in, n) == 1;
	if (ok)
		tlv_add(out, 0x82, value, len);
	EVP_PKEY_CTX_free(ctx);
	return ok ? 0 : -1;
}

/* The algorithm's number of SP 800-78-4 table 6-2. */
static unsigned
algorithm(const EVP_PKEY *key)
{
	if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
		return 0x07;
	return EVP_PKEY_get_bits(key) > 256 ? 0x14 : 0x11;
}

static unsigned
authenticate(struct piv *p, const struct apdu *a, struct buf *out)
{
	struct piv_slot *s = &p->slot[a->p2 == 0x9c ? PIV_9C : PIV_9A];
	struct buf inner = BUF_INIT(1024);
	struct tlv_in in = { a->data, a->len };
	struct tlv t = { 0 };

	if ((a->p2 != 0x9a && a->p2 != 0x9c) || s->key == NULL ||
	    a->p1 != algorithm(s->key))
		return BAD_PLACE;
	if (!p->verified || (a->p2 == 0x9c && !p->fresh))
		return NOT_ALLOWED;
	if (a->p2 == 0x9c)
		p->fresh = false;
	if (tlv_want(&in, 0x7c, &t) < 0)
		return BAD_DATA;
	in = tlv_inside(&t);
	while (tlv_next(&in, &t) == 0 && t.tag != 0x81)
		;
	if (t.tag != 0x81 || sign(s->key, t.body, t.len, &inner) < 0)
		return BAD_DATA;
	tlv_add(out, 0x7c, inner.data, inner.len);
	buf_free(&inner);
	return DONE;
}

unsigned
piv_command(struct piv *p, const struct apdu *a, struct buf *out)
{
	switch (a->ins) {
	case PIV_SELECT:
		return select_applet(a, out);
	case PIV_GET:
		return get_data(p, a, out);
	case PIV_VERIFY:
		return verify(p, a);
	case PIV_CHANGE:
		return change(p, a);
	case PIV_RESET:
		return unblock(p, a);
	case PIV_SIGN:
		return authenticate(p, a, out);
	default:
		return UNKNOWN;
	}
}
