/* The table of portal.conf, and what its rows cannot say. */
#include "config.h"
#include "portal/options.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/banned.h"

#define TEXT(key, f, standard, help)                                           \
	{                                                                      \
		key, CONF_STRING, offsetof(struct portal_options, f),          \
		    standard, 0, 0, NULL, help                                 \
	}
#define WORD(key, f, standard, words, help)                                    \
	{                                                                      \
		key, CONF_STRING, offsetof(struct portal_options, f),          \
		    standard, 0, 0, words, help                                \
	}
#define LIST(key, f, help)                                                     \
	{                                                                      \
		key, CONF_LIST, offsetof(struct portal_options, f), NULL, 0,   \
		    0, NULL, help                                              \
	}
#define FLAG(key, f, standard, help)                                           \
	{                                                                      \
		key, CONF_BOOL, offsetof(struct portal_options, f), standard,  \
		    0, 0, NULL, help                                           \
	}
#define COUNT(key, f, standard, least, most, help)                             \
	{                                                                      \
		key, CONF_INT, offsetof(struct portal_options, f), standard,   \
		    least, most, NULL, help                                    \
	}

static const char *const sms_backends[] = { "file", "command", "kannel", "http",
	NULL };
static const char *const mail_backends[] = { "file", "command", "smtp", NULL };
static const char *const issuer_backends[] = { "none", "builtin", "cmp", NULL };
static const char *const cmp_messages[] = { "ir", "cr", "p10cr", "kur", NULL };
static const char *const production_keys[] = { "p256", "p384", "rsa2048",
	NULL };

