/* Filling the portal's registers from files: all of a file or nothing. */
#include "config.h"
#include "portal/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/date.h"
#include "base/file.h"
#include "base/lang.h"
#include "model/check.h"
#include "model/record.h"
#include "portal/office.h"
#include "portal/store/import.h"
#include "portal/store/people.h"
#include "portal/table-file.h"
#include "sign/cert.h"
#include "base/banned.h"

#define CERTIFICATE_MAX (64UL * 1024)

struct import {
	struct store *store;
	struct record *r; /* judges the values of a line, one after another */
	long n;
};

/* A value in its kept form, judged by the field's own rule. */
static int
take(struct import *in, enum field_id id, const char *typed, char *out,
    size_t size, struct err *e)
{
	int rc = record_set(in->r, id, typed, e);

	if (rc == 0)
		rc = check_field(in->r, id, e);
	if (rc == 0)
		snprintf(out, size, "%s", record_get(in->r, id));
	return rc;
}

static int
person_row(void *arg, char *const *f, struct err *e)
{
	struct import *in = arg;
	struct person p;
	int rc = take(in, FIELD_TCKN, f[0], p.tckn, sizeof(p.tckn), e);

	if (rc == 0)
		rc = take(in, FIELD_NAME, f[1], p.name, sizeof(p.name), e);
	if (rc == 0)
		rc = take(
		    in, FIELD_SURNAME, f[2], p.surname, sizeof(p.surname), e);
	if (rc == 0)
		rc = take(in, FIELD_BIRTH_PLACE, f[3], p.birth_place,
		    sizeof(p.birth_place), e);
	if (rc == 0)
		rc = take(in, FIELD_BIRTH_DATE, f[4], p.birth_date,
		    sizeof(p.birth_date), e);
	if (rc == 0)
		rc = store_import_person(in->store, &p, e);
	in->n++;
	return rc;
}

/* "YYYY-MM-DD", or empty. */
static int
take_day(const char *typed, char *out, size_t size, struct err *e)
{
	struct date d;

	out[0] = '\0';
	if (typed[0] == '\0')
		return 0;
	if (date_parse(typed, &d) < 0)
		return err_set(e, ERR_INVALID,
		    _("\"%s\" is not a day; write it as DD.MM.YYYY."), typed);
	snprintf(out, size, "%04d-%02d-%02d", d.year, d.month, d.day);
	return 0;
}

static int
staff_row(void *arg, char *const *f, struct err *e)
{
	struct import *in = arg;
	struct staff s;
	int rc = take(in, FIELD_TCKN, f[0], s.tckn, sizeof(s.tckn), e);

	if (rc == 0)
		rc = take(in, FIELD_EMPLOYER, f[1], s.employer,
		    sizeof(s.employer), e);
	if (rc == 0)
		rc = take(in, FIELD_REGISTRY_NO, f[2], s.registry_no,
		    sizeof(s.registry_no), e);
	if (rc == 0)
		rc = take(in, FIELD_UNIT, f[3], s.unit, sizeof(s.unit), e);
	if (rc == 0)
		rc = take(in, FIELD_TITLE, f[4], s.title, sizeof(s.title), e);
	if (rc == 0)
		rc = take(in, FIELD_PROVINCE, f[5], s.province,
		    sizeof(s.province), e);
	if (rc == 0)
		rc = take_day(f[6], s.from, sizeof(s.from), e);
	if (rc == 0)
		rc = take_day(f[7], s.until, sizeof(s.until), e);
	if (rc == 0)
		rc = store_import_staff(in->store, &s, e);
	in->n++;
	return rc;
}

struct table_import {
	const char *usage;
	const char *const *columns;
	int (*row)(void *arg, char *const *fields, struct err *e);
};

