/*
 * Pictures with a text to type, and for those who cannot see them, a piece of
 * work for their program. Checking an answer is a part of the login.
 */
#include "config.h"
#include "portal/flow/captcha.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/lang.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/text.h"
#include "portal/flow/picture.h"
#include "portal/store/code.h"
#include "sign/hash.h"
#include "base/banned.h"

#define ID_BYTES	16
#define CHALLENGE_BYTES 16
#define LONGEST_NONCE	20

struct making {
	struct captcha kept;
	char letters[PICTURE_LETTERS + 1];
	unsigned char *pixels;
};

static void
making_free(void *state)
{
	struct making *m = state;

	if (m == NULL)
		return;
	free(m->pixels);
	explicit_bzero(m, sizeof(*m));
	free(m);
}

static char
capital(char c)
{
	static const char lower[] = "abcdefghijklmnopqrstuvwxyz";
	static const char upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *p = strchr(lower, c);

	if (p == NULL || c == '\0')
		return c;
	return upper[p - lower];
}

/* The text in capitals, since case does not count. */
static void
answer_hash(const struct flow *f, const char *id, const char *answer,
    unsigned char out[STORE_HASH])
{
	char upper[33];
	size_t n = 0;

	for (const char *p = answer; *p != '\0' && n + 1 < sizeof(upper); p++)
		if (*p != ' ')
			upper[n++] = capital(*p);
	upper[n] = '\0';
	flow_hash(f, "captcha", id, upper, out);
	explicit_bzero(upper, sizeof(upper));
}

static void
random_hex(char *out, size_t bytes)
{
	unsigned char raw[32];

	random_bytes(raw, bytes);
	hex_encode(raw, bytes, out);
}

static int
captcha_work(struct op_call *c, struct err *e)
{
	const struct msg_captcha_request *in = c->in;
	const struct portal_options *o = c->flow->options;
	struct making *m;
	bool work = strcmp(in->kind, "work") == 0;

	if (!work && strcmp(in->kind, "image") != 0) {
		err_fill(e, ERR_INVALID,
		    _("There is no such kind of test. Please update your "
		      "program."));
		err_field(e, "kind");
		return ERR_INVALID;
	}
	c->state = m = calloc(1, sizeof(*m));
	if (m == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	random_hex(m->kept.id, ID_BYTES);
	m->kept.work = work;
	m->kept.uses = o->captcha_tries;
	m->kept.expires_at = c->now + o->captcha_seconds;
	if (work) {
		random_hex(m->kept.challenge, CHALLENGE_BYTES);
		m->kept.bits = o->work_bits;
		return 0;
	}
	picture_letters(m->letters);
	answer_hash(c->flow, m->kept.id, m->letters, m->kept.answer);
	m->pixels = malloc(PICTURE_BYTES);
	if (m->pixels == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	return picture_draw(m->letters, o->font, m->pixels, e);
}

static int
captcha_save(struct op_call *c, struct err *e)
{
	const struct msg_captcha_request *in = c->in;
	struct msg_captcha *out = c->out;
	struct making *m = c->state;
	bool ok = true;
	int rc = store_captcha_add(c->flow->store, &m->kept, e);

	if (rc < 0)
		return rc;
	out->id = flow_text(m->kept.id, &ok);
	out->kind = flow_text(in->kind, &ok);
	out->expires_in = c->flow->options->captcha_seconds;
	out->challenge = flow_text(m->kept.challenge, &ok);
	out->bits = m->kept.bits;
	if (m->pixels != NULL) {
		out->width = PICTURE_WIDTH;
		out->height = PICTURE_HEIGHT;
		out->pixels.data = m->pixels;
		out->pixels.len = PICTURE_BYTES;
		m->pixels = NULL;
	}
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

const struct op op_captcha = {
	.name = "captcha",
	.in = &wire_captcha_request,
	.out = &wire_captcha,
	.role = OP_PUBLIC,
	.work = captcha_work,
	.save = captcha_save,
	.free_state = making_free,
};

static bool
work_done(const struct captcha *k, const char *nonce)
{
	return text_all_digits(nonce) && strlen(nonce) <= LONGEST_NONCE &&
	       k->bits >= 0 &&
	       hash_work(
		   k->challenge, strtoull(nonce, NULL, 10), (unsigned)k->bits);
}

static bool
right(const struct flow *f, const struct captcha *k, const char *answer)
{
	unsigned char hash[STORE_HASH];

	if (k->work)
		return work_done(k, answer);
	answer_hash(f, k->id, answer, hash);
	return secret_compare(hash, k->answer, sizeof(hash)) == 0;
}

static int
need_new(struct err *e)
{
	err_fill(e, ERR_EXPIRED,
	    _("The picture is no longer valid. Please answer the new one."));
	err_reason(e, "captcha-new");
	err_field(e, "image_text");
	return ERR_EXPIRED;
}

/* One that takes an answer yet. */
static int
live(const struct op_call *c, const char *id, struct captcha *k, struct err *e)
{
	int rc = store_captcha_find(c->flow->store, id, k, e);

	if (rc == ERR_NOT_FOUND)
		return need_new(e);
	if (rc < 0)
		return rc;
	if (k->uses <= 0 || c->now >= k->expires_at ||
	    c->now <
		k->expires_at - c->flow->options->captcha_seconds - FLOW_SKEW)
		return need_new(e);
	return 0;
}

int
captcha_peek(const struct op_call *c, const char *id, const char *answer,
    bool *good, struct err *e)
{
	struct captcha k;
	int rc = live(c, id, &k, e);

	*good = rc == 0 && right(c->flow, &k, answer);
	if (rc == ERR_EXPIRED) { /* said, and counted, by captcha_check */
		err_clear(e);
		return 0;
	}
	return rc;
}

int
captcha_check(
    struct op_call *c, const char *id, const char *answer, struct err *e)
{
	struct captcha k;
	int rc = live(c, id, &k, e);

	if (rc < 0)
		return rc;
	/* Counted before it is looked at: an answer is good for one login or
	 * for a few corrected identities, never for many guesses. */
	rc = store_captcha_uses(c->flow->store, id, k.uses - 1, e);
	if (rc < 0)
		return rc;
	c->keep = true;
	c->tries = k.uses - 1;
	if (right(c->flow, &k, answer))
		return 0;
	if (k.uses == 1)
		return need_new(e);
	err_fill(e, ERR_DENIED,
	    _("The text is not the one in the picture. Please look again."));
	err_reason(e, "captcha");
	err_field(e, "image_text");
	return ERR_DENIED;
}

int
captcha_consume(const struct op_call *c, const char *id, struct err *e)
{
	return store_captcha_uses(c->flow->store, id, 0, e);
}
