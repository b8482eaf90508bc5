/* What was signed. */
#include "config.h"
#include "portal/store/application.h"

#include <string.h>

#include "portal/store/sqlite.h"
#include "base/banned.h"

int
store_evidence_add(struct store *s, const struct evidence *v, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT INTO evidence (application, text, cms, certificate, "
	    "serial, signed_at, received_at) VALUES ($1, $2, $3, $4, $5, $6, "
	    "$7)",
	    "ibbbsii", v->application, v->text, v->text_len, v->cms, v->cms_len,
	    v->certificate, v->certificate_len, v->serial, v->signed_at,
	    v->received_at);

	return rc < 0 ? rc : 0;
}

static const unsigned char *
bytes(sqlite3_stmt *st, int column, size_t *len)
{
	const unsigned char *data = sqlite3_column_blob(st, column);

	*len = (size_t)sqlite3_column_bytes(st, column);
	return data;
}

int
store_evidence_read(struct store *s, int64_t application,
    int (*use)(void *arg, const struct evidence *v, struct err *e), void *arg,
    struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT text, cms, certificate, serial, signed_at, received_at "
	    "FROM evidence WHERE application = $1 ORDER BY id DESC LIMIT 1",
	    "i", application);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);
	struct evidence v = { .application = application };

	if (rc < 0)
		return rc;
	v.text = (const char *)bytes(st, 0, &v.text_len);
	v.cms = bytes(st, 1, &v.cms_len);
	v.certificate = bytes(st, 2, &v.certificate_len);
	sql_text(st, 3, v.serial, sizeof(v.serial));
	v.signed_at = sql_int(st, 4);
	v.received_at = sql_int(st, 5);
	rc = use(arg, &v, e);
	sql_end(st);
	return rc;
}
