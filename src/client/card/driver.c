/*
 * Drivers of cards on this computer. p11-kit's own library is not used: it
 * would load all of them, and one is enough; its registry is plain files.
 */
#include "config.h"
#include "client/card/driver.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "base/turkish.h"
#include "base/banned.h"

#define PROGRAM	   "eimza"
#define CLIENT	   "p11-kit-client.so"
#define FILE_LIMIT ((size_t)16 * 1024) /* bytes of one registration */
#define ENTRY_MAX  32		       /* registrations that are looked at */
#define LENGTH(a)  (sizeof(a) / sizeof((a)[0]))

static const char *const folders[] = {
	"/usr/lib",
	"/usr/local/lib",
	"/usr/lib/x86_64-linux-gnu",
	"/usr/lib/aarch64-linux-gnu",
	"/usr/lib/arm-linux-gnueabihf",
	"/usr/lib/i386-linux-gnu",
	"/usr/lib64",
};

static const char *const usual[] = {
	"libakisp11.so",
	"opensc-pkcs11.so",
	"pkcs11/opensc-pkcs11.so",
};

/* One file of p11-kit's registry; the person's own adds to the system's. */
struct entry {
	char file[128];
	char module[512];
	char enable_in[256];
	char disable_in[256];
};

struct registry {
	const char *root;
	struct entry list[ENTRY_MAX];
	size_t count;
};

static bool
exists(char *out, size_t size, const char *root, const char *folder,
    const char *file)
{
	int n = snprintf(out, size, "%s%s/%s", root, folder, file);

	return n > 0 && (size_t)n < size && access(out, F_OK) == 0;
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static void
keep_value(struct entry *e, const char *key, const char *value)
{
	const struct {
		const char *key;
		char *out;
		size_t size;
	} rows[] = {
		{ "module", e->module, sizeof(e->module) },
		{ "enable-in", e->enable_in, sizeof(e->enable_in) },
		{ "disable-in", e->disable_in, sizeof(e->disable_in) },
	};

	for (size_t i = 0; i < LENGTH(rows); i++)
		if (strcmp(key, rows[i].key) == 0)
			snprintf(rows[i].out, rows[i].size, "%s", value);
}

/* In place: no blanks around it. */
static char *
trim(char *s)
{
	size_t n;

	s += strspn(s, " \t\r");
	n = strlen(s);
	while (n > 0 && strchr(" \t\r", s[n - 1]) != NULL)
		s[--n] = '\0';
	return s;
}

/* Lines "key: value"; # begins a comment (pkcs11.conf(5)). */
static void
read_entry(struct entry *e, char *text)
{
	char *save = NULL, *colon;

	for (char *line = strtok_r(text, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		colon = strchr(line, ':');
		if (trim(line)[0] == '#' || colon == NULL)
			continue;
		*colon = '\0';
		keep_value(e, trim(line), trim(colon + 1));
	}
}

static struct entry *
entry_of(struct registry *r, const char *file)
{
	struct entry *e;

	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->list[i].file, file) == 0)
			return &r->list[i];
	if (r->count == ENTRY_MAX || strlen(file) >= sizeof(e->file))
		return NULL;
	e = &r->list[r->count++];
	memcpy(e->file, file, strlen(file) + 1);
	return e;
}

static void
read_file(struct registry *r, const char *folder, const char *file)
{
	struct buf text = BUF_INIT(FILE_LIMIT);
	struct entry *e = entry_of(r, file);
	char path[PATH_MAX + 256];
	int n = snprintf(path, sizeof(path), "%s/%s", folder, file);

	if (e != NULL && n > 0 && (size_t)n < sizeof(path) &&
	    file_read(path, &text, NULL) == 0 && text.len > 0)
		read_entry(e, text.data);
	buf_free(&text);
}

static void
read_folder(struct registry *r, const char *base, const char *folder)
{
	static const char end[] = ".module";
	char path[PATH_MAX];
	const struct dirent *d;
	size_t len;
	DIR *dir;
	int n = snprintf(path, sizeof(path), "%s%s%s", r->root, base, folder);

	if (n <= 0 || (size_t)n >= sizeof(path))
		return;
	dir = opendir(path);
	if (dir == NULL)
		return;
	while ((d = readdir(dir)) != NULL) {
		len = strlen(d->d_name);
		if (d->d_name[0] != '.' && len >= sizeof(end) &&
		    strcmp(d->d_name + len - (sizeof(end) - 1), end) == 0)
			read_file(r, path, d->d_name);
	}
	closedir(dir);
}

