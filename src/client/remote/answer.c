/* The meaning of an answer: see answer.h. */
#include "config.h"
#include "client/remote/answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "client/remote/peer.h"
#include "wire/messages.h"

#include "base/banned.h"

/* How a transfer that brought no answer is told, and whether it may work
 * later. %s is the host. */
static const struct {
	CURLcode code;
	const char *text;
} broken[] = {
	{ CURLE_COULDNT_RESOLVE_HOST,
	    N_("The address of the portal %s was not found. Please check the "
	       "network connection.") },
	{ CURLE_COULDNT_RESOLVE_PROXY,
	    N_("The proxy on the way to the portal %s was not found. Please "
	       "check the network settings.") },
	{ CURLE_COULDNT_CONNECT,
	    N_("The portal %s cannot be reached. Please check the network "
	       "connection.") },
	{ CURLE_OPERATION_TIMEDOUT,
	    N_("The portal %s did not answer in time.") },
	{ CURLE_SSL_CONNECT_ERROR,
	    N_("A secure connection to the portal %s could not be made.") },
	{ CURLE_GOT_NOTHING,
	    N_("The connection to the portal %s was broken.") },
	{ CURLE_SEND_ERROR, N_("The connection to the portal %s was broken.") },
	{ CURLE_RECV_ERROR, N_("The connection to the portal %s was broken.") },
	{ CURLE_PARTIAL_FILE,
	    N_("The connection to the portal %s was broken.") },
};

/* Ends s after at most max bytes, between two characters. */
static void
cut(char *s, size_t max)
{
	if (strlen(s) <= max)
		return;
	while (max > 0 && ((unsigned char)s[max] & 0xc0) == 0x80)
		max--;
	s[max] = '\0';
}

static void
refused(const struct answer *a, struct err *e)
{
	if (a->peer->reason[0] == '\0')
		peer_other_host(a->peer);
	(void)err_why(e, ERR_DENIED, "tls",
	    _("The portal %s did not prove its identity, so nothing was sent "
	      "to it. Its certificate was refused: %s"),
	    a->peer->host, a->peer->reason);
}

/* For what no portal of this interface sends. */
static void
strange(struct err *e, const char *detail)
{
	char *shown = text_shown(detail, strlen(detail), 200);

	(void)err_why(e, ERR_INTERNAL, "protocol",
	    _("The portal answered in a way this program does not understand. "
	      "Please tell the institution's help desk. (%s)"),
	    shown == NULL ? "" : shown);
	free(shown);
}

/* No whole answer came; true when trying again may help. */
static bool
judge_broken(const struct answer *a, struct err *e)
{
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		if (broken[i].code != a->code)
			continue;
		(void)err_why(e, ERR_UNAVAILABLE, "unreachable",
		    _(broken[i].text), a->peer->host);
		return true;
	}
	if (a->code == CURLE_PEER_FAILED_VERIFICATION)
		refused(a, e);
	else if (a->code == CURLE_SSL_CACERT_BADFILE)
		(void)err_why(e, ERR_INVALID, "ca-file",
		    _("The file of trusted certificates %s cannot be used. "
		      "Please check its name and content."),
		    a->ca_file == NULL ? "(ca-certificates)" : a->ca_file);
	else if (a->code == CURLE_OUT_OF_MEMORY)
		(void)err_set(
		    e, ERR_INTERNAL, _("There is not enough memory."));
	else if (a->code == CURLE_WRITE_ERROR ||
		 a->code == CURLE_FILESIZE_EXCEEDED)
		strange(e, _("The answer is too large."));
	else
		strange(e, a->detail[0] != '\0' ? a->detail
						: curl_easy_strerror(a->code));
	return false;
}

static bool
is_json(const char *type)
{
	static const char json[] = "application/json";
	char word[sizeof(json)];
	size_t n;

	if (type == NULL)
		return false;
	n = strcspn(type, "; \t");
	if (n != sizeof(json) - 1)
		return false;
	memcpy(word, type, n);
	word[n] = '\0';
	return text_ascii_equal(word, json);
}

