#include "config.h"
#include "vcard.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "sign/tlv.h"
#include "place.h"
#include "base/banned.h"

#define BOUND_S	 60
#define MESSAGE	 65536
#define MORE	 0x6100
#define CHAINED	 0x10
#define RESPONSE 0xc0 /* GET RESPONSE */

struct vcard {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int reader;
	char file[256];

	/* Under the lock. */
	struct piv piv;
	int fd; /* to vpcd; -1: not in the reader */
	bool quit;
	enum vcard_fault fault;
	unsigned char fault_ins;
	bool failed, released;
	int command_ms, sign_ms;
	unsigned count[256], commands;

	/* The thread's own. */
	struct buf chain; /* a command that comes in parts */
	struct buf rest;  /* an answer that goes in parts */
	unsigned sw;	  /* and its end */
};

static void __attribute__((noreturn)) give_up(const char *what)
{
	printf("Bail out! the card: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static void
save(const struct vcard *v)
{
	if (piv_save(&v->piv, v->file) < 0)
		give_up(v->file);
}

static void
load(struct vcard *v)
{
	if (piv_load(&v->piv, v->file) < 0)
		give_up(v->file);
}

/* ---- commands and answers in parts ---- */

/* ISO 7816-4 §5.1, short and extended lengths. le 0: as much as fits. */
static bool
parse(const unsigned char *in, size_t n, struct apdu *a, size_t *le)
{
	size_t at = 5;

	if (n < 4)
		return false;
	*a = (struct apdu){ in[0], in[1], in[2], in[3], NULL, 0 };
	*le = 256;
	if (n == 5 && in[4] != 0)
		*le = in[4];
	if (n <= 5)
		return true;
	a->len = in[4];
	if (a->len == 0 && n > 7) {
		a->len = (size_t)in[5] << 8 | in[6];
		at = 7;
	}
	if (at + a->len > n)
		return false;
	a->data = in + at;
	at += a->len;
	if (at + 1 == n && in[at] != 0)
		*le = in[at];
	return true;
}

static void
halve_signature(struct buf *out)
{
	struct tlv_in in = { (const unsigned char *)out->data, out->len };
	struct buf inner = BUF_INIT(1024);
	struct tlv t;

	if (tlv_want(&in, 0x7c, &t) < 0)
		return;
	in = tlv_inside(&t);
	if (tlv_want(&in, 0x82, &t) < 0)
		return;
	tlv_add(&inner, 0x82, t.body, t.len / 2);
	buf_reset(out);
	tlv_add(out, 0x7c, inner.data, inner.len);
	buf_free(&inner);
}

/* With the lock held: holds the answer back, until released or out. */
static void
hold(struct vcard *v, int fd)
{
	while (!v->released && !v->quit && v->fd == fd)
		pthread_cond_wait(&v->changed, &v->lock);
	v->released = false;
}

/* With the lock held: spoils the answer; whether there is one. */
static bool
spoil(struct vcard *v, enum vcard_fault f, int fd)
{
	struct buf *out = &v->rest;

	switch (f) {
	case VCARD_GONE:
		return false;
	case VCARD_CUT:
		out->len /= 2;
		break;
	case VCARD_LENGTH:
		halve_signature(out);
		break;
	case VCARD_WRONG:
		if (out->len > 0)
			out->data[out->len - 1] ^= 1;
		break;
	case VCARD_ERROR:
		buf_reset(out);
		v->sw = 0x6f00;
		break;
	case VCARD_SILENT:
		hold(v, fd);
		return v->fd == fd;
	case VCARD_GOOD:
	case VCARD_LEAVES:
	case VCARD_FAULTS:
		break;
	}
	return true;
}

/* With the lock held. */
static enum vcard_fault
due(struct vcard *v, unsigned char ins)
{
	enum vcard_fault f = v->fault;

	if (f == VCARD_GOOD || ins != v->fault_ins)
		return VCARD_GOOD;
	v->fault = VCARD_GOOD;
	v->failed = true;
	pthread_cond_broadcast(&v->changed);
	return f;
}

/* With the lock held: a whole command; false: the card is gone. */
static bool
execute(struct vcard *v, const struct apdu *a, int fd, bool *leave)
{
	enum vcard_fault f = VCARD_GOOD;
	int tries = v->piv.tries;

	buf_reset(&v->rest);
	v->count[a->ins]++;
	v->sw = piv_command(&v->piv, a, &v->rest);
	if (v->piv.tries != tries || a->ins == PIV_CHANGE ||
	    a->ins == PIV_RESET)
		save(v);
	/* Asking for the counter is no command of the person's. */
	if (a->ins != PIV_VERIFY || a->len > 0)
		f = due(v, a->ins);
	else
		v->count[a->ins]--;
	*leave = f == VCARD_LEAVES;
	return spoil(v, f, fd);
}

/* With the lock held: one part of the answer. */
static void
part(struct vcard *v, size_t le, struct buf *out)
{
	size_t n = v->rest.len < le ? v->rest.len : le;
	unsigned sw = v->sw;

	buf_add(out, v->rest.data, n);
	buf_drop(&v->rest, n);
	if (v->rest.len > 0)
		sw = MORE + (v->rest.len > 255 ? 0 : (unsigned)v->rest.len);
	buf_addc(out, (char)(sw >> 8));
	buf_addc(out, (char)sw);
}

/* The time a card needs; a part of a command counts as one. */
static void
pace(struct vcard *v, const unsigned char *in, size_t n)
{
	int ms;

	pthread_mutex_lock(&v->lock);
	ms = v->command_ms;
	if (n > 1 && in[0] == 0 && in[1] == PIV_SIGN)
		ms += v->sign_ms;
	pthread_mutex_unlock(&v->lock);
	if (ms > 0)
		poll(NULL, 0, ms);
}

/* One command; false: the card is gone. */
static bool
command(struct vcard *v, int fd, const unsigned char *in, size_t n,
    struct buf *out, bool *leave)
{
	bool here = true;
	struct apdu a;
	size_t le;

	*leave = false;
	pace(v, in, n);
	pthread_mutex_lock(&v->lock);
	v->commands++;
	if (!parse(in, n, &a, &le)) {
		buf_add(out, "\x67\x00", 2);
	} else if (a.cla & CHAINED) {
		buf_add(&v->chain, a.data, a.len);
		buf_add(out, "\x90\x00", 2);
	} else if (a.ins == RESPONSE) {
		part(v, le, out);
	} else {
		if (v->chain.len > 0) {
			buf_add(&v->chain, a.data, a.len);
			a.data = (const unsigned char *)v->chain.data;
			a.len = v->chain.len;
		}
		here = execute(v, &a, fd, leave);
		buf_reset(&v->chain);
		part(v, le, out);
	}
	pthread_mutex_unlock(&v->lock);
	return here;
}

/* ---- vpcd: each message is a length of two bytes and a body ---- */

static void
acknowledge_at_once(int fd)
{
	const int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
}

static bool
read_whole(int fd, void *data, size_t n)
{
	/* vpcd sends a length, then a body when that was acknowledged: each
	 * command would wait 40 ms for it, or 2 ms behind an answer. */
	acknowledge_at_once(fd);
	if (recv(fd, data, n, MSG_WAITALL) != (ssize_t)n)
		return false;
	acknowledge_at_once(fd);
	return true;
}

static bool
send_message(int fd, const void *data, size_t n)
{
	unsigned char message[1024];

	if (n + 2 > sizeof(message))
		return false;
	message[0] = (unsigned char)(n >> 8);
	message[1] = (unsigned char)n;
	memcpy(message + 2, data, n);
	return send(fd, message, n + 2, MSG_NOSIGNAL) == (ssize_t)(n + 2);
}

static bool
send_atr(int fd)
{
	unsigned char atr[] = { 0x3b, 0x8d, 0x80, 0x01, 0x80, 0xfb, 0xa0, 0x00,
		0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00, 0x00 };

	for (size_t i = 1; i + 1 < sizeof(atr); i++)
		atr[sizeof(atr) - 1] ^= atr[i];
	return send_message(fd, atr, sizeof(atr));
}

static bool
control(struct vcard *v, int fd, unsigned char what)
{
	if (what == 4)
		return send_atr(fd);
	pthread_mutex_lock(&v->lock);
	piv_power(&v->piv);
	pthread_mutex_unlock(&v->lock);
	buf_reset(&v->chain);
	buf_reset(&v->rest);
	return true;
}

/* Plays until the reader or the card is gone. */
static void
play(struct vcard *v, int fd)
{
	unsigned char head[2], body[MESSAGE];
	bool leave = false;

	while (!leave && read_whole(fd, head, 2)) {
		size_t n = (size_t)head[0] << 8 | head[1];
		struct buf out = BUF_INIT(1024);
		bool ok;

		if (!read_whole(fd, body, n))
			return;
		ok = n == 1 ? control(v, fd, body[0])
			    : command(v, fd, body, n, &out, &leave) &&
				  send_message(fd, out.data, out.len);
		buf_free(&out);
		if (!ok)
			return;
	}
}

static void *
thread_main(void *arg)
{
	struct vcard *v = arg;

	pthread_mutex_lock(&v->lock);
	while (!v->quit) {
		int fd = v->fd;

		if (fd < 0) {
			pthread_cond_wait(&v->changed, &v->lock);
			continue;
		}
		load(v);
		piv_power(&v->piv);
		pthread_mutex_unlock(&v->lock);
		play(v, fd);
		pthread_mutex_lock(&v->lock);
		close(fd);
		v->fd = -1;
		pthread_cond_broadcast(&v->changed);
	}
	pthread_mutex_unlock(&v->lock);
	return NULL;
}

/* ---- what a test calls ---- */

struct vcard *
vcard_new(int reader, const char *file)
{
	struct vcard *v = calloc(1, sizeof(*v));
	pthread_condattr_t attr;
	sigset_t all, before;

	if (v == NULL)
		give_up("memory");
	v->reader = reader;
	v->fd = -1;
	v->chain = (struct buf)BUF_INIT(4096);
	v->rest = (struct buf)BUF_INIT(8192);
	snprintf(v->file, sizeof(v->file), "%s", file);
	RAND_bytes(v->piv.guid, sizeof(v->piv.guid));
	load(v);
	pthread_mutex_init(&v->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&v->changed, &attr);
	pthread_condattr_destroy(&attr);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&v->thread, NULL, thread_main, v) != 0)
		give_up("thread");
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return v;
}