/* Words between blanks and commas. */
static bool
names_us(const char *programs)
{
	size_t n;

	while (*programs != '\0') {
		programs += strspn(programs, " \t,");
		n = strcspn(programs, " \t,");
		if (n == strlen(PROGRAM) && strncmp(programs, PROGRAM, n) == 0)
			return true;
		programs += n;
	}
	return false;
}

/* Certificates of authorities, p11-kit itself, and what is there only for a
 * card on another computer are no drivers. */
static bool
driver_at_all(const char *module)
{
	static const char *const others[] = { "p11-kit-trust.so",
		"p11-kit-proxy.so", "libnssckbi.so" };
	const char *file = base_name(module);

	for (size_t i = 0; i < LENGTH(others); i++)
		if (strcmp(file, others[i]) == 0)
			return false;
	return strcmp(file, CLIENT) != 0 ||
	       getenv("P11_KIT_SERVER_ADDRESS") != NULL;
}

/* A path as it is, a name in p11-kit's folder of modules. */
static bool
find_module(const char *root, const char *module, char *out, size_t size)
{
	char file[600];

	if (module[0] == '/')
		return exists(out, size, root, "", module + 1);
	snprintf(file, sizeof(file), "pkcs11/%s", module);
	for (size_t i = 0; i < LENGTH(folders); i++)
		if (exists(out, size, root, folders[i], file))
			return true;
	return false;
}

static int
by_file(const void *a, const void *b)
{
	return strcmp(
	    ((const struct entry *)a)->file, ((const struct entry *)b)->file);
}

static void
find_registered(
    const char *root, void (*found)(void *ctx, const char *path), void *ctx)
{
	struct registry *r = calloc(1, sizeof(*r));
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char path[PATH_MAX];

	if (r == NULL)
		return;
	r->root = root;
	read_folder(r, "", "/usr/share/p11-kit/modules");
	read_folder(r, "", "/etc/pkcs11/modules");
	if (config != NULL && config[0] == '/')
		read_folder(r, config, "/pkcs11/modules");
	else if (home != NULL && home[0] == '/')
		read_folder(r, home, "/.config/pkcs11/modules");
	qsort(r->list, r->count, sizeof(r->list[0]), by_file);
	for (size_t i = 0; i < r->count; i++) {
		const struct entry *e = &r->list[i];

		if (e->module[0] != '\0' && driver_at_all(e->module) &&
		    (e->enable_in[0] == '\0' || names_us(e->enable_in)) &&
		    !names_us(e->disable_in) &&
		    find_module(root, e->module, path, sizeof(path)))
			found(ctx, path);
	}
	free(r);
}

void
driver_find(
    const char *root, void (*found)(void *ctx, const char *path), void *ctx)
{
	char path[PATH_MAX];

	if (root == NULL)
		root = "";
	for (size_t i = 0; i < LENGTH(usual); i++)
		for (size_t k = 0; k < LENGTH(folders); k++)
			if (exists(
				path, sizeof(path), root, folders[k], usual[i]))
				found(ctx, path);
	find_registered(root, found, ctx);
	if (driver_at_all(CLIENT) &&
	    find_module(root, CLIENT, path, sizeof(path)))
		found(ctx, path);
}

void
driver_name(const char *path, char *out, size_t size)
{
	static const struct {
		const char *part, *name;
	} known[] = {
		{ "akisp11", "AKİS" },
		{ "opensc-pkcs11", "OpenSC" },
		{ "softhsm", "SoftHSM" },
		{ "p11-kit-client", "p11-kit" },
	};
	const char *file = base_name(path);
	char *shown;

	for (size_t i = 0; i < LENGTH(known); i++)
		if (strstr(file, known[i].part) != NULL) {
			snprintf(out, size, "%s", known[i].name);
			return;
		}
	shown = text_shown(file, strlen(file), size);
	text_cut(out, size, shown != NULL ? shown : "?");
	free(shown);
}

bool
driver_same(const char *a, const char *b)
{
	struct stat x, y;

	if (strcmp(a, b) == 0)
		return true;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

bool
driver_meant(const char *path, const char *written)
{
	char name[64], *a, *b;
	bool meant;

	if (strcmp(path, written) == 0 || strcmp(base_name(path), written) == 0)
		return true;
	driver_name(path, name, sizeof(name));
	a = turkish_key(name);
	b = turkish_key(written);
	meant = a != NULL && b != NULL && strcmp(a, b) == 0;
	free(a);
	free(b);
	return meant;
}
