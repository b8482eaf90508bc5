/*
 * Readers, and whether the service in front of them (pcscd) is there and lets
 * this session in. libpcsclite is loaded while the program runs, so that its
 * absence is an answer too.
 */
#include "config.h"
#include "client/doctor/probe.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <winscard.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "base/banned.h"

#define LIBRARY	   "libpcsclite.so.1"
#define SOCKET	   "/run/pcscd/pcscd.comm"
#define USB_FOLDER "/sys/bus/usb/devices"
#define NAMES_MAX  2048

struct pcsc {
	LONG (*establish)(DWORD, LPCVOID, LPCVOID, LPSCARDCONTEXT);
	LONG (*release)(SCARDCONTEXT);
	LONG (*readers)(SCARDCONTEXT, LPCSTR, LPSTR, LPDWORD);
	LONG (*status)(SCARDCONTEXT, DWORD, SCARD_READERSTATE *, DWORD);
	LONG(*connect)
	(SCARDCONTEXT, LPCSTR, DWORD, DWORD, LPSCARDHANDLE, LPDWORD);
	LONG (*disconnect)(SCARDHANDLE, DWORD);
};

static bool
find(void *so, const char *name, void *out)
{
	void *f = dlsym(so, name);

	memcpy(out, &f, sizeof(f));
	return f != NULL;
}

static bool
load(struct pcsc *p)
{
	void *so = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	return so != NULL && find(so, "SCardEstablishContext", &p->establish) &&
	       find(so, "SCardReleaseContext", &p->release) &&
	       find(so, "SCardListReaders", &p->readers) &&
	       find(so, "SCardGetStatusChange", &p->status) &&
	       find(so, "SCardConnect", &p->connect) &&
	       find(so, "SCardDisconnect", &p->disconnect);
}

/* The class of one interface, or of a device that leaves it to them. */
static bool
is_reader(const char *dir, const char *name)
{
	struct buf text = BUF_INIT(4096);
	char path[1024];
	bool is = false;

	snprintf(path, sizeof(path), "%s/%s/bInterfaceClass", dir, name);
	if (file_read(path, &text, NULL) == 0)
		is = strcmp(buf_str(&text), "0b\n") == 0;
	buf_free(&text);
	return is;
}

/* Interfaces are named DEVICE:CONFIGURATION.INTERFACE. */
size_t
probe_usb(const char *dir)
{
	const char *at = dir != NULL ? dir : USB_FOLDER;
	DIR *d = opendir(at);
	const struct dirent *entry;
	size_t n = 0;

	while (d != NULL && (entry = readdir(d)) != NULL)
		if (strchr(entry->d_name, ':') != NULL &&
		    is_reader(at, entry->d_name))
			n++;
	if (d != NULL)
		closedir(d);
	return n;
}

static void
try_socket(struct found_pcsc *p)
{
	const char *own = getenv("PCSCLITE_CSOCK_NAME");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	p->own_socket = own != NULL && own[0] != '\0';
	snprintf(
	    p->socket, sizeof(p->socket), "%s", p->own_socket ? own : SOCKET);
	snprintf(to.sun_path, sizeof(to.sun_path), "%.*s",
	    (int)sizeof(to.sun_path) - 1, p->socket);
	p->socket_error =
	    fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof(to)) < 0
		? errno
		: 0;
	if (fd >= 0)
		close(fd);
}

static bool
refused(LONG rv)
{
	/* The service says no by hanging up. */
	return rv == SCARD_W_SECURITY_VIOLATION || rv == SCARD_F_COMM_ERROR;
}

/* A card is powered, not used; one that another program holds is fine. */
static void
try_card(const struct pcsc *call, SCARDCONTEXT context, struct found_pcsc *p,
    size_t i)
{
	SCARD_READERSTATE state = { .szReader = p->reader[i].name };
	DWORD protocol = 0;
	SCARDHANDLE card = 0;
	LONG rv;

	if (call->status(context, 0, &state, 1) != SCARD_S_SUCCESS ||
	    (state.dwEventState & SCARD_STATE_PRESENT) == 0)
		return;
	p->reader[i].card = true;
	rv = call->connect(context, p->reader[i].name, SCARD_SHARE_SHARED,
	    SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card, &protocol);
	if (rv == SCARD_S_SUCCESS)
		call->disconnect(card, SCARD_LEAVE_CARD);
	p->refused_card = p->refused_card || refused(rv);
}

static void
list_readers(
    const struct pcsc *call, SCARDCONTEXT context, struct found_pcsc *p)
{
	char names[NAMES_MAX];
	DWORD len = sizeof(names) - 1;
	const char *name = names;

	memset(names, 0, sizeof(names));
	if (call->readers(context, NULL, names, &len) != SCARD_S_SUCCESS)
		return;
	for (; *name != '\0' && p->readers < FOUND_READERS;
	     name += strlen(name) + 1) {
		snprintf(p->reader[p->readers].name, sizeof(p->reader[0].name),
		    "%.79s", name);
		p->readers++;
	}
	for (size_t i = 0; i < p->readers && !p->refused_card; i++)
		try_card(call, context, p, i);
}

void
probe_pcsc(struct findings *f, const struct doctor_options *o)
{
	struct found_pcsc *p = &f->pcsc;
	SCARDCONTEXT context = 0;
	struct pcsc call;
	LONG rv;

	p->plugged = probe_usb(o->usb);
	p->daemon = access("/usr/sbin/pcscd", F_OK) == 0 ||
		    access("/usr/local/sbin/pcscd", F_OK) == 0;
	try_socket(p);
	p->library = load(&call);
	if (!p->library)
		return;
	p->asked = true;
	rv = call.establish(SCARD_SCOPE_SYSTEM, NULL, NULL, &context);
	p->context = (unsigned long)rv;
	p->answered = true;
	if (rv != SCARD_S_SUCCESS)
		return;
	list_readers(&call, context, p);
	call.release(context);
}
