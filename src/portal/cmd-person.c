/* One person's data: a new security word, everything on record, erasing. */
#include "config.h"
#include "portal/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/file.h"
#include "base/lang.h"
#include "model/check.h"
#include "portal/flow/personal.h"
#include "portal/key.h"
#include "portal/office.h"
#include "portal/store/audit.h"
#include "portal/store/person-data.h"
#include "base/banned.h"

#define EXPORT_MAX (256UL * 1024 * 1024)

struct wish {
	const char *config, *out, *tckn;
	bool evidence, yes;
};

/* With the options of the command at hand. */
static int
read_wish(
    int argc, char **argv, const struct office_option *options, struct wish *w)
{
	int at = office_options(argc, argv, options);

	if (at < 0 || at + 1 != argc)
		return -1;
	w->tckn = argv[at];
	return 0;
}

static int
open_for(struct office *o, const struct wish *w, struct err *e)
{
	int rc = check_tckn(w->tckn, NULL, e);

	return rc < 0 ? rc : office_open(o, w->config, e);
}

/* The key goes when it has done its work: close_flow. */
static int
open_flow(struct flow *f, const struct office *o, struct err *e)
{
	*f = (struct flow){ .store = o->store, .options = &o->options };
	return portal_key_read(o->options.secret_file, f->key, e);
}

static void
close_flow(struct flow *f)
{
	explicit_bzero(f->key, sizeof(f->key));
}

static int
reset(struct office *o, const char *tckn, char *digits, struct err *e)
{
	struct flow f;
	int rc = open_flow(&f, o, e);

	if (rc == 0)
		rc = store_begin(o->store, e);
	if (rc < 0)
		return rc;
	rc = personal_reset_word(o->store, &f, tckn, digits, clock_wall(), e);
	close_flow(&f);
	if (rc == ERR_NOT_FOUND)
		rc = err_set(e, rc,
		    _("This person has no account: it begins with the first "
		      "certificate."));
	return office_finish(o, rc, e);
}

int
cmd_reset_word(int argc, char **argv)
{
	struct wish w = { 0 };
	const struct office_option options[] = { { "config", &w.config, NULL },
		{ NULL, NULL, NULL } };
	char digits[PERSONAL_WORD_DIGITS + 1] = "";
	struct office o = { 0 };
	struct err e = { 0 };
	int rc;

	if (read_wish(argc, argv, options, &w) < 0)
		return office_usage("reset-word [--config FILE] TCKN");
	rc = open_for(&o, &w, &e);
	if (rc == 0)
		rc = reset(&o, w.tckn, digits, &e);
	if (rc == 0)
		printf(_("Tell the caller, once you know who it is: the word "
			 "for the next login is %.4s %.4s %s. It is good for "
			 "%ld hours.\n"),
		    digits, digits + 4, digits + 8, o.options.word_reset_hours);
	explicit_bzero(digits, sizeof(digits));
	office_close(&o);
	return rc < 0 ? office_failed(argv[0], &e) : 0;
}

/* JSON as it is written: which part and row the last value was of. */
struct writing {
	struct buf out;
	const char *part;
	long row;
	long n; /* values of that row */
};

static void
add_string(struct buf *out, const char *text, size_t len)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20)
			buf_addf(out, "\\u%04x", c);
		else if (c == '"' || c == '\\')
			buf_addf(out, "\\%c", c);
		else
			buf_addc(out, (char)c);
	}
	buf_addc(out, '"');
}

static void
end_part(struct writing *w)
{
	if (w->part != NULL)
		buf_adds(&w->out, "\n    }\n  ]");
}

/* From the last value's place to this one's. */
static void
go_to(struct writing *w, const struct person_value *v)
{
	if (w->part != v->part) {
		end_part(w);
		buf_addf(&w->out, ",\n  \"%s\": [\n    {", v->part);
		w->n = 0;
	} else if (w->row != v->row) {
		buf_adds(&w->out, "\n    },\n    {");
		w->n = 0;
	}
	w->part = v->part;
	w->row = v->row;
	buf_adds(&w->out, w->n++ == 0 ? "\n      " : ",\n      ");
}

