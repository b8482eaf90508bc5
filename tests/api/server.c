/* Starts portals and speaks to them; see server.h. */
#include "config.h"
#include "server.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "portal/issue/ca.h"
#include "portal/key.h"
#include "base/banned.h"

static void
path_in(const struct server *s, const char *name, char *out, size_t size)
{
	snprintf(out, size, "%s/%s", s->dir, name);
}

static void
make_certificate(const struct server *s)
{
	struct ca_profile p = ca_profile_server(
	    "localhost", "DNS:localhost,IP:127.0.0.1", clock_wall(), 2);
	struct ca_id *id = NULL;
	const struct ca_id *ids[1];
	char path[128];
	struct err e = { 0 };

	assert_int_equal(ca_issue(&id, NULL, &p, &e), 0);
	ids[0] = id;
	path_in(s, "server.pem", path, sizeof(path));
	assert_int_equal(ca_write_cert(path, ids, 1, &e), 0);
	path_in(s, "server.key", path, sizeof(path));
	assert_int_equal(ca_write_key(path, id, &e), 0);
	ca_id_free(id);
}

void
server_configure(const struct server *s, const char *settings)
{
	char text[2048], path[128];
	const char *d = s->dir;
	bool own = strstr(settings, "sms: {") != NULL;
	int n = snprintf(text, sizeof(text),
	    "database = \"%s/portal.db\";\n"
	    "secret_file = \"%s/secret\";\n"
	    "tls: { certificate = \"%s/server.pem\"; key = \"%s/server.key\"; "
	    "};\n"
	    "%s%s%s\n%s\n",
	    d, d, d, d, own ? "" : "sms: { backend = \"file\"; file = \"",
	    own ? "" : d, own ? "" : "/sms\"; };", settings);

	path_in(s, "portal.conf", path, sizeof(path));
	assert_int_equal(file_write(path, text, (size_t)n, 0600, NULL), 0);
}

static void
run_child(const struct server *s, int ready)
{
	const char *build = getenv("EIMZA_BUILDDIR");
	char program[512], config[128], number[16], log[128];
	int fd;

	snprintf(program, sizeof(program), "%s/src/eimza-portal",
	    build == NULL ? "." : build);
	path_in(s, "portal.conf", config, sizeof(config));
	path_in(s, "log", log, sizeof(log));
	snprintf(number, sizeof(number), "%d", ready);
	fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	execl(program, program, "serve", "--config", config, "--ready-fd",
	    number, (char *)NULL);
	_exit(127);
}

void
server_start(struct server *s, const char *settings)
{
	char path[128], port[32] = "", *end;
	int ready[2];

	snprintf(s->dir, sizeof(s->dir), "/tmp/eimza-api-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	make_certificate(s);
	path_in(s, "secret", path, sizeof(path));
	assert_int_equal(portal_key_make(path, NULL), 0);
	server_configure(s, settings);
	assert_int_equal(pipe(ready), 0);
	s->pid = fork();
	assert_true(s->pid >= 0);
	if (s->pid == 0) {
		close(ready[0]);
		run_child(s, ready[1]);
	}
	close(ready[1]);
	assert_true(read(ready[0], port, sizeof(port) - 1) > 0);
	close(ready[0]);
	s->port = (int)strtol(port, &end, 10);
	s->lists = (int)strtol(end, NULL, 10);
	assert_true(s->port > 0);
}

int
server_end(struct server *s)
{
	int status = -1;

	kill(s->pid, SIGTERM);
	assert_int_equal(waitpid(s->pid, &status, 0), s->pid);
	file_remove_tree(s->dir);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void
wire_open(struct wire *w, const struct server *s)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)s->port) };

	signal(SIGPIPE, SIG_IGN);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	w->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(w->fd, (struct sockaddr *)&a, sizeof(a)), 0);
	w->ctx = SSL_CTX_new(TLS_client_method());
	w->ssl = SSL_new(w->ctx);
	SSL_set_fd(w->ssl, w->fd);
	assert_int_equal(SSL_connect(w->ssl), 1);
}

void
wire_send(struct wire *w, const char *bytes, size_t len)
{
	/* The portal may have refused and closed already. */
	(void)!SSL_write(w->ssl, bytes, (int)len);
}

static int
read_byte(struct wire *w, char *out)
{
	return SSL_read(w->ssl, out, 1) == 1 ? 0 : -1;
}

int
wire_answer(struct wire *w, char *text, size_t size)
{
	size_t n = 0;
	const char *length;
	long body;

	text[0] = '\0';
	while (n < 4 || strcmp(text + n - 4, "\r\n\r\n") != 0) {
		if (n + 1 >= size || read_byte(w, text + n) < 0)
			return 0;
		text[++n] = '\0';
	}
	length = strstr(text, "Content-Length: ");
	body = length == NULL ? 0 : strtol(length + 16, NULL, 10);
	for (; body > 0 && n + 1 < size; body--) {
		if (read_byte(w, text + n) < 0)
			return 0;
		text[++n] = '\0';
	}
	return (int)strtol(text + 9, NULL, 10);
}

bool
wire_ended(struct wire *w)
{
	char c;

	ERR_clear_error();
	return SSL_read(w->ssl, &c, 1) <= 0 &&
	       SSL_get_error(w->ssl, 0) == SSL_ERROR_ZERO_RETURN;
}

void
wire_close(struct wire *w)
{
	SSL_free(w->ssl);
	SSL_CTX_free(w->ctx);
	close(w->fd);
}
