/* Production by the office: lists, batches, and the card itself, with the key
 * made on it or with a request that another machine has made. */
#include "config.h"
#include "portal/commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/lang.h"
#include "portal/flow/produce.h"
#include "portal/issue/issuer.h"
#include "portal/issue/request.h"
#include "portal/issue/token-card.h"
#include "portal/key.h"
#include "portal/office.h"
#include "base/banned.h"

#define CERT_MAX 65536

struct arguments {
	const char *config, *request, *out, *module;
	const char *number; /* of the application */
	long slot;
	bool list, make_batch, replace;
};

static int
parse_number(const char *text, long *out)
{
	char *end;

	errno = 0;
	*out = strtol(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *out >= 0 ? 0 : -1;
}

static int
parse(int argc, char **argv, struct arguments *a)
{
	const char *slot = NULL;
	const struct office_option options[] = { { "config", &a->config, NULL },
		{ "request", &a->request, NULL }, { "out", &a->out, NULL },
		{ "module", &a->module, NULL }, { "slot", &slot, NULL },
		{ "list", NULL, &a->list }, { "batch", NULL, &a->make_batch },
		{ "replace", NULL, &a->replace }, { NULL, NULL, NULL } };
	int at = office_options(argc, argv, options), ways;

	if (at < 0 || (slot != NULL && parse_number(slot, &a->slot) < 0))
		return -1;
	if (at + 1 == argc)
		a->number = argv[at];
	else if (at != argc)
		return -1;
	ways = a->list + a->make_batch + (a->request != NULL) +
	       (a->module != NULL);
	if (ways != 1 || (a->list || a->make_batch) != (a->number == NULL))
		return -1;
	return (a->request == NULL) == (a->out == NULL) ? 0 : -1;
}

/* Name and address stand on the label of the parcel. */
static int
list_one(void *arg, const struct production_row *r, struct err *e)
{
	struct store *s = arg;
	struct application a;
	int rc = store_application_load(s, r->application, &a, e);
	char address[1024];

	if (rc < 0)
		return rc;
	snprintf(address, sizeof(address), "%s",
	    record_get(a.record, FIELD_ADDRESS));
	for (char *p = address; *p != '\0'; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	printf("%s\t%lld\t%s\t%s %s\t%s\t%s\t%s\t%s %s\n", a.number,
	    (long long)r->batch,
	    r->on_card	? "on-card"
	    : r->issued ? "issued"
			: state_name(a.state),
	    record_get(a.record, FIELD_NAME),
	    record_get(a.record, FIELD_SURNAME),
	    record_get(a.record, FIELD_READER), address,
	    record_get(a.record, FIELD_DISTRICT),
	    record_get(a.record, FIELD_POSTCODE),
	    record_get(a.record, FIELD_PROVINCE));
	application_clear(&a);
	return 0;
}

static int
list(struct office *o, long batch, struct err *e)
{
	return store_production_each(o->store, batch, list_one, o->store, e);
}

static int
make_batch(struct office *o, struct err *e)
{
	int64_t id = 0;
	long n = 0;
	int rc = store_begin(o->store, e);

	if (rc == 0)
		rc = office_finish(
		    o, store_batch_new(o->store, clock_wall(), &id, &n, e), e);
	if (rc < 0)
		return rc;
	if (id == 0) {
		printf("%s\n", _("No approved application waits for a batch."));
		return 0;
	}
	/* TRANSLATORS: number of the batch, number of applications */
	printf(lang_plural("Batch %lld: %ld application.\n",
		   "Batch %lld: %ld applications.\n", (unsigned long)n),
	    (long long)id, n);
	return list(o, (long)id, e);
}

static int
from_file(const struct produce *w, struct product *p, const struct arguments *a,
    struct err *e)
{
	struct buf request = BUF_INIT(REQUEST_MAX), der = BUF_INIT(CERT_MAX);
	int rc = file_read(a->request, &request, e);

	if (rc == 0)
		rc = produce_issue(
		    w, p, buf_str(&request), request.len, &der, e);
	if (rc == 0)
		rc = file_write(a->out, der.data, der.len, 0644, e);
	buf_free(&request);
	buf_free(&der);
	return rc;
}

static int
on_card(const struct produce *w, struct product *p, const struct arguments *a,
    const char *kind, struct err *e)
{
	struct buf request = BUF_INIT(REQUEST_MAX), der = BUF_INIT(CERT_MAX);
	struct card_secret secret = { .pin = "" };
	struct card_order o = { .module = a->module,
		.slot = a->slot,
		.label = p->application.number,
		.pin = secret.pin,
		.puk = secret.puk,
		.key = kind };
	struct token_card *card = NULL;
	int rc = produce_secret(w, p, &secret, e);

	if (rc == 0)
		rc = token_card_open(&card, &o, e);
	if (rc == 0)
		rc = token_card_request(card, &request, e);
	if (rc == 0)
		rc = produce_issue(
		    w, p, buf_str(&request), request.len, &der, e);
	if (rc == 0)
		rc = token_card_put(
		    card, (const unsigned char *)der.data, der.len, e);
	token_card_free(card);
	card_secret_wipe(&secret);
	buf_free(&request);
	buf_free(&der);
	return rc;
}

static int
produce(struct office *o, const struct arguments *a, struct err *e)
{
	unsigned char key[PORTAL_KEY];
	struct produce w = { .store = o->store,
		.options = &o->options,
		.key = key,
		.now = clock_wall(),
		.replace = a->replace };
	struct product p = { .production.application = 0 };
	int rc = portal_key_read(o->options.secret_file, key, e);

	if (rc == 0)
		rc = issuer_open(&w.issuer, &o->options, e);
	if (rc == 0)
		rc = produce_begin(&w, a->number, &p, e);
	if (rc == 0)
		rc = a->module == NULL
			 ? from_file(&w, &p, a, e)
			 : on_card(&w, &p, a, o->options.production_key, e);
	if (rc == 0)
		rc = produce_done(&w, &p, e);
	if (rc == 0)
		printf("%s: %s\n", a->number, p.production.certificate);
	product_clear(&p);
	issuer_free(w.issuer);
	explicit_bzero(key, sizeof(key));
	return rc;
}

int
cmd_produce(int argc, char **argv)
{
	/* A core file would hold PINs. */
	static const struct rlimit none = { 0, 0 };
	struct arguments a = { .slot = -1 };
	struct office o = { 0 };
	struct err e = { 0 };
	int rc;

	if (parse(argc, argv, &a) < 0)
		return office_usage(
		    "produce [--config FILE] --list | --batch | "
		    "APPLICATION --request FILE --out FILE [--replace] | "
		    "APPLICATION --module FILE [--slot NUMBER] [--replace]");
	setrlimit(RLIMIT_CORE, &none);
	rc = office_open(&o, a.config, &e);
	if (rc == 0)
		rc = a.list	    ? list(&o, 0, &e)
		     : a.make_batch ? make_batch(&o, &e)
				    : produce(&o, &a, &e);
	office_close(&o);
	return rc < 0 ? office_failed(argv[0], &e) : 0;
}