/* clang-format off */
const struct conf_row portal_option_rows[] = {
	TEXT("name", name, "Kamu SM",
	    N_("name of the portal; stands in every signed text")),
	TEXT("contact", contact, "444 5 576",
	    N_("telephone of the help desk")),
	TEXT("database", database, "/var/lib/eimza/portal.db",
	    N_("the SQLite file")),
	TEXT("secret_file", secret_file, "/var/lib/eimza/secret",
	    N_("key of the keyed hashes, made by init")),
	TEXT("listen.address", listen, "::",
	    N_("address to listen on; \"::\" takes IPv4 too")),
	COUNT("listen.port", port, "8443", 0, 65535,
	    N_("port to listen on; 0 picks a free one")),
	COUNT("listen.max_connections", max_connections, "4096", 1, 1000000,
	    N_("connections at a time")),
	COUNT("listen.request_seconds", request_seconds, "30", 1, 3600,
	    N_("time a whole request may take to arrive")),
	COUNT("listen.idle_seconds", idle_seconds, "120", 1, 3600,
	    N_("time a connection may stay open between two requests")),
	COUNT("listen.requests_per_minute", requests_per_minute, "600", 1,
	    100000000, N_("requests of one address")),
	COUNT("listen.workers", workers, "0", 0, 64,
	    N_("threads for slow work; 0: one a processor")),
	TEXT("tls.certificate", tls_certificate, NULL,
	    N_("PEM file: the server's certificate and its chain")),
	TEXT("tls.key", tls_key, NULL,
	    N_("PEM file: the certificate's private key")),
	LIST("trust.ca", ca,
	    N_("PEM or DER files: CAs whose signatures are taken")),
	LIST("trust.crl", crl, N_("PEM or DER files: lists of revoked ones")),
	FLAG("trust.crl_required", crl_required, "true",
	    N_("refuse signatures while a CA's list is missing")),
	FLAG("trust.ocsp", ocsp, "false",
	    N_("ask the responder that a certificate names")),
	TEXT("tsa", tsa, NULL,
	    N_("time-stamp service for signatures: http://...")),
	COUNT("session.minutes", session_minutes, "30", 1, 1440,
	    N_("a session ends after this time without a request")),
	COUNT("session.draft_days", draft_days, "30", 1, 3650,
	    N_("a draft is kept this long")),
	COUNT("login.per_minute", logins_per_minute, "10", 1, 10000000,
	    N_("logins of one address")),
	COUNT("login.captcha_seconds", captcha_seconds, "300", 10, 3600,
	    N_("a picture is good this long")),
	COUNT("login.captcha_tries", captcha_tries, "3", 1, 20,
	    N_("wrong answers before a new picture")),
	COUNT("login.work_bits", work_bits, "20", 1, 32,
	    N_("zero bits of the proof of work that replaces a picture")),
	TEXT("login.font", font, NULL,
	    N_("font file of the pictures; found by itself when absent")),
	WORD("sms.backend", sms_backend, "command", sms_backends,
	    N_("how SMS leave: \"file\", \"command\", \"kannel\" or \"http\"")),
	TEXT("sms.file", sms_file, NULL,
	    N_("backend file: messages are added to this file")),
	TEXT("sms.command", sms_command, NULL,
	    N_("backend command: program that gets number and text")),
	TEXT("sms.url", sms_url, NULL,
	    N_("backends kannel and http: address of the gateway")),
	TEXT("sms.ca", sms_ca, NULL,
	    N_("PEM file: authorities of the gateway; the system's if absent")),
	TEXT("sms.user", sms_user, NULL, N_("name at the gateway")),
	TEXT("sms.password_file", sms_password_file, NULL,
	    N_("file whose first line is the password at the gateway")),
	TEXT("sms.from", sms_from, NULL, N_("sender that the telephone shows")),
	TEXT("sms.prefix", sms_prefix, "90",
	    N_("backend kannel: stands before the ten digits of a number")),
	COUNT("sms.parts", sms_parts, "3", 1, 9,
	    N_("most parts of one message; a longer one is not sent")),
	TEXT("sms.report_url", sms_report_url, NULL,
	    N_("backend kannel: this portal's address for delivery reports")),
	TEXT("sms.method", sms_method, "POST", N_("backend http: method")),
	LIST("sms.headers", sms_headers,
	    N_("backend http: further lines of the request's head")),
	TEXT("sms.content_type", sms_content_type, "application/json",
	    N_("backend http: kind of the body; decides how texts are "
	       "escaped")),
	TEXT("sms.body", sms_body, NULL, N_("backend http: the body")),
	TEXT("sms.taken", sms_taken, NULL,
	    N_("backend http: expression that an answer must match")),
	TEXT("sms.never", sms_never, NULL,
	    N_("backend http: expression of answers that are final")),
	COUNT("sms.seconds", sms_seconds, "300", 10, 3600,
	    N_("an SMS code is good this long")),
	COUNT("sms.tries", sms_tries, "5", 1, 20,
	    N_("wrong codes before one is void")),
	COUNT("sms.resend_seconds", sms_resend_seconds, "60", 0, 3600,
	    N_("time before a new code may be asked for")),
	COUNT("sms.per_hour", sms_per_hour, "5", 1, 1000000,
	    N_("codes for one telephone in an hour")),
	WORD("mail.backend", mail_backend, NULL, mail_backends,
	    N_("how e-mail leaves: \"file\", \"command\" or \"smtp\"")),
	TEXT("mail.file", mail_file, NULL,
	    N_("backend file: messages are added to this file")),
	TEXT("mail.command", mail_command, NULL,
	    N_("backend command: program that gets address, subject, text")),
	TEXT("mail.url", mail_url, NULL,
	    N_("backend smtp: smtp://HOST:PORT or smtps://HOST:PORT")),
	TEXT("mail.from", mail_from, NULL,
	    N_("backend smtp: address of the sender")),
	TEXT("mail.returns", mail_returns, NULL,
	    N_("backend smtp: address that mail comes back to")),
	TEXT("mail.ca", mail_ca, NULL,
	    N_("PEM file: authorities of the mail server")),
	TEXT("mail.user", mail_user, NULL, N_("name at the mail server")),
	TEXT("mail.password_file", mail_password_file, NULL,
	    N_("file whose first line is the password at the mail server")),
	COUNT("outbox.hours", outbox_hours, "72", 1, 8760,
	    N_("a message that cannot be sent is given up after this time")),
	COUNT("outbox.answer_seconds", answer_seconds, "30", 1, 120,
	    N_("time a gateway or a mail server may take for a message")),
	COUNT("alert.first_days", alert_first, "90", 0, 3650,
	    N_("first alert, so long before the end of a certificate; 0: "
	       "none")),
	COUNT("alert.second_days", alert_second, "40", 0, 3650,
	    N_("second alert")),
	COUNT("alert.last_days", alert_last, "30", 0, 3650,
	    N_("last alert")),
	COUNT("alert.hour", alert_hour, "10", 0, 19,
	    N_("alerts are sent from this hour on, in Turkish time")),
	COUNT("signing.seconds", signing_seconds, "300", 10, 3600,
	    N_("a signing code is good this long")),
	COUNT("signing.guesses_per_minute", signing_guesses_per_minute, "10",
	    1, 10000000, N_("codes one address may show")),
	COUNT("renewal.days", renewal_days, "90", 1, 3650,
	    N_("a renewal is taken so long before the end")),
	COUNT("renewal.warn_days", renewal_warn_days, "30", 0, 3650,
	    N_("a renewal is late so long before the end")),
	COUNT("personal.word_tries", word_tries, "5", 1, 100,
	    N_("wrong security words before the entrance is locked")),
	COUNT("personal.lock_minutes", word_lock_minutes, "15", 1, 1440,
	    N_("it stays locked this long")),
	COUNT("personal.reset_hours", word_reset_hours, "24", 1, 720,
	    N_("a word that reset-word gave is good this long")),
	COUNT("retention.days", retention_days, "365", 1, 36500,
	    N_("what was typed into an application that came to nothing is "
	       "erased after this time")),
	COUNT("retention.years", retention_years, "20", 1, 100,
	    N_("everything of a person is erased so long after the end of "
	       "the last certificate")),
	COUNT("approval.late_days", late_days, "15", 1, 3650,
	    N_("an application that waits longer is counted as late")),
	COUNT("courier.late_days", courier_days, "15", 1, 3650,
	    N_("a card that is not delivered so long after it was shipped is "
	       "late")),
	WORD("issuer.backend", issuer, "none", issuer_backends,
	    N_("who issues certificates: \"none\", \"builtin\" or \"cmp\"")),
	TEXT("issuer.certificate", issuer_certificate, NULL,
	    N_("PEM file: the certificate of the CA that issues")),
	TEXT("issuer.key", issuer_key, NULL,
	    N_("PEM file: the CA's private key, where it is in a file")),
	TEXT("issuer.module", issuer_module, NULL,
	    N_("PKCS#11 module of the token that holds the CA's key")),
	TEXT("issuer.token", issuer_token, NULL, N_("label of that token")),
	TEXT("issuer.key_label", issuer_key_label, NULL,
	    N_("label of the key in it; any when absent")),
	TEXT("issuer.pin_file", issuer_pin_file, NULL,
	    N_("file with the PIN of the token")),
	TEXT("issuer.policy", issuer_policy, "2.16.792.1.61.0.1.5070.1.1",
	    N_("policy that certificates name (OID)")),
	TEXT("issuer.crl_url", issuer_crl_url, NULL,
	    N_("address of the revocation list, as certificates name it")),
	TEXT("issuer.ocsp_url", issuer_ocsp_url, NULL,
	    N_("address of the OCSP responder, as certificates name it")),
	TEXT("issuer.ca_url", issuer_ca_url, NULL,
	    N_("address of the CA's certificate, as certificates name it")),
	WORD("issuer.cmp_message", cmp_message, "ir", cmp_messages,
	    N_("CMP request: \"ir\", \"cr\", \"p10cr\" or \"kur\"")),
	TEXT("issuer.cmp_server", cmp_server, NULL,
	    N_("address of the CMP server: http://HOST:PORT/PATH")),
	TEXT("issuer.cmp_reference", cmp_reference, NULL,
	    N_("name of the shared secret")),
	TEXT("issuer.cmp_secret_file", cmp_secret_file, NULL,
	    N_("file with the shared secret of the CMP server")),
	COUNT("issuer.cmp_seconds", cmp_seconds, "30", 1, 3600,
	    N_("time an answer of the CMP server may take")),
	COUNT("crl.seconds", crl_seconds, "3600", 60, 31536000,
	    N_("a revocation list is good this long")),
	COUNT("crl.every_seconds", crl_every_seconds, "600", 1, 31536000,
	    N_("a new list is made after this time")),
	TEXT("crl.file", crl_file, NULL,
	    N_("the list is written to this file too (DER)")),
	TEXT("publish.address", publish_address, NULL,
	    N_("address for the list and OCSP over plain HTTP; none: off")),
	COUNT("publish.port", publish_port, "8080", 0, 65535,
	    N_("port for the list and OCSP; 0 picks a free one")),
	TEXT("publish.name", publish_name, "nes",
	    N_("name of the list: /crl/NAME.crl")),
	COUNT("publish.max_connections", publish_connections, "1024", 1,
	    1000000, N_("connections at a time")),
	COUNT("publish.requests_per_minute", publish_per_minute, "6000", 1,
	    100000000, N_("requests of one address")),
	COUNT("ocsp.seconds", ocsp_seconds, "300", 0, 86400,
	    N_("an answer of the responder is good this long")),
	COUNT("ocsp.days", ocsp_days, "7", 1, 90,
	    N_("the responder's own certificate is good this long")),
	COUNT("ocsp.workers", ocsp_workers, "2", 1, 64,
	    N_("threads that answer")),
	WORD("production.key", production_key, "p256", production_keys,
	    N_("keys of new cards: \"p256\", \"p384\" or \"rsa2048\"")),
	{ NULL, CONF_BOOL, 0, NULL, 0, 0, NULL, NULL },
};
/* clang-format on */