/* With the lock held: waits until that holds. */
static void
await(struct vcard *v, bool (*holds)(const struct vcard *v))
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += BOUND_S;
	while (!holds(v))
		if (pthread_cond_timedwait(&v->changed, &v->lock, &until) != 0)
			give_up("nothing happens");
}

static bool
is_out(const struct vcard *v)
{
	return v->fd < 0;
}

static bool
has_failed(const struct vcard *v)
{
	return v->failed;
}

void
vcard_out(struct vcard *v)
{
	pthread_mutex_lock(&v->lock);
	if (v->fd >= 0)
		shutdown(v->fd, SHUT_RDWR);
	v->released = true; /* a silent card can be taken out as well */
	pthread_cond_broadcast(&v->changed);
	await(v, is_out);
	v->released = false;
	pthread_mutex_unlock(&v->lock);
}

void
vcard_in(struct vcard *v)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)(PLACE_PORT + v->reader)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&a, sizeof(a)) < 0)
		give_up("no reader");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	pthread_mutex_lock(&v->lock);
	if (v->fd >= 0)
		give_up("it is in a reader");
	v->fd = fd;
	pthread_cond_broadcast(&v->changed);
	pthread_mutex_unlock(&v->lock);
}

bool
vcard_is_in(struct vcard *v)
{
	bool in;

	pthread_mutex_lock(&v->lock);
	in = v->fd >= 0;
	pthread_mutex_unlock(&v->lock);
	return in;
}

