/*
 * A portal for tests of the link: one thread, TLS on a free loopback port,
 * answers from a script, and a record of what was asked. Certificates are
 * made here too, good and bad ones.
 */
#ifndef TESTS_UNIT_LINK_SERVER_H
#define TESTS_UNIT_LINK_SERVER_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stddef.h>

struct server_cert {
	X509 *cert;
	EVP_PKEY *key;
};

struct server_cert_plan {
	const char *name; /* common name */
	const char *san;  /* "IP:127.0.0.1"; NULL: an authority */
	long from, until; /* s from now */
};

/* Signed by issuer, or by itself when that is NULL. */
struct server_cert server_cert_make(
    const struct server_cert_plan *plan, const struct server_cert *issuer);
void server_cert_free(struct server_cert *c);
void server_cert_save(const struct server_cert *c, const char *path);
/* With its private key. */
void server_cert_save_both(const struct server_cert *c, const char *path);

enum server_act {
	SERVER_ANSWER,
	SERVER_ANSWER_CLOSE, /* the connection afterwards */
	SERVER_CUT,	     /* half of the answer, then close */
	SERVER_DROP,	     /* no answer, close */
	SERVER_HOLD,	     /* no answer until the client closes */
	SERVER_DRIP	     /* byte by byte, then close */
};

struct server_step {
	enum server_act act;
	const char *answer;
	size_t len; /* 0: of the string */
};

#define SERVER_REQUESTS 16

struct server_request {
	char text[4096];
	size_t len;
	int records; /* reads it took: TLS records */
};

struct server;

/* chain: a certificate to send after c's, or NULL. The script is borrowed;
 * after its last step every connection is dropped. */
struct server *server_start(const struct server_cert *c, X509 *chain,
    const struct server_step *script, size_t n);

/* Ends the thread; the record stays. Twice is fine. */
void server_stop(struct server *s);
void server_free(struct server *s);

int server_port(const struct server *s);

/* After server_stop. */
size_t server_requests(const struct server *s);
const struct server_request *server_request(const struct server *s, size_t i);
int server_accepted(const struct server *s);	/* TCP connections */
size_t server_answered(const struct server *s); /* bytes inside TLS */

/* Readable as soon as a request that SERVER_HOLD keeps waiting is there. */
int server_held_fd(const struct server *s);

#endif