static int
need(const char *path, const char *key, const char *value, struct err *e)
{
	if (value != NULL && value[0] != '\0')
		return 0;
	return err_set(e, ERR_INVALID, _("%s: \"%s\" is missing."), path, key);
}

static int
need_file(const char *path, const char *key, const char *file, struct err *e)
{
	int rc = need(path, key, file, e);

	if (rc == 0 && access(file, R_OK) < 0)
		rc = err_set(e, ERR_INVALID,
		    _("%s: the file %s of \"%s\" cannot be read: %s."), path,
		    file, key, strerror(errno));
	return rc;
}

static int
need_files(const char *path, const char *key, char **files, struct err *e)
{
	int rc = 0;

	for (; files != NULL && *files != NULL && rc == 0; files++)
		rc = need_file(path, key, *files, e);
	return rc;
}

static int
check_gateway(const struct portal_options *o, const char *path, struct err *e)
{
	int rc = need(path, "sms.url", o->sms_url, e);

	if (rc == 0 && o->sms_ca != NULL)
		rc = need_file(path, "sms.ca", o->sms_ca, e);
	if (rc == 0 && o->sms_user != NULL)
		rc = need_file(
		    path, "sms.password_file", o->sms_password_file, e);
	return rc;
}

static int
check_sms(const struct portal_options *o, const char *path, struct err *e)
{
	if (strcmp(o->sms_backend, "file") == 0)
		return need(path, "sms.file", o->sms_file, e);
	if (strcmp(o->sms_backend, "command") == 0)
		return need(path, "sms.command", o->sms_command, e);
	return check_gateway(o, path, e);
}

