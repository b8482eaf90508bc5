#include "config.h"
#include "client/card/job.h"

#include <stdint.h>
#include <stdlib.h>

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
	for (size_t i = 0; i < j->count; i++)
		free((void *)(uintptr_t)j->texts[i].data);
	free(j->texts);
	free(j);
}

void
answer_clear(struct answer *a)
{
	listing_free(&a->list);
	for (size_t i = 0; i < a->count; i++)
		buf_free(&a->cms[i]);
	free(a->cms);
	a->cms = NULL;
	a->count = 0;
}

void
answer_free(struct answer *a)
{
	if (a == NULL)
		return;
	answer_clear(a);
	free(a);
}
