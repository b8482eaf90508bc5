#include "config.h"
#include "client/card/work.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/secret.h"
#include "client/card/card-signer.h"
#include "client/card/pin-set.h"
#include "client/card/reason.h"
#include "client/card/token.h"
#include "sign/cades.h"
#include "base/banned.h"

static int
list(struct search *s, struct job *j, struct answer *out)
{
	struct token_wanted wanted = { .now = clock_wall() };

	if (j->tckn[0] != '\0')
		wanted.tckn = j->tckn;
	if (j->prefer != NULL)
		search_prefer(s, &j->prefer);
	if (j->restart || !j->by_itself)
		search_restart(s, j->restart);
	return search_list(s, &wanted, &out->list, &out->err);
}

static int
sign(const struct module *m, const struct job *j, struct answer *out)
{
	struct signer *signer = NULL;
	int rc;

	out->total = j->count;
	out->cms = calloc(j->count, sizeof(*out->cms));
	if (out->cms == NULL)
		return err_set(&out->err, ERR_INTERNAL, _("Memory is out."));
	rc = card_signer_open(
	    &signer, m, &j->cert, j->pin, j->last_try_agreed, &out->err);
	while (rc == 0 && out->done < j->count) {
		const struct card_text *t = &j->texts[out->done];
		struct buf *cms = &out->cms[out->count++];

		*cms = (struct buf)BUF_INIT(CADES_MAX);
		rc = cades_sign(
		    signer, t->data, t->len, j->when, cms, &out->err);
		if (rc == 0 && ++out->done < j->count && j->progress != NULL)
			j->progress(j->progress_ctx, j, out->done);
	}
	signer_free(signer);
	if (rc < 0)
		answer_clear(out); /* nobody may use half of them */
	return rc;
}

static int
set_pin(const struct module *m, const struct job *j, struct answer *out)
{
	struct pin_set p = { .reader = &j->reader,
		.secret = j->pin,
		.new_pin = j->new_pin,
		.last_try_agreed = j->last_try_agreed };

	return j->unblock ? pin_unblock(m, &p, &out->err)
			  : pin_change(m, &p, &out->err);
}

void
work_run(struct search *s, struct job *j, struct answer *out)
{
	const struct module *m;

	lang_set(j->lang);
	if (j->type == CARD_LIST) {
		list(s, j, out);
		return;
	}
	m = search_module(s, j->reader.module);
	if (m == NULL)
		(void)err_why(&out->err, ERR_CONFLICT, "removed",
		    _("The card in the reader is no longer the one that was "
		      "chosen. Read the cards again; no PIN was sent."));
	else if (j->type != CARD_SIGNED)
		set_pin(m, j, out);
	else if (sign(m, j, out) < 0 &&
		 strcmp(out->err.reason, "device") == 0 &&
		 token_gone(m, j->cert.slot_id))
		(void)reason_of(&out->err, CKR_TOKEN_NOT_PRESENT);
	secret_free(j->pin);
	secret_free(j->new_pin);
	j->pin = j->new_pin = NULL;
	secret_wipe_traces(); /* the driver's too */
}