static int
check_mail(const struct portal_options *o, const char *path, struct err *e)
{
	const char *word = o->mail_backend;
	int rc;

	/* Without a word of its own it goes the way of the SMS. */
	if (word == NULL && (strcmp(o->sms_backend, "file") == 0 ||
				strcmp(o->sms_backend, "command") == 0))
		return 0;
	rc = need(path, "mail.backend", word, e);
	if (rc < 0)
		return rc;
	if (strcmp(word, "file") == 0)
		return need(path, "mail.file",
		    o->mail_file == NULL ? o->sms_file : o->mail_file, e);
	if (strcmp(word, "command") == 0)
		return need(path, "mail.command",
		    o->mail_command == NULL ? o->sms_command : o->mail_command,
		    e);
	rc = need(path, "mail.url", o->mail_url, e);
	if (rc == 0)
		rc = need(path, "mail.from", o->mail_from, e);
	if (rc == 0 && o->mail_ca != NULL)
		rc = need_file(path, "mail.ca", o->mail_ca, e);
	if (rc == 0 && o->mail_user != NULL)
		rc = need_file(
		    path, "mail.password_file", o->mail_password_file, e);
	return rc;
}

int
portal_options_check(
    const struct portal_options *o, const char *path, struct err *e)
{
	int rc = need(path, "name", o->name, e);

	if (rc == 0)
		rc = need(path, "database", o->database, e);
	if (rc == 0)
		rc = need_file(path, "tls.certificate", o->tls_certificate, e);
	if (rc == 0)
		rc = need_file(path, "tls.key", o->tls_key, e);
	if (rc == 0)
		rc = need_file(path, "secret_file", o->secret_file, e);
	if (rc == 0)
		rc = need_files(path, "trust.ca", o->ca, e);
	if (rc == 0)
		rc = need_files(path, "trust.crl", o->crl, e);
	if (rc == 0 && o->font != NULL)
		rc = need_file(path, "login.font", o->font, e);
	if (rc == 0)
		rc = check_sms(o, path, e);
	if (rc == 0)
		rc = check_mail(o, path, e);
	if (rc == 0 && o->publish_address != NULL &&
	    strcmp(o->issuer, "builtin") != 0)
		rc = err_set(e, ERR_INVALID,
		    _("%s: \"%s\" needs the built-in issuer; another CA "
		      "publishes its lists itself."),
		    path, "publish.address");
	if (rc == 0 && o->crl_every_seconds > o->crl_seconds)
		rc = err_set(e, ERR_INVALID,
		    _("%s: \"%s\" must not be more than \"%s\"."), path,
		    "crl.every_seconds", "crl.seconds");
	if (rc == 0 && o->renewal_warn_days > o->renewal_days)
		rc = err_set(e, ERR_INVALID,
		    _("%s: \"%s\" must not be more than \"%s\"."), path,
		    "renewal.warn_days", "renewal.days");
	return rc;
}

int
portal_options_read(struct portal_options *o, const char *path, struct err *e)
{
	int rc;

	memset(o, 0, sizeof(*o));
	rc = conf_defaults(portal_option_rows, o, e);
	if (rc == 0)
		rc = conf_read(portal_option_rows, path, o, e);
	return rc;
}

void
portal_options_free(struct portal_options *o)
{
	if (o != NULL)
		conf_free(portal_option_rows, o);
}
