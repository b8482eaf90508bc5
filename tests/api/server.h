/* A portal of its own for a test: a child on a free port, a temporary folder,
 * a certificate made now; and a client that speaks raw TLS to it. */
#ifndef TESTS_API_SERVER_H
#define TESTS_API_SERVER_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct server {
	char dir[64];
	pid_t pid;
	int port;
	int lists; /* port of the list and of OCSP; 0: none */
};

/* settings: further lines of portal.conf. */
void server_start(struct server *s, const char *settings);

/* Writes the configuration anew. */
void server_configure(const struct server *s, const char *settings);

/* Sends SIGTERM when it still runs; answers the exit status and removes the
 * folder. */
int server_end(struct server *s);

/* A TLS connection, read and written until it ends. */
struct wire {
	int fd;
	SSL_CTX *ctx;
	SSL *ssl;
};

void wire_open(struct wire *w, const struct server *s);
void wire_send(struct wire *w, const char *bytes, size_t len);

/* One answer into text (NUL-terminated): its status, 0 at the end of the
 * connection. */
int wire_answer(struct wire *w, char *text, size_t size);

/* True when the portal has closed the connection, in order. */
bool wire_ended(struct wire *w);
void wire_close(struct wire *w);

#endif