/* A word programs compare: ours are ASCII, anything else is left out. */
static const char *
plain_word(const char *s)
{
	if (s == NULL || strlen(s) >= sizeof(((struct err *)NULL)->reason))
		return "";
	for (const char *p = s; *p != '\0'; p++)
		if (*p < '!' || *p > '~')
			return "";
	return s;
}

/* The portal's own error; false when the body is none. */
static bool
read_error(const struct answer *a, struct link_reply *r)
{
	struct msg_error m;
	const char *text;
	char *shown;

	if (!is_json(a->type) ||
	    wire_decode(&wire_error, a->body, a->len, &m, NULL) < 0)
		return false;
	text = m.error.message;
	shown = text_shown(text, strlen(text), ERR_TEXT_MAX);
	if (shown != NULL)
		cut(shown, ERR_TEXT_MAX - 1);
	(void)err_why(&r->err, err_from_word(m.error.code),
	    plain_word(m.error.reason), "%s", shown == NULL ? "" : shown);
	if (r->err.code == ERR_OK) /* "ok" is no error; do not believe it */
		r->err.code = ERR_INTERNAL;
	err_field(&r->err, plain_word(m.error.field));
	r->retry_in = m.error.retry_in;
	r->tries = m.error.tries;
	free(shown);
	wire_clear(&wire_error, &m);
	return true;
}

/* An error status without a body that explains it. */
static void
guess_error(int status, struct err *e)
{
	if (status == 401)
		(void)err_why(e, ERR_DENIED, "session",
		    _("Your session has ended. Please log in again."));
	else if (status == 429)
		(void)err_why(e, ERR_LIMIT, "unreachable",
		    _("The portal is receiving too many requests. Please try "
		      "again a little later."));
	else if (status == 408 || status >= 500)
		(void)err_why(e, ERR_UNAVAILABLE, "unreachable",
		    _("The portal cannot serve at the moment (HTTP %d)."),
		    status);
	else if (status >= 300 && status < 400)
		strange(
		    e, _("It names another address, which is not followed."));
	else
		(void)err_why(e, ERR_INTERNAL, "protocol",
		    _("The portal refused the request without saying why "
		      "(HTTP %d). Please check its address."),
		    status);
}

/* Whether a later try of the same request is worth it. Of the limits only
 * the short ones on the number of requests: any other, and a longer wait, is
 * for the person to know about. */
static bool
passing(const struct link_reply *r)
{
	switch (r->status) {
	case 408:
	case 502:
	case 503:
	case 504:
		return true;
	case 429:
		return r->retry_in > 0 && r->retry_in <= ANSWER_PATIENCE &&
		       (strcmp(r->err.reason, "rate") == 0 ||
			   strcmp(r->err.reason, "unreachable") == 0);
	default:
		return false;
	}
}

static void
read_message(const struct answer *a, const struct wire_message *def,
    struct err *e, void **message)
{
	struct err why = { 0 };
	void *m;

	if (!is_json(a->type)) {
		strange(e, _("The answer is not JSON."));
		return;
	}
	m = calloc(1, def->size);
	if (m == NULL) {
		(void)err_set(
		    e, ERR_INTERNAL, _("There is not enough memory."));
		return;
	}
	if (wire_decode(def, a->body, a->len, m, &why) < 0) {
		free(m);
		strange(e, why.text);
		return;
	}
	*message = m;
}

bool
answer_judge(const struct answer *a, const struct wire_message *def,
    struct link_reply *r, void **message)
{
	*message = NULL;
	err_clear(&r->err);
	r->status = a->status;
	r->retry_in = r->tries = 0;
	if (a->code != CURLE_OK)
		return judge_broken(a, &r->err);
	if (a->status >= 200 && a->status < 300) {
		read_message(a, def, &r->err, message);
		return false;
	}
	if (!read_error(a, r))
		guess_error(a->status, &r->err);
	if (a->status == 401 && r->err.reason[0] == '\0')
		err_reason(&r->err, "session");
	if (r->retry_in == 0)
		r->retry_in = a->retry_after;
	return passing(r);
}
