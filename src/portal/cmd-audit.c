/*
 * The audit trail as a whole: whether its chain holds, and whether what was
 * written down before (the anchor, kept elsewhere) still stands in it.
 */
#include "config.h"
#include "portal/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/lang.h"
#include "portal/office.h"
#include "portal/store/audit.h"
#include "base/banned.h"

#define ANCHOR_MAX ((size_t)256)

/* "row hash": of an anchor. */
static int
read_anchor(const char *path, int64_t *row, unsigned char hash[STORE_HASH],
    struct err *e)
{
	struct buf text = BUF_INIT(ANCHOR_MAX);
	char hex[2 * STORE_HASH + 1] = "", own[2 * STORE_HASH + 1];
	long long n = 0;
	int rc = file_read(path, &text, e);

	if (rc == 0 &&
	    (sscanf(buf_str(&text), "%lld %64[0-9a-f]", &n, hex) != 2 ||
		hex_decode(hex, hash, STORE_HASH) < 0 || n < 0))
		rc = err_set(e, ERR_INVALID,
		    _("%s is no anchor of the audit trail."), path);
	hex_encode(hash, STORE_HASH, own);
	*row = n;
	buf_free(&text);
	return rc;
}

static int
check_anchor(struct office *o, const char *path, struct err *e)
{
	unsigned char hash[STORE_HASH] = { 0 };
	int64_t row = 0;
	bool has = false;
	int rc = read_anchor(path, &row, hash, e);

	if (rc == 0 && row > 0)
		rc = store_audit_has(o->store, row, hash, &has, e);
	if (rc < 0 || has || row == 0)
		return rc;
	return err_why(e, ERR_CONFLICT, "audit",
	    _("The audit trail does not hold row %lld of the anchor any "
	      "more: its end was cut off or all of it was made anew."),
	    (long long)row);
}

static int
write_anchor(const char *path, int64_t row, const char *hex, struct err *e)
{
	char text[ANCHOR_MAX];

	snprintf(text, sizeof(text), "%lld %s\n", (long long)row, hex);
	return file_write(path, text, strlen(text), 0600, e);
}

int
cmd_audit(int argc, char **argv)
{
	const char *config = NULL, *anchor = NULL, *write = NULL;
	const struct office_option options[] = { { "config", &config, NULL },
		{ "anchor", &anchor, NULL }, { "write-anchor", &write, NULL },
		{ NULL, NULL, NULL } };
	unsigned char head[STORE_HASH];
	char hex[2 * STORE_HASH + 1];
	struct office o = { 0 };
	struct err e = { 0 };
	int64_t rows = 0, bad;
	int rc, at = office_options(argc, argv, options);

	if (at < 0 || at + 1 != argc || strcmp(argv[at], "verify") != 0)
		return office_usage("audit verify [--config FILE] [--anchor "
				    "FILE] [--write-anchor FILE]");
	rc = office_open(&o, config, &e);
	if (rc == 0)
		rc = store_audit_verify(o.store, &rows, head, &bad, &e);
	if (rc == 0 && anchor != NULL)
		rc = check_anchor(&o, anchor, &e);
	if (rc == 0) {
		hex_encode(head, sizeof(head), hex);
		printf(lang_plural("The audit trail holds: %lld row, %s\n",
			   "The audit trail holds: %lld rows, %s\n",
			   (unsigned long)rows),
		    (long long)rows, hex);
		if (write != NULL)
			rc = write_anchor(write, rows, hex, &e);
	}
	office_close(&o);
	return rc < 0 ? office_failed(argv[0], &e) : 0;
}
