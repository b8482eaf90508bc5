#include "config.h"
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <winscard.h>

#include "base/banned.h"

#define RUN	"/run/pcscd"
#define CONF	"/run/reader.conf.d"
#define SOCKET	RUN "/pcscd.comm"
#define BOUND	60000 /* ms; nothing here takes that long */
#define LIBRARY "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"

static const char *const daemons[] = { "/usr/sbin/pcscd", "/usr/bin/pcscd",
	"/usr/local/sbin/pcscd" };
static const char *const readers[PLACE_READERS] = { "Virtual PCD 00 00",
	"Virtual PCD 00 01" };
static pid_t pcscd;

static void __attribute__((noreturn)) give_up(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static void __attribute__((noreturn)) skip_all(const char *what)
{
	printf(
	    "1..0 # SKIP no namespaces here: %s: %s\n", what, strerror(errno));
	exit(EXIT_SUCCESS);
}

static int
put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool ok;

	if (fd < 0)
		return -1;
	ok = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	close(fd);
	return ok ? 0 : -1;
}

/* The person is root in here, which pcscd asks of its clients. */
static void
become_root(uid_t uid, gid_t gid)
{
	char line[64];

	if (put("/proc/self/setgroups", "deny") < 0)
		skip_all("setgroups");
	snprintf(line, sizeof(line), "0 %u 1", (unsigned)uid);
	if (put("/proc/self/uid_map", line) < 0)
		skip_all("uid_map");
	snprintf(line, sizeof(line), "0 %u 1", (unsigned)gid);
	if (put("/proc/self/gid_map", line) < 0)
		skip_all("gid_map");
}

static void
raise_loopback(void)
{
	struct ifreq r = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &r) < 0)
		skip_all("loopback");
	r.ifr_flags |= IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &r) < 0)
		skip_all("loopback");
	close(fd);
}

void
place_enter(void)
{
	uid_t uid = getuid();
	gid_t gid = getgid();

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) < 0)
		skip_all("unshare");
	become_root(uid, gid);
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("place", "/run", "tmpfs", MS_NOSUID | MS_NODEV, NULL) < 0)
		skip_all("mount");
	raise_loopback();
	unsetenv("PCSCLITE_CSOCK_NAME");
	if (mkdir(RUN, 0755) < 0 || mkdir(CONF, 0755) < 0)
		give_up("/run");
	if (access(LIBRARY, R_OK) < 0)
		give_up("vsmartcard-vpcd is not installed");
	if (put(CONF "/vpcd", "FRIENDLYNAME \"Virtual PCD\"\n"
			      "DEVICENAME /dev/null:0x8C7B\n"
			      "LIBPATH " LIBRARY "\n"
			      "CHANNELID 0x8C7B\n") < 0)
		give_up(CONF);
}

static void __attribute__((noreturn)) run_pcscd(void)
{
	int fd = open("/run/pcscd.log", O_WRONLY | O_CREAT | O_APPEND, 0644);

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves none */
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	for (size_t i = 0; i < sizeof(daemons) / sizeof(daemons[0]); i++)
		execl(daemons[i], "pcscd", "--foreground", "--config", CONF,
		    (char *)NULL);
	_exit(127);
}

static bool
connects(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = SOCKET };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok =
	    fd >= 0 && connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

/* The socket appears, and its mode changes once pcscd listens. */
static void
await_socket(int watch)
{
	struct pollfd p = { watch, POLLIN, 0 };
	char events[4096];

	while (!connects()) {
		if (poll(&p, 1, BOUND) != 1 ||
		    read(watch, events, sizeof(events)) <= 0)
			give_up("pcscd does not start");
	}
}

void
place_start(void)
{
	int watch = inotify_init1(IN_CLOEXEC);

	unlink(SOCKET);
	unlink(RUN "/pcscd.pid");
	if (inotify_add_watch(watch, RUN, IN_CREATE | IN_ATTRIB) < 0)
		give_up(RUN);
	pcscd = fork();
	if (pcscd < 0)
		give_up("fork");
	if (pcscd == 0)
		run_pcscd();
	await_socket(watch);
	close(watch);
}

void
place_kill(void)
{
	if (pcscd <= 0)
		return;
	kill(pcscd, SIGKILL);
	waitpid(pcscd, NULL, 0);
	pcscd = 0;
}

const char *
place_reader(int reader)
{
	return readers[reader];
}

void
place_wait(int reader, bool present)
{
	SCARD_READERSTATE s = { .szReader = readers[reader] };
	SCARDCONTEXT ctx;

	if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &ctx) !=
	    SCARD_S_SUCCESS)
		give_up("pcscd does not answer");
	for (;;) {
		if (SCardGetStatusChange(ctx, BOUND, &s, 1) != SCARD_S_SUCCESS)
			give_up("the reader does not answer");
		s.dwCurrentState = s.dwEventState & ~(DWORD)SCARD_STATE_CHANGED;
		if (((s.dwEventState & SCARD_STATE_PRESENT) != 0) == present &&
		    (s.dwEventState & SCARD_STATE_MUTE) == 0)
			break;
	}
	SCardReleaseContext(ctx);
}
