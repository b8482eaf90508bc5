/* A revocation list by hand: made, kept, written to the file. A portal that
 * serves publishes it by itself. */
#include "config.h"
#include "portal/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/file.h"
#include "base/lang.h"
#include "portal/issue/issuer.h"
#include "portal/office.h"
#include "portal/publish/list.h"
#include "base/banned.h"

/* Of our own CA: the next list. */
static int
make(struct office *o, struct issuer *i, struct buf *der, struct err *e)
{
	struct store_crl c;
	char until[DATE_MOMENT];
	int rc = list_make(o->store, i, &o->options, clock_wall(), &c, e);

	if (rc == 0)
		rc = store_crl_newest(o->store, &c, der, e);
	if (rc == 0)
		/* TRANSLATORS: its number, its end */
		printf(_("Revocation list %lld, good until %s.\n"),
		    (long long)c.number, date_moment(c.next_update, until));
	return rc;
}

int
cmd_crl(int argc, char **argv)
{
	const char *config = NULL, *out = NULL;
	const struct office_option options[] = { { "config", &config, NULL },
		{ "out", &out, NULL }, { NULL, NULL, NULL } };
	struct buf der = BUF_INIT(CRL_MAX);
	struct issuer *i = NULL;
	struct office o = { 0 };
	struct err e = { 0 };
	int rc;

	if (office_options(argc, argv, options) != argc)
		return office_usage("crl [--config FILE] [--out FILE]");
	rc = office_open(&o, config, &e);
	if (rc == 0)
		rc = issuer_open(&i, &o.options, &e);
	/* A foreign CA is asked for its newest. */
	if (rc == 0)
		rc = i->ops->confirms ? i->ops->crl(i, NULL, &der, &e)
				      : make(&o, i, &der, &e);
	if (rc == 0)
		rc = list_write(&o.options, &der, &e);
	if (rc == 0 && out != NULL)
		rc = file_write(out, der.data, der.len, 0644, &e);
	issuer_free(i);
	buf_free(&der);
	office_close(&o);
	return rc < 0 ? office_failed(argv[0], &e) : 0;
}
