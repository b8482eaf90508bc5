/*
 * A foreign CA over CMP: OpenSSL's own server functions behind a socket of
 * the test. What it issues is prepared by each case.
 */
#ifndef TESTS_UNIT_CMP_SERVER_H
#define TESTS_UNIT_CMP_SERVER_H

#include <stdbool.h>

#include <openssl/cmp.h>
#include <pthread.h>

#include "base/buf.h"
#include "issue-world.h"

#define CMP_MESSAGE_MAX 65536
#define CMP_SECRET	"gizli-kelime"

/* Used by the server's thread while a call of the client runs, by the test
 * between calls. */
struct cmp_server {
	int fd, port;
	pthread_t thread;
	OSSL_CMP_SRV_CTX *srv;
	X509 *give;	/* what is issued */
	X509_CRL *list; /* what genm answers */
	int kind;	/* body of the last request */
	int confirmed, rejected, revoked;
	bool refuse;	 /* every request */
	struct buf last; /* DER of the last certificate request */
};

/* On a port of its own, in a thread of its own, in the name of w's CA. */
void cmp_server_open(struct cmp_server *s, const struct issue_world *w);
void cmp_server_close(struct cmp_server *s);

#endif