static int
read_table(const char *path, const struct table_import *t, struct import *in,
    long *changed, struct err *e)
{
	int rc;

	in->r = record_new();
	if (in->r == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = store_import_begin(in->store, e);
	if (rc == 0)
		rc = table_file_read(path, t->columns, t->row, in, e);
	if (rc == 0)
		rc = store_import_finish(in->store, changed, e);
	else
		store_rollback(in->store);
	record_free(in->r);
	return rc;
}

static int
import_table(int argc, char **argv, const struct table_import *t)
{
	const char *config = NULL;
	const struct office_option options[] = { { "config", &config, NULL },
		{ NULL, NULL, NULL } };
	struct import in = { 0 };
	struct err e = { 0 };
	struct office o = { 0 };
	long changed = 0;
	int rc, at = office_options(argc, argv, options);

	if (at < 0 || at + 1 != argc)
		return office_usage(t->usage);
	rc = office_open(&o, config, &e);
	in.store = o.store;
	if (rc == 0)
		rc = read_table(argv[at], t, &in, &changed, &e);
	office_close(&o);
	if (rc < 0)
		return office_failed(argv[0], &e);
	printf(lang_plural("%ld entry imported.\n", "%ld entries imported.\n",
		   (unsigned long)in.n),
	    in.n);
	printf(lang_plural("%ld entry was new or has changed.\n",
		   "%ld entries were new or have changed.\n",
		   (unsigned long)changed),
	    changed);
	return 0;
}

int
cmd_import_population(int argc, char **argv)
{
	static const char *const columns[] = { "tckn", "name", "surname",
		"birth_place", "birth_date", NULL };
	static const struct table_import t = {
		"import-population [--config FILE] TABLE", columns, person_row
	};

	return import_table(argc, argv, &t);
}

int
cmd_import_staff(int argc, char **argv)
{
	static const char *const columns[] = { "tckn", "employer",
		"registry_no", "unit", "title", "province", "assigned_from",
		"assigned_until", NULL };
	static const struct table_import t = {
		"import-staff [--config FILE] TABLE", columns, staff_row
	};

	return import_table(argc, argv, &t);
}

/* The first certificate of a PEM text, or the bytes as they are. */
static int
unarmour(const struct buf *file, unsigned char **out, size_t *len)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	const char *p = strstr(buf_str(file), begin), *end;
	struct buf text = BUF_INIT(CERTIFICATE_MAX);
	int rc = -1;

	if (p == NULL) {
		*out = malloc(file->len + 1);
		if (*out == NULL || file->len == 0)
			return -1;
		memcpy(*out, file->data, file->len);
		*len = file->len;
		return 0;
	}
	p += strlen(begin);
	end = strstr(p, "-----END CERTIFICATE-----");
	for (; end != NULL && p < end; p++)
		if (strchr("\r\n ", *p) == NULL)
			buf_addc(&text, *p);
	if (end != NULL && !text.failed)
		rc = base64_decode(buf_str(&text), out, len);
	buf_free(&text);
	return rc;
}

/* Importing once more must not make a suspended certificate valid again. */
static int
keep_state(struct store *s, struct certificate *c, struct err *e)
{
	struct certificate known;
	int rc = store_certificate_find(s, c->tckn, c->serial, &known, e);

	if (rc == 0)
		c->state = known.state;
	return rc == ERR_NOT_FOUND ? 0 : rc;
}

static int
import_certificate(struct store *s, const char *path, struct err *e)
{
	struct buf file = BUF_INIT(CERTIFICATE_MAX);
	struct certificate c = { .state = CERTIFICATE_VALID };
	struct cert_facts f;
	unsigned char *der = NULL;
	size_t len = 0;
	struct err why = { 0 };
	int rc = file_read(path, &file, e);

	if (rc < 0)
		goto out;
	if (unarmour(&file, &der, &len) < 0)
		rc = err_set(&why, ERR_INVALID,
		    _("This is no certificate in DER or PEM."));
	else
		rc = cert_read(der, len, &f, &why);
	if (rc == 0 && (f.tckn[0] == '\0' || !f.qualified || f.ca))
		rc = err_set(&why, ERR_INVALID,
		    _("This is no qualified certificate of a person."));
	if (rc < 0) {
		err_fill(e, rc, "%s: %s", path, why.text);
		goto out;
	}
	memcpy(c.tckn, f.tckn, sizeof(c.tckn));
	memcpy(c.serial, f.serial, sizeof(c.serial));
	snprintf(c.issuer, sizeof(c.issuer), "%s", f.issuer);
	c.not_before = f.not_before;
	c.not_after = f.not_after;
	rc = keep_state(s, &c, e);
	if (rc == 0)
		rc = store_certificate_put(s, &c, e);
out:
	free(der);
	buf_free(&file);
	return rc;
}

int
cmd_import_certificate(int argc, char **argv)
{
	const char *config = NULL;
	const struct office_option options[] = { { "config", &config, NULL },
		{ NULL, NULL, NULL } };
	struct err e = { 0 };
	struct office o;
	int rc, at = office_options(argc, argv, options);

	if (at < 0 || at >= argc)
		return office_usage(
		    "import-certificate [--config FILE] CERTIFICATE...");
	rc = office_open(&o, config, &e);
	if (rc == 0)
		rc = store_begin(o.store, &e);
	for (int i = at; rc == 0 && i < argc; i++)
		rc = import_certificate(o.store, argv[i], &e);
	if (o.store != NULL)
		rc = office_finish(&o, rc, &e);
	office_close(&o);
	if (rc < 0)
		return office_failed(argv[0], &e);
	printf(lang_plural("%ld entry imported.\n", "%ld entries imported.\n",
		   (unsigned long)(argc - at)),
	    (long)(argc - at));
	return 0;
}
