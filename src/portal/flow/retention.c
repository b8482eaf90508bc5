#include "config.h"
#include "portal/flow/retention.h"

#include "portal/flow/flow.h"
#include "portal/store/person-data.h"
#include "portal/store/store.h"
#include "base/banned.h"

#define AT_A_TIME 100
#define YEAR	  ((int64_t)FLOW_DAY * 365)

/* Registers are renewed by imports, which know who is still there. */
static int
forget_one(
    struct store *s, int64_t before, int64_t now, bool *more, struct err *e)
{
	char tckn[12];
	struct person_erasure p = { .tckn = tckn, .evidence = true };
	int rc = store_person_forgotten(s, before, tckn, e);

	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		return 0;
	}
	*more = *more || rc == 0;
	return rc < 0 ? rc : store_person_erase(s, &p, now, e);
}

int
flow_retention(struct store *s, long days, long years, int64_t now, bool *more,
    struct err *e)
{
	long n = 0;
	int rc = store_begin(s, e);

	*more = false;
	if (rc < 0)
		return rc;
	rc = store_blank_applications(
	    s, now - days * FLOW_DAY, AT_A_TIME, &n, e);
	*more = n == AT_A_TIME;
	if (rc == 0)
		rc = forget_one(s, now - years * YEAR, now, more, e);
	if (rc == 0)
		rc = store_evidence_forget(s, now - years * YEAR, e);
	if (rc == 0)
		rc = store_commit(s, e);
	if (rc < 0)
		store_rollback(s);
	return rc;
}