void
vcard_free(struct vcard *v)
{
	if (v == NULL)
		return;
	vcard_out(v);
	pthread_mutex_lock(&v->lock);
	v->quit = true;
	pthread_cond_broadcast(&v->changed);
	pthread_mutex_unlock(&v->lock);
	pthread_join(v->thread, NULL);
	pthread_cond_destroy(&v->changed);
	pthread_mutex_destroy(&v->lock);
	piv_clear(&v->piv);
	buf_free(&v->chain);
	buf_free(&v->rest);
	free(v);
}

int
vcard_reader(const struct vcard *v)
{
	return v->reader;
}

void
vcard_put(struct vcard *v, int slot, EVP_PKEY *key, const unsigned char *cert,
    size_t len)
{
	pthread_mutex_lock(&v->lock);
	piv_put(&v->piv, slot, key, cert, len);
	pthread_mutex_unlock(&v->lock);
}

void
vcard_fault(struct vcard *v, unsigned char ins, enum vcard_fault f)
{
	pthread_mutex_lock(&v->lock);
	v->fault = f;
	v->fault_ins = ins;
	v->failed = v->released = false;
	pthread_mutex_unlock(&v->lock);
}

void
vcard_failed(struct vcard *v)
{
	pthread_mutex_lock(&v->lock);
	await(v, has_failed);
	pthread_mutex_unlock(&v->lock);
}

void
vcard_release(struct vcard *v)
{
	pthread_mutex_lock(&v->lock);
	v->released = true;
	pthread_cond_broadcast(&v->changed);
	pthread_mutex_unlock(&v->lock);
}

void
vcard_pace(struct vcard *v, int command_ms, int sign_ms)
{
	pthread_mutex_lock(&v->lock);
	v->command_ms = command_ms;
	v->sign_ms = sign_ms;
	pthread_mutex_unlock(&v->lock);
}

unsigned
vcard_count(struct vcard *v, unsigned char ins)
{
	unsigned n;

	pthread_mutex_lock(&v->lock);
	n = v->count[ins];
	pthread_mutex_unlock(&v->lock);
	return n;
}

unsigned
vcard_commands(struct vcard *v)
{
	unsigned n;

	pthread_mutex_lock(&v->lock);
	n = v->commands;
	pthread_mutex_unlock(&v->lock);
	return n;
}

unsigned
vcard_letters(struct vcard *v)
{
	unsigned n;

	pthread_mutex_lock(&v->lock);
	n = v->piv.letters;
	pthread_mutex_unlock(&v->lock);
	return n;
}

void
vcard_tries(struct vcard *v, int *pin, int *puk)
{
	pthread_mutex_lock(&v->lock);
	*pin = v->piv.tries;
	*puk = v->piv.puk_tries;
	pthread_mutex_unlock(&v->lock);
}

void
vcard_set_tries(struct vcard *v, int pin, int puk)
{
	pthread_mutex_lock(&v->lock);
	v->piv.tries = pin;
	v->piv.puk_tries = puk;
	piv_power(&v->piv);
	save(v);
	pthread_mutex_unlock(&v->lock);
}