static int
write_value(void *arg, const struct person_value *v, struct err *e)
{
	struct writing *w = arg;
	char *text;

	go_to(w, v);
	buf_addf(&w->out, "\"%s\": ", v->name);
	switch (v->kind) {
	case PERSON_NUMBER:
		buf_addf(&w->out, "%lld", (long long)v->number);
		break;
	case PERSON_TEXT:
		add_string(&w->out, v->bytes, v->len);
		break;
	case PERSON_BYTES:
		text = base64_encode(v->bytes, v->len);
		if (text == NULL)
			return err_set(e, ERR_INTERNAL, _("Memory is out."));
		add_string(&w->out, text, strlen(text));
		free(text);
		break;
	case PERSON_NOTHING:
		buf_adds(&w->out, "null");
	}
	if (w->out.failed)
		return err_set(e, ERR_LIMIT,
		    _("There is more about this person than fits into one "
		      "file."));
	return 0;
}

static int export(struct office *o, const struct wish *w, struct err *e)
{
	struct writing x = { .out = BUF_INIT(EXPORT_MAX) };
	struct audit row = { .at = clock_wall(),
		.event = "person_exported",
		.role = "office",
		.actor = "office" };
	char moment[DATE_MOMENT], name[PERSONAL_NAME];
	struct flow f;
	int rc = open_flow(&f, o, e);

	row.detail = personal_name(&f, w->tckn, name);
	close_flow(&f);
	if (rc == 0)
		rc = store_begin(o->store, e);
	if (rc < 0)
		return rc;
	buf_addf(&x.out, "{\n  \"tckn\": \"%s\",\n  \"exported_at\": \"%s\"",
	    w->tckn, date_rfc3339(row.at, moment));
	rc = store_person_each(o->store, w->tckn, write_value, &x, e);
	if (rc == 0 && x.part == NULL)
		rc = err_set(e, ERR_NOT_FOUND,
		    _("The portal knows nothing of this person."));
	end_part(&x);
	buf_adds(&x.out, "\n}\n");
	if (rc == 0)
		rc = file_write(w->out, x.out.data, x.out.len, 0600, e);
	if (rc == 0)
		rc = store_audit_add(o->store, &row, e);
	buf_free(&x.out);
	return office_finish(o, rc, e);
}

int
cmd_export_person(int argc, char **argv)
{
	struct wish w = { 0 };
	const struct office_option options[] = { { "config", &w.config, NULL },
		{ "out", &w.out, NULL }, { NULL, NULL, NULL } };
	struct office o = { 0 };
	struct err e = { 0 };
	int rc;

	if (read_wish(argc, argv, options, &w) < 0 || w.out == NULL)
		return office_usage(
		    "export-person [--config FILE] TCKN --out FILE");
	rc = open_for(&o, &w, &e);
	if (rc == 0)
		rc = export(&o, &w, &e);
	office_close(&o);
	return rc < 0 ? office_failed(argv[0], &e) : 0;
}

/* What cannot be undone is asked for twice. */
static int
confirm(const struct wish *w, struct err *e)
{
	char line[32] = "";

	if (w->yes)
		return 0;
	if (isatty(STDIN_FILENO) == 1) {
		printf(
		    "%s ", _("This cannot be undone. Type the identity number "
			     "again:"));
		fflush(stdout);
		if (fgets(line, sizeof(line), stdin) != NULL)
			line[strcspn(line, "\n")] = '\0';
	}
	if (strcmp(line, w->tckn) == 0)
		return 0;
	return err_set(e, ERR_CANCELLED,
	    _("Nothing was erased: it was not confirmed. Without a terminal, "
	      "give --yes."));
}

static int
erase(struct office *o, const struct wish *w, struct err *e)
{
	struct person_erasure p = {
		.tckn = w->tckn, .evidence = w->evidence, .registers = true
	};
	int rc = store_begin(o->store, e);

	if (rc == 0)
		rc = office_finish(
		    o, store_person_erase(o->store, &p, clock_wall(), e), e);
	return rc < 0 ? rc : store_checkpoint(o->store, e);
}

int
cmd_erase_person(int argc, char **argv)
{
	struct wish w = { 0 };
	const struct office_option options[] = { { "config", &w.config, NULL },
		{ "evidence", NULL, &w.evidence }, { "yes", NULL, &w.yes },
		{ NULL, NULL, NULL } };
	struct office o = { 0 };
	struct err e = { 0 };
	int rc;

	if (read_wish(argc, argv, options, &w) < 0)
		return office_usage("erase-person [--config FILE] TCKN "
				    "[--evidence] [--yes]");
	rc = open_for(&o, &w, &e);
	if (rc == 0)
		rc = confirm(&w, &e);
	if (rc == 0)
		rc = erase(&o, &w, &e);
	if (rc == 0)
		puts(w.evidence
			 ? _("The person's data are erased.")
			 : _("The person's data are erased; signed texts are "
			     "kept as the law wants."));
	office_close(&o);
	return rc < 0 ? office_failed(argv[0], &e) : 0;
}
