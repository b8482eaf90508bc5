/* A portal in a folder: configuration, database, secret key; with --demo also
 * authorities and people (demo-data.c), with --office what they have done
 * (demo-office.c). */
#include "config.h"
#include "portal/commands.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/lang.h"
#include "portal/demo-data.h"
#include "portal/demo-office.h"
#include "portal/key.h"
#include "portal/office.h"
#include "portal/store/store.h"
#include "base/banned.h"

struct init {
	const char *dir;
	bool demo, office;
	const char *hosts[DEMO_HOSTS_MAX + 1]; /* ended by NULL */
	size_t n;
};

static int
parse(int argc, char **argv, struct init *in)
{
	static const struct option longs[] = {
		{ "dir", required_argument, NULL, 'd' },
		{ "demo", no_argument, NULL, 'D' },
		{ "office", no_argument, NULL, 'o' },
		{ "host", required_argument, NULL, 'h' }, { NULL, 0, NULL, 0 }
	};
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (c == 'd')
			in->dir = optarg;
		else if (c == 'D')
			in->demo = true;
		else if (c == 'o')
			in->office = true;
		else if (c == 'h' && in->n < DEMO_HOSTS_MAX)
			in->hosts[in->n++] = optarg;
		else
			return -1;
	}
	return in->dir != NULL && optind == argc && in->demo >= in->office ? 0
									   : -1;
}

static int
make_secret(const char *dir, struct err *e)
{
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/secret", dir);
	return portal_key_make(path, e);
}

/* A path inside quotation marks of the configuration. */
static const char *
quoted(const char *s, char *out, size_t size)
{
	size_t n = 0;

	for (; *s != '\0' && n + 3 < size; s++) {
		if (*s == '"' || *s == '\\')
			out[n++] = '\\';
		out[n++] = *s;
	}
	out[n] = '\0';
	return out;
}

static int
make_conf(const char *dir, bool demo, struct err *e)
{
	struct buf b = BUF_INIT(64UL * 1024);
	char path[PATH_MAX + 16], d[PATH_MAX * 2];
	int rc;

	quoted(dir, d, sizeof(d));
	buf_addf(&b, "name = \"%s\";\ncontact = \"444 5 576\";\n",
	    demo ? "Kamu SM Demo Portalı" : "Kamu SM");
	buf_addf(&b,
	    "database = \"%s/portal.db\";\nsecret_file = \"%s/secret\";\n\n", d,
	    d);
	buf_addf(&b, "listen: {\n\taddress = \"%s\";\n\tport = %d;\n};\n\n",
	    demo ? "127.0.0.1" : "::", demo ? 0 : 8443);
	buf_addf(&b,
	    "tls: {\n\tcertificate = \"%s/tls/portal.pem\";\n"
	    "\tkey = \"%s/tls/portal.key\";\n};\n\n",
	    d, d);
	if (demo)
		buf_addf(&b,
		    "trust: {\n\tca = [ \"%s/ca/root.pem\", "
		    "\"%s/ca/sub.pem\" ];\n\tcrl = [ \"%s/ca/root.crl\", "
		    "\"%s/ca/sub.crl\" ];\n};\n\n",
		    d, d, d, d);
	else
		buf_adds(&b, "trust: {\n\tca = [ ];\n\tcrl = [ ];\n};\n\n");
	if (demo)
		buf_addf(&b,
		    "issuer: {\n\tbackend = \"builtin\";\n\tcertificate = "
		    "\"%s/ca/sub.pem\";\n\tkey = \"%s/ca/sub.key\";\n};\n\n",
		    d, d);
	buf_adds(&b, "login: {\n\tper_minute = 10;\n\tcaptcha_seconds = 300;\n"
		     "\tcaptcha_tries = 3;\n\twork_bits = 20;\n};\n\n");
	buf_addf(&b,
	    "sms: {\n\tbackend = \"%s\";\n\t%s = \"%s/%s\";\n"
	    "\tresend_seconds = 60;\n\tper_hour = 5;\n};\n",
	    demo ? "file" : "command", demo ? "file" : "command", d,
	    demo ? "sms.txt" : "send-message");
	snprintf(path, sizeof(path), "%s/portal.conf", dir);
	rc = b.failed ? err_set(e, ERR_INTERNAL, _("Memory is out."))
		      : file_write(path, b.data, b.len, 0600, e);
	buf_free(&b);
	return rc;
}

static int
make_store(const char *dir, bool demo, struct err *e)
{
	struct store *s = NULL;
	char path[PATH_MAX + 16];
	int rc;

	snprintf(path, sizeof(path), "%s/portal.db", dir);
	rc = store_open(&s, path, e);
	if (rc == 0 && demo)
		rc = store_begin(s, e);
	if (rc == 0 && demo)
		rc = demo_people(dir, s, clock_wall(), e);
	if (rc == 0 && demo)
		rc = store_commit(s, e);
	store_close(s);
	return rc;
}

static int
init(const struct init *in, char *dir, struct err *e)
{
	char path[PATH_MAX + 16];
	int rc = file_make_dirs(in->dir, 0700, e);

	if (rc < 0)
		return rc;
	if (realpath(in->dir, dir) == NULL)
		return err_set(e, ERR_INVALID, _("%s cannot be made: %s."),
		    in->dir, strerror(errno));
	snprintf(path, sizeof(path), "%s/portal.conf", dir);
	if (access(path, F_OK) == 0)
		return err_set(e, ERR_CONFLICT,
		    _("%s is there already. Please choose an empty folder."),
		    path);
	rc = make_secret(dir, e);
	if (rc == 0 && in->demo)
		rc = demo_authorities(dir, in->hosts, clock_wall(), e);
	if (rc == 0)
		rc = make_store(dir, in->demo, e);
	/* Last, so that a portal with a configuration is whole. */
	if (rc == 0)
		rc = make_conf(dir, in->demo, e);
	return rc < 0 || !in->office ? rc : demo_office(dir, clock_wall(), e);
}

int
cmd_init(int argc, char **argv)
{
	struct init in = { 0 };
	struct err e = { 0 };
	char dir[PATH_MAX];

	if (parse(argc, argv, &in) < 0)
		return office_usage("init --dir DIR [--demo [--office]] "
				    "[--host NAME...]");
	if (init(&in, dir, &e) < 0)
		return office_failed(argv[0], &e);
	printf(_("The portal is ready: %s/portal.conf\n"), dir);
	return 0;
}
