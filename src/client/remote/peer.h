/*
 * Records the certificate a portal shows, so that a refusal can be explained.
 * It only watches: what OpenSSL refuses stays refused.
 */
#ifndef CLIENT_REMOTE_PEER_H
#define CLIENT_REMOTE_PEER_H

#include "net/curl.h"
#include "client/remote/link.h"

/* For CURLOPT_SSL_CTX_FUNCTION, CURLOPT_SSL_CTX_DATA: ssl_ctx is an SSL_CTX,
 * data the struct link_peer that gets reason, fingerprint and chain. */
CURLcode peer_watch(CURL *curl, void *ssl_ctx, void *data);

/* The refusal came after the chain was found good: the name is not in it. */
void peer_other_host(struct link_peer *p);

#endif
