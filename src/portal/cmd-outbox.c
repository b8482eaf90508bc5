/* The messages that wait or are in trouble, what to do with one, and the
 * reports about mail that came back. */
#include "config.h"
#include "portal/commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/log.h"
#include "portal/office.h"
#include "portal/send/bounce.h"
#include "portal/store/outbox.h"
#include "portal/store/store.h"
#include "base/banned.h"

#define HOUR 3600

struct wish {
	const char *config;
	bool stuck, bounced;
	int64_t retry, drop; /* 0: none */
};

/* What stands before the "@" is the person's; a number is masked. */
static const char *
mask(const char *kind, const char *address, char *out, size_t size)
{
	const char *at = strchr(address, '@');

	if (kind[0] == 's' || at == NULL)
		return log_mask(address, out, size);
	snprintf(out, size, "%.1s***%s", address, at);
	return out;
}

static int
print_line(void *arg, const struct message_line *l, struct err *e)
{
	char masked[256], created[DATE_MOMENT], due[DATE_MOMENT];
	long *n = arg;

	(void)e;
	printf("%lld %s %s %s %s %s %s %ld %s%s%s\n", (long long)l->id,
	    date_moment(l->created_at, created), l->kind, l->state,
	    mask(l->kind, l->address, masked, sizeof(masked)),
	    l->event[0] == '\0' ? "-" : l->event,
	    l->number[0] == '\0' ? "-" : l->number, l->attempts,
	    l->state[0] == 'w' ? date_moment(l->due_at, due) : "-",
	    l->problem[0] == '\0' ? "" : ": ", l->problem);
	(*n)++;
	return 0;
}

static int
list(struct office *o, bool stuck, struct err *e)
{
	long n = 0;
	int rc = store_message_each(o->store, stuck, print_line, &n, e);

	if (rc == 0)
		printf(lang_plural(
			   "%ld message\n", "%ld messages\n", (unsigned long)n),
		    n);
	return rc;
}

static int
change(struct office *o, const struct wish *w, struct err *e)
{
	int64_t now = clock_wall();
	int rc = store_begin(o->store, e);

	if (rc == 0 && w->retry != 0)
		rc = store_message_retry(o->store, w->retry, now,
		    now + o->options.outbox_hours * HOUR, e);
	if (rc == 0 && w->drop != 0)
		rc = store_message_drop(o->store, w->drop, e);
	return office_finish(o, rc, e);
}

static int
note_return(struct office *o, const struct bounce *b, struct err *e)
{
	char problem[MESSAGE_PROBLEM];
	int rc = store_begin(o->store, e);

	/* TRANSLATORS: followed by what another mail server says. */
	snprintf(
	    problem, sizeof(problem), _("The mail came back: %s"), b->said);
	if (rc == 0)
		rc = store_message_reported(o->store, b->reference,
		    REPORT_FAILED, problem, clock_wall(), e);
	if (rc == ERR_NOT_FOUND)
		rc = err_set(e, rc,
		    _("The portal does not know the message of this delivery "
		      "report; it may have been erased since."));
	return office_finish(o, rc, e);
}

static int
take_report(struct office *o, struct err *e)
{
	struct buf mail = BUF_INIT(BOUNCE_MOST);
	struct bounce b;
	int rc = file_read_open(STDIN_FILENO, _("The mail"), &mail, e);

	if (rc == 0)
		rc = bounce_read(
		    &b, o->options.mail_returns, buf_str(&mail), mail.len, e);
	if (rc == 0 && b.failed)
		rc = note_return(o, &b, e);
	buf_free(&mail);
	return rc;
}

/* A mail server throws away what is refused, and keeps for later what is told
 * to be the portal's own trouble (sysexits.h). */
static int
bounced(const char *config)
{
	struct office o = { 0 };
	struct err e = { 0 };
	int rc = office_open(&o, config, &e);
	bool final = false;

	if (rc == 0)
		rc = bounce_base(o.options.mail_returns, &e);
	if (rc == 0) {
		rc = take_report(&o, &e);
		final =
		    rc == ERR_INVALID || rc == ERR_LIMIT || rc == ERR_NOT_FOUND;
	}
	office_close(&o);
	if (rc == 0)
		return EXIT_SUCCESS;
	(void)office_failed("outbox", &e);
	return final ? EXIT_FAILURE : EX_TEMPFAIL;
}

static int
take_id(const char *text, int64_t *out)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || n <= 0)
		return -1;
	*out = n;
	return 0;
}

static int
read_wish(int argc, char **argv, struct wish *w)
{
	const char *retry = NULL, *drop = NULL;
	const struct office_option options[] = { { "config", &w->config, NULL },
		{ "stuck", NULL, &w->stuck }, { "retry", &retry, NULL },
		{ "drop", &drop, NULL }, { NULL, NULL, NULL } };
	int at = office_options(argc, argv, options);

	if (at < 0 || (retry != NULL && take_id(retry, &w->retry) < 0) ||
	    (drop != NULL && take_id(drop, &w->drop) < 0))
		return -1;
	if (argc - at == 1 && strcmp(argv[at], "bounced") == 0) {
		w->bounced = true;
		at++;
	}
	if (w->bounced && (w->stuck || w->retry != 0 || w->drop != 0))
		return -1;
	return at == argc ? 0 : -1;
}

int
cmd_outbox(int argc, char **argv)
{
	struct wish w = { 0 };
	struct office o = { 0 };
	struct err e = { 0 };
	int rc;

	if (read_wish(argc, argv, &w) < 0)
		return office_usage(
		    "outbox [--config FILE] [--stuck] [--retry NUMBER] "
		    "[--drop NUMBER] [bounced]");
	if (w.bounced)
		return bounced(w.config);
	rc = office_open(&o, w.config, &e);
	if (rc == 0 && (w.retry != 0 || w.drop != 0))
		rc = change(&o, &w, &e);
	else if (rc == 0)
		rc = list(&o, w.stuck, &e);
	office_close(&o);
	return rc < 0 ? office_failed(argv[0], &e) : 0;
}
