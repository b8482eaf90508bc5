#include "config.h"
#include "client/demo.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "client/card/provision.h"
#include "client/view/hint.h"
#include "base/banned.h"

#define DEMO_TCKN "10000000146"
#define DEMO_PIN  "123456"

struct demo {
	char dir[256];
	char url[64];
	char ca[300];
	char module_path[300];
	const char *modules[2];
	struct buf people, words; /* what the facts are read from */
	struct demo_facts facts;
	char phone[512];
	pid_t portal;
	int watch;
};

/* eimza-portal beside this program, where it is installed, or in PATH. */
static void
find_portal(char *path, size_t size)
{
	char exe[2048];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *slash;

	if (n > 0) {
		exe[n] = '\0';
		slash = strrchr(exe, '/');
		*slash = '\0';
		snprintf(path, size, "%s/eimza-portal", exe);
		if (access(path, X_OK) == 0)
			return;
		snprintf(path, size, "%s/../sbin/eimza-portal", exe);
		if (access(path, X_OK) == 0)
			return;
	}
	snprintf(path, size, "eimza-portal");
}

/* In the child: dies with its parent, writes to the folder's log, never to
 * the screen. */
static void
become(const char *dir, char *const argv[])
{
	char log[300];
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	snprintf(log, sizeof(log), "%s/portal.log", dir);
	fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (fd >= 0) {
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
	}
	fd = open("/dev/null", O_RDONLY);
	if (fd >= 0)
		dup2(fd, STDIN_FILENO);
	setsid(); /* Ctrl-C belongs to the client */
	execvp(argv[0], argv);
	_exit(127);
}

static pid_t
start(const char *dir, char *const argv[])
{
	pid_t pid = fork();

	if (pid == 0)
		become(dir, argv);
	return pid;
}

/* The last line the portal wrote to its log, borrowed until the next call. */
static const char *
last_words(struct demo *d)
{
	struct buf log = BUF_INIT(1 << 20);
	char path[300], *last;

	snprintf(path, sizeof(path), "%s/portal.log", d->dir);
	d->phone[0] = '\0';
	if (file_read(path, &log, NULL) == 0 && log.len > 1) {
		log.data[log.len - 1] = '\0';
		last = strrchr(log.data, '\n');
		snprintf(d->phone, sizeof(d->phone), "%.300s",
		    last == NULL ? log.data : last + 1);
	}
	buf_free(&log);
	return d->phone;
}

static int
failed(struct demo *d, const char *what, struct err *e)
{
	return err_set(e, ERR_INTERNAL,
	    _("The demonstration could not start: %s. %s"), what,
	    last_words(d));
}

static int
make_folder(struct demo *d, const char *portal, struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	char program[2400];
	char init[] = "init", demo[] = "--demo", office[] = "--office";
	char dir[] = "--dir";
	char *argv[] = { program, init, demo, office, dir, d->dir, NULL };
	int status;
	pid_t pid;

	snprintf(d->dir, sizeof(d->dir), "%s/eimza-demo.XXXXXX",
	    tmp == NULL || tmp[0] != '/' ? "/tmp" : tmp);
	if (mkdtemp(d->dir) == NULL)
		return err_set(e, ERR_INTERNAL, _("%s cannot be made: %s."),
		    d->dir, strerror(errno));
	snprintf(program, sizeof(program), "%s", portal);
	pid = start(d->dir, argv);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
		return failed(d, _("its portal was not set up"), e);
	return 0;
}

/* Starts the portal and waits until it tells its port. */
static int
start_portal(struct demo *d, const char *portal, struct err *e)
{
	char program[2400], conf[300], fd[16], port[16] = "";
	char serve[] = "serve", config[] = "--config", ready[] = "--ready-fd";
	char *argv[] = { program, serve, config, conf, ready, fd, NULL };
	int pipes[2];
	ssize_t n;

	if (pipe(pipes) < 0)
		return failed(d, strerror(errno), e);
	fcntl(pipes[0], F_SETFD, FD_CLOEXEC);
	snprintf(program, sizeof(program), "%s", portal);
	snprintf(conf, sizeof(conf), "%s/portal.conf", d->dir);
	snprintf(fd, sizeof(fd), "%d", pipes[1]);
	d->portal = start(d->dir, argv);
	close(pipes[1]);
	n = d->portal < 0 ? -1 : read(pipes[0], port, sizeof(port) - 1);
	close(pipes[0]);
	if (n <= 0)
		return failed(d, _("its portal does not run"), e);
	port[strcspn(port, "\r\n ")] = '\0';
	if (!text_all_digits(port))
		return failed(d, _("its portal does not run"), e);
	snprintf(d->url, sizeof(d->url), "https://localhost:%s", port);
	snprintf(d->ca, sizeof(d->ca), "%s/tls/ca.pem", d->dir);
	return 0;
}

static int
make_card(struct demo *d, struct err *e)
{
	struct buf key = BUF_INIT(8192), cert = BUF_INIT(8192);
	char path[400], dir[300];
	const char *module = card_provision_module();
	int rc;

	key.wipe = true;
	if (module == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    _("The demonstration needs "
		      "the card in software, SoftHSM: install the package "
		      "softhsm2."));
	snprintf(path, sizeof(path), "%s/cards/%s.key", d->dir, DEMO_TCKN);
	rc = file_read(path, &key, e);
	snprintf(path, sizeof(path), "%s/cards/%s.der", d->dir, DEMO_TCKN);
	if (rc == 0)
		rc = file_read(path, &cert, e);
	snprintf(dir, sizeof(dir), "%s/card", d->dir);
	if (rc == 0)
		rc = file_make_dirs(dir, 0700, e);
	if (rc == 0)
		rc = card_provision(module, dir, "DEMO KART", DEMO_PIN,
		    (unsigned char *)key.data, key.len,
		    (unsigned char *)cert.data, cert.len, e);
	buf_free(&key);
	buf_free(&cert);
	snprintf(d->module_path, sizeof(d->module_path), "%s", module);
	d->modules[0] = d->module_path;
	return rc;
}

