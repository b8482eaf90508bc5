#include "config.h"
#include "client/card/job.h"

#include <stdlib.h>

#include "sign/cades.h"
#include "base/banned.h"

struct job *
job_new(enum card_event_type type)
{
	struct job *j = calloc(1, sizeof(*j));

	if (j == NULL)
		return NULL;
	j->type = type;
	j->lang = lang_get();
	j->answer = calloc(1, sizeof(*j->answer));
	if (j->answer == NULL) {
		job_free(j);
		return NULL;
	}
	j->answer->type = type;
	j->answer->cms = (struct buf)BUF_INIT(CADES_MAX);
	return j;
}

void
job_free(struct job *j)
{
	if (j == NULL)
		return;
	secret_free(j->pin);
	secret_free(j->new_pin);
	answer_free(j->answer);
	free(j->prefer);
	free(j->cert.der);
	free(j->content);
	free(j);
}

void
answer_free(struct answer *a)
{
	if (a == NULL)
		return;
	listing_free(&a->list);
	buf_free(&a->cms);
	free(a);
}
