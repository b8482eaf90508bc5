/* Makes the server's TLS context; see tls.h. */
#include "config.h"
#include "portal/http/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

/* RFC 9325 §4.2: forward secrecy and authenticated encryption only. */
#define CIPHERS "ECDHE+AESGCM:ECDHE+CHACHA20"

static const unsigned char protocol[] = "\x08http/1.1";

/* RFC 7301 §3.2: a client that offers only other protocols is refused. */
static int
choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *len,
    const unsigned char *in, unsigned in_len, void *arg)
{
	unsigned char *chosen = NULL;

	(void)ssl;
	(void)arg;
	if (SSL_select_next_proto(&chosen, len, protocol, sizeof(protocol) - 1,
		in, in_len) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*out = chosen;
	return SSL_TLSEXT_ERR_OK;
}

static int
refuse(struct err *e, const char *path)
{
	const char *why = ERR_reason_error_string(ERR_peek_last_error());
	int rc = err_set(e, ERR_INVALID, _("%s cannot be used for TLS: %s."),
	    path, why == NULL ? "?" : why);

	ERR_clear_error();
	return rc;
}

int
tls_context(
    SSL_CTX **out, const char *certificate, const char *key, struct err *e)
{
	SSL_CTX *c = SSL_CTX_new(TLS_server_method());

	if (c == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	ERR_clear_error();
	SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
	SSL_CTX_set_cipher_list(c, CIPHERS);
	SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
				   SSL_OP_IGNORE_UNEXPECTED_EOF);
	/* Sessions live in the clients' tickets, not in our memory; an idle
	 * connection gives its record buffers back. */
	SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_num_tickets(c, 1);
	SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_alpn_select_cb(c, choose_protocol, NULL);
	if (SSL_CTX_use_certificate_chain_file(c, certificate) != 1) {
		SSL_CTX_free(c);
		return refuse(e, certificate);
	}
	if (SSL_CTX_use_PrivateKey_file(c, key, SSL_FILETYPE_PEM) != 1 ||
	    SSL_CTX_check_private_key(c) != 1) {
		SSL_CTX_free(c);
		return refuse(e, key);
	}
	*out = c;
	return 0;
}

void
tls_free(SSL_CTX *ctx)
{
	SSL_CTX_free(ctx);
}