/* The line of people.tsv the card belongs to: tckn, name, surname, birth
 * place, birth date. */
static int
read_person(struct demo *d, struct err *e)
{
	struct demo_facts *f = &d->facts;
	const char **part[] = { &f->tckn, &f->name, &f->surname,
		&f->birth_place, &f->birth_date };
	char path[300], *line, *save = NULL;
	int rc;

	snprintf(path, sizeof(path), "%s/people.tsv", d->dir);
	rc = file_read(path, &d->people, e);
	line = rc == 0 && d->people.data != NULL
		   ? strstr(d->people.data, DEMO_TCKN "\t")
		   : NULL;
	for (size_t i = 0; line != NULL && i < 5; i++)
		*part[i] = strtok_r(i == 0 ? line : NULL, "\t\n", &save);
	if (rc == 0 && f->birth_date == NULL)
		rc = failed(d, _("it has no people"), e);
	return rc;
}

/* The lines of office.tsv: what it is, and what to type. */
static int
read_words(struct demo *d, struct err *e)
{
	const struct {
		const char *name;
		const char **to;
	} rows[] = {
		{ "word", &d->facts.word },
		{ "new-card", &d->facts.new_card },
		{ "deputy", &d->facts.deputy },
	};
	char path[300], *at, *save = NULL;
	int rc;

	snprintf(path, sizeof(path), "%s/office.tsv", d->dir);
	rc = file_read(path, &d->words, e);
	if (rc < 0 || d->words.data == NULL)
		return rc < 0 ? rc : failed(d, _("it has no people"), e);
	for (at = strtok_r(d->words.data, "\t\n", &save); at != NULL;
	     at = strtok_r(NULL, "\t\n", &save))
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			if (strcmp(at, rows[i].name) == 0)
				*rows[i].to = strtok_r(NULL, "\t\n", &save);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (*rows[i].to == NULL)
			return failed(d, _("it has no people"), e);
	return 0;
}

static int
watch_phone(struct demo *d, struct err *e)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s/sms.txt", d->dir);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	d->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (d->watch < 0 ||
	    inotify_add_watch(d->watch, path, IN_MODIFY | IN_CLOSE_WRITE) < 0)
		return failed(d, strerror(errno), e);
	return 0;
}

int
demo_open(struct demo **out, struct err *e)
{
	struct demo *d = calloc(1, sizeof(*d));
	char portal[2400];
	int rc;

	if (d == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	d->people = (struct buf)BUF_INIT(16384);
	d->words = (struct buf)BUF_INIT(4096);
	d->watch = -1;
	d->portal = -1;
	find_portal(portal, sizeof(portal));
	rc = make_folder(d, portal, e);
	if (rc == 0)
		rc = make_card(d, e);
	if (rc == 0)
		rc = read_person(d, e);
	if (rc == 0)
		rc = read_words(d, e);
	if (rc == 0)
		rc = watch_phone(d, e);
	if (rc == 0)
		rc = start_portal(d, portal, e);
	if (rc < 0) {
		demo_close(d);
		return rc;
	}
	*out = d;
	return 0;
}

void
demo_close(struct demo *d)
{
	if (d == NULL)
		return;
	if (d->portal > 0) {
		kill(d->portal, SIGTERM);
		waitpid(d->portal, NULL, 0);
	}
	if (d->watch >= 0)
		close(d->watch);
	if (d->dir[0] != '\0')
		file_remove_tree(d->dir);
	buf_free(&d->people);
	buf_free(&d->words);
	free(d);
}

const char *
demo_url(const struct demo *d)
{
	return d->url;
}

const char *
demo_ca(const struct demo *d)
{
	return d->ca;
}

const char *const *
demo_modules(const struct demo *d)
{
	return d->modules;
}

const struct demo_facts *
demo_facts(const struct demo *d)
{
	return &d->facts;
}

const char *
demo_pin(const struct demo *d)
{
	(void)d;
	return DEMO_PIN;
}

int
demo_fd(const struct demo *d)
{
	return d->watch;
}

const char *
demo_phone(struct demo *d)
{
	struct buf all = BUF_INIT(1 << 20);
	char path[300], events[4096], *last, *tab;

	while (read(d->watch, events, sizeof(events)) > 0)
		;
	snprintf(path, sizeof(path), "%s/sms.txt", d->dir);
	snprintf(d->phone, sizeof(d->phone), "%s",
	    _("Demo telephone: no message yet"));
	if (file_read(path, &all, NULL) == 0 && all.len > 1) {
		if (all.data[all.len - 1] == '\n')
			all.data[all.len - 1] = '\0';
		last = strrchr(all.data, '\n');
		last = last == NULL ? all.data : last + 1;
		tab = strchr(last, '\t');
		if (tab != NULL) {
			char *more = strstr(tab, ". ");

			*tab++ = '\0';
			if (more != NULL) /* the row is short */
				more[1] = '\0';
			/* Others get messages too: whose it is stands
			 * last, for a code must fit into 60 columns. */
			snprintf(d->phone, sizeof(d->phone),
			    _("Telephone: %s (%s)"), tab, last);
		}
	}
	buf_free(&all);
	return d->phone;
}
