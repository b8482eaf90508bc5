#include "config.h"
#include "client/term/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/banned.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
static const struct {
	int signal;
	char byte;
} told[] = { { SIGWINCH, SIGNALS_SIZE }, { SIGTSTP, SIGNALS_STOP },
	{ SIGCONT, SIGNALS_CONT }, { SIGTERM, SIGNALS_END },
	{ SIGINT, SIGNALS_END }, { SIGHUP, SIGNALS_HANGUP } };

#define HANDLER_ROOM ((size_t)16 * 1024) /* beside the kernel's own frame */

static int pipe_fd[2] = { -1, -1 };
/* The kernel puts all registers on the handler's stack, and a PIN that has
 * just been copied was in one of them: a stack of its own can be wiped. */
static stack_t own_stack, old_stack;
static volatile sig_atomic_t ending;
static struct sigaction old_crash[LEN(crashes)], old_told[LEN(told)];
static struct {
	int fd;
	char bytes[256];
	size_t len;
	struct termios attributes;
	bool set;
} restore;

static void
put_back(void)
{
	if (!restore.set)
		return;
	if (write(restore.fd, restore.bytes, restore.len) < 0)
		errno = 0; /* nothing can be done here */
	tcsetattr(restore.fd, TCSANOW, &restore.attributes);
}

static void
on_crash(int sig)
{
	put_back();
	for (size_t i = 0; i < LEN(crashes); i++)
		if (crashes[i] == sig)
			sigaction(sig, &old_crash[i], NULL);
	raise(sig);
}

static void
on_signal(int sig)
{
	int saved = errno;

	for (size_t i = 0; i < LEN(told); i++) {
		if (told[i].signal != sig)
			continue;
		if (sig == SIGTERM || sig == SIGINT || sig == SIGHUP) {
			if (ending) {
				put_back();
				signal(sig, SIG_DFL);
				raise(sig);
			}
			ending = 1;
		}
		if (write(pipe_fd[1], &told[i].byte, 1) < 0)
			break; /* full: what waits there says enough */
	}
	errno = saved;
}

static void
take_stack(void)
{
	/* What the kernel saves depends on the processor's registers. */
	long frame = sysconf(_SC_MINSIGSTKSZ);
	size_t size = HANDLER_ROOM + (size_t)(frame > 0 ? frame : MINSIGSTKSZ);
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return; /* the handlers run where they are then */
	(void)madvise(at, size, MADV_DONTDUMP);
	own_stack = (stack_t){ .ss_sp = at, .ss_size = size };
	if (sigaltstack(&own_stack, &old_stack) == 0)
		return;
	munmap(at, size);
	own_stack.ss_sp = NULL;
}

static void
give_back_stack(void)
{
	if (own_stack.ss_sp == NULL)
		return;
	sigaltstack(&old_stack, NULL);
	explicit_bzero(own_stack.ss_sp, own_stack.ss_size);
	munmap(own_stack.ss_sp, own_stack.ss_size);
	own_stack.ss_sp = NULL;
}

void
signals_wipe(void)
{
	sigset_t all, before;

	if (own_stack.ss_sp == NULL)
		return;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	explicit_bzero(own_stack.ss_sp, own_stack.ss_size);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

int
signals_take(void)
{
	struct sigaction sa;

	if (pipe2(pipe_fd, O_CLOEXEC | O_NONBLOCK) < 0)
		return -1;
	take_stack();
	memset(&sa, 0, sizeof(sa));
	sigemptyset(&sa.sa_mask);
	sa.sa_flags = SA_RESTART | SA_ONSTACK;
	sa.sa_handler = on_signal;
	for (size_t i = 0; i < LEN(told); i++)
		sigaction(told[i].signal, &sa, &old_told[i]);
	sa.sa_flags = SA_ONSTACK;
	sa.sa_handler = on_crash;
	for (size_t i = 0; i < LEN(crashes); i++)
		sigaction(crashes[i], &sa, &old_crash[i]);
	ending = 0;
	return pipe_fd[0];
}

void
signals_restore(
    int fd, const char *bytes, size_t len, const struct termios *attributes)
{
	restore.set = false;
	if (attributes == NULL || len > sizeof(restore.bytes))
		return;
	restore.fd = fd;
	memcpy(restore.bytes, bytes, len);
	restore.len = len;
	restore.attributes = *attributes;
	restore.set = true;
}

void
signals_stop_self(void)
{
	struct sigaction sa, mine;
	sigset_t set;

	memset(&sa, 0, sizeof(sa));
	sigemptyset(&sa.sa_mask);
	sa.sa_handler = SIG_DFL;
	sigaction(SIGTSTP, &sa, &mine);
	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	/* The whole job, so that the shell sees what it started stopping. */
	kill(0, SIGTSTP);
	sigaction(SIGTSTP, &mine, NULL);
}

void
signals_give_back(void)
{
	if (pipe_fd[0] < 0)
		return;
	restore.set = false;
	for (size_t i = 0; i < LEN(told); i++)
		sigaction(told[i].signal, &old_told[i], NULL);
	for (size_t i = 0; i < LEN(crashes); i++)
		sigaction(crashes[i], &old_crash[i], NULL);
	give_back_stack();
	close(pipe_fd[0]);
	close(pipe_fd[1]);
	pipe_fd[0] = pipe_fd[1] = -1;
}
