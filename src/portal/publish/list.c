#include "config.h"
#include "portal/publish/list.h"

#include "base/file.h"
#include "base/lang.h"
#include "portal/issue/issuer.h"
#include "base/banned.h"

int
list_due(struct store *s, const struct portal_options *o, int64_t now,
    bool *due, struct err *e)
{
	struct store_crl last;
	int64_t changed = 0;
	int rc = store_crl_newest(s, &last, NULL, e);

	*due = rc == ERR_NOT_FOUND;
	if (rc < 0)
		return *due ? 0 : rc;
	rc = store_issued_changed(s, &changed, e);
	/* A clock that was set back must not keep an old list in use. */
	*due = now >= last.this_update + o->crl_every_seconds ||
	       now < last.this_update - o->crl_every_seconds ||
	       (changed >= last.this_update && now > last.this_update);
	return rc;
}

static int
add_listed(void *arg, const struct listed *l, struct err *e)
{
	return crl_entries_add(
	    arg, l->serial, l->changed_at, (int)l->reason, e);
}

/* Who ended before the last list has been on one list after his end
 * (RFC 5280 §3.3). */
static int
read_entries(struct store *s, const struct issuer *i,
    struct crl_entries *entries, struct err *e)
{
	struct store_crl last = { .this_update = 0 };
	int rc = store_crl_newest(s, &last, NULL, e);

	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	return store_listed_each(
	    s, i->name, last.this_update, add_listed, entries, e);
}

static int
take_number(struct store *s, const struct issuer *i, struct store_crl *c,
    struct crl_entries *entries, struct err *e)
{
	int rc = store_begin(s, e);

	if (rc < 0)
		return rc;
	rc = read_entries(s, i, entries, e);
	if (rc == 0)
		rc = store_crl_begin(s, c, e);
	if (rc == 0)
		rc = store_commit(s, e);
	if (rc < 0)
		store_rollback(s);
	return rc;
}

static int
keep(struct store *s, const struct store_crl *c, const struct buf *der,
    struct err *e)
{
	int rc = store_begin(s, e);

	if (rc == 0)
		rc = store_crl_keep(s, c->number, der->data, der->len, e);
	if (rc == 0)
		rc = store_commit(s, e);
	if (rc < 0)
		store_rollback(s);
	return rc;
}

int
list_make(struct store *s, struct issuer *i, const struct portal_options *o,
    int64_t now, struct store_crl *out, struct err *e)
{
	struct crl_entries entries;
	struct crl_order order = { .this_update = now,
		.next_update = now + o->crl_seconds,
		.entries = &entries };
	struct buf der = BUF_INIT(CRL_MAX);
	int rc;

	out->this_update = order.this_update;
	out->next_update = order.next_update;
	crl_entries_init(&entries);
	rc = take_number(s, i, out, &entries, e);
	order.number = out->number;
	if (rc == 0)
		rc = i->ops->crl(i, &order, &der, e);
	if (rc == 0)
		rc = keep(s, out, &der, e);
	crl_entries_free(&entries);
	buf_free(&der);
	return rc;
}

int
list_write(const struct portal_options *o, const struct buf *der, struct err *e)
{
	if (o->crl_file == NULL || o->crl_file[0] == '\0')
		return 0;
	return file_write(o->crl_file, der->data, der->len, 0644, e);
}
