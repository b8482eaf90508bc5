/* The portal's configuration: one table, read from portal.conf. */
#ifndef PORTAL_OPTIONS_H
#define PORTAL_OPTIONS_H

#include <stdbool.h>

#include "base/conf.h"
#include "base/err.h"

struct portal_options {
	char *name;    /* portal's name, stands in the signed text */
	char *contact; /* help desk's telephone */
	char *listen;  /* address, "::" or "127.0.0.1" */
	long port;     /* 0: any free one, printed when listening */
	char *tls_certificate, *tls_key;
	char *database;	  /* path of the SQLite file */
	char **ca, **crl; /* trust for signatures */
	bool crl_required, ocsp;
	char *tsa;  /* http://... of a time-stamp service, or NULL */
	char *font; /* for the picture; NULL: found by itself */
	long max_connections;
	long request_seconds;	  /* deadline of a whole request */
	long idle_seconds;	  /* of a connection between requests */
	long requests_per_minute; /* of one address */
	long workers; /* threads for slow work; 0: one a processor */
	/* sessions and drafts */
	long session_minutes, draft_days;
	/* SMS Onay Kodu */
	char *sms_backend; /* "file", "command", "kannel" or "http" */
	char *sms_file, *sms_command;
	char *sms_url, *sms_ca, *sms_user, *sms_password_file, *sms_from;
	char *sms_prefix, *sms_report_url;		    /* kannel */
	char *sms_method, **sms_headers, *sms_content_type; /* http */
	char *sms_body, *sms_taken, *sms_never;
	long sms_parts;
	long sms_seconds, sms_tries, sms_resend_seconds, sms_per_hour;
	/* e-mail */
	char *mail_backend; /* "file", "command", "smtp"; NULL: as SMS */
	char *mail_file, *mail_command, *mail_url, *mail_from, *mail_ca;
	char *mail_returns, *mail_user, *mail_password_file;
	long outbox_hours, answer_seconds;
	/* days before the end of a certificate; 0: none */
	long alert_first, alert_second, alert_last, alert_hour;
	/* Doğrulama Kodu */
	long signing_seconds, signing_guesses_per_minute;
	/* renewal */
	long renewal_days, renewal_warn_days;
	/* Şifreli Giriş */
	long word_tries, word_lock_minutes, word_reset_hours;
	/* what is kept of people */
	long retention_days, retention_years;
	/* approval, courier */
	long late_days, courier_days;
	/* login */
	long captcha_seconds, captcha_tries, work_bits, logins_per_minute;
	char *secret_file; /* key of the keyed hashes; made by init */
	/* issuing; see portal/issue/issuer.h */
	char *issuer; /* "none", "builtin" or "cmp" */
	char *issuer_certificate, *issuer_key;
	char *issuer_module, *issuer_token, *issuer_key_label, *issuer_pin_file;
	char *issuer_policy, *issuer_crl_url, *issuer_ocsp_url, *issuer_ca_url;
	char *cmp_message, *cmp_server, *cmp_reference, *cmp_secret_file;
	long cmp_seconds;
	/* the revocation list, OCSP and the listener of both */
	long crl_seconds, crl_every_seconds;
	char *crl_file, *publish_address, *publish_name;
	long publish_port, publish_connections, publish_per_minute;
	long ocsp_seconds, ocsp_days, ocsp_workers;
	char *production_key; /* kind of a new card's key */
};

extern const struct conf_row portal_option_rows[];

/* Defaults, then the file. Caller frees with portal_options_free, also after
 * an error. */
int portal_options_read(
    struct portal_options *o, const char *path, struct err *e);

/* What serve needs beyond that: settings that must be there, files that must
 * be readable. The sentence names path and setting. */
int portal_options_check(
    const struct portal_options *o, const char *path, struct err *e);
void portal_options_free(struct portal_options *o);

#endif
