/* What the card's thread does for one job. */
#ifndef CLIENT_CARD_WORK_H
#define CLIENT_CARD_WORK_H

#include "client/card/job.h"
#include "client/card/search.h"

/* Runs without any lock; *out starts empty and gets what came out. The job's
 * secrets are gone afterwards. */
void work_run(struct search *s, struct job *j, struct answer *out);

#endif
