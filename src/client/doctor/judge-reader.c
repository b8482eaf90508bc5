/* From the reader to the service that lets programs use it. */
#include "config.h"
#include "client/doctor/judge.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <winscard.h>

#include "base/lang.h"
#include "base/banned.h"

#define GROUP "eimza" /* that the rule lets in */

enum service
judge_service(const struct findings *f)
{
	const struct found_pcsc *p = &f->pcsc;
	LONG rv = (LONG)p->context;

	if (p->answered && rv == SCARD_S_SUCCESS)
		return p->refused_card ? SERVICE_REFUSED : SERVICE_GOOD;
	if (p->socket_error != 0 || !p->asked)
		return SERVICE_BAD;
	if (!p->answered)
		return SERVICE_SILENT;
	/* It says no by hanging up; what libpcsclite makes of that depends on
	 * the moment, and is the last of these where it was at once. */
	return rv == SCARD_W_SECURITY_VIOLATION || rv == SCARD_F_COMM_ERROR ||
		       rv == SCARD_E_NO_SERVICE
		   ? SERVICE_REFUSED
		   : SERVICE_BAD;
}

bool
judge_soft_card(const struct findings *f)
{
	enum service s = judge_service(f);

	if (s == SERVICE_GOOD || s == SERVICE_REFUSED)
		return false;
	for (size_t i = 0; i < f->card.readers; i++)
		if (f->card.reader[i].present &&
		    f->card.reader[i].why.code == 0)
			return true;
	return false;
}

/* pcsc-lite puts a device's serial number into brackets behind its name. */
const char *
judge_reader_name(const struct findings *f, const char *name, char out[80])
{
	size_t n = 0;

	for (const char *p = name; *p != '\0' && n + 1 < 80; p++) {
		const char *end = *p == '(' ? strchr(p, ')') : NULL;
		size_t digits =
		    end != NULL ? strcspn(p, "0123456789") < (size_t)(end - p)
				: 0;

		if (digits > 0 && !f->personal) {
			p = end;
			if (n > 0 && out[n - 1] == ' ')
				n--;
			continue;
		}
		out[n++] = *p;
	}
	out[n] = '\0';
	return out;
}

static void
say_readers(const struct findings *f, struct line *l)
{
	const struct found_pcsc *p = &f->pcsc;
	struct buf names = BUF_INIT(1024);
	char name[80];

	for (size_t i = 0; i < p->readers; i++)
		buf_addf(&names, "%s%s", i > 0 ? ", " : "",
		    judge_reader_name(f, p->reader[i].name, name));
	line_ok(l,
	    lang_plural("%lu reader: %s.", "%lu readers: %s.", p->readers),
	    (unsigned long)p->readers, buf_str(&names));
	buf_free(&names);
}

void
judge_readers(const struct findings *f, struct line *l)
{
	const struct found_pcsc *p = &f->pcsc;

	if (p->readers > 0) {
		say_readers(f, l);
	} else if (p->plugged > 0 && judge_service(f) == SERVICE_GOOD) {
		line_wrong(l, "reader-unknown",
		    _("A card reader is plugged in (USB), but the card service "
		      "has no driver for it."));
		line_do(l, "%s",
		    _("Install the package libccid, pull the reader out and "
		      "put it in again."));
	} else if (p->plugged > 0) {
		line_ok(l, "%s",
		    _("A card reader is plugged in (USB); the next lines tell "
		      "whether it can be used."));
	} else if (judge_soft_card(f)) {
		line_skip(
		    l, "%s", _("Not needed: the card is read without one."));
	} else {
		line_wrong(
		    l, "no-reader", "%s", _("No card reader was found."));
		line_do(l, "%s",
		    _("Plug the reader in, if need be at another USB socket."));
		if (f->session.remote)
			line_do(l, "%s",
			    _("This session came over the network: a reader at "
			      "your own computer is not seen here. Run "
			      "\"eimza imzala\" there with the Doğrulama "
			      "Kodu."));
	}
}

static void
socket_wrong(const struct found_pcsc *p, struct line *l)
{
	if (p->socket_error == EACCES) {
		line_wrong(l, "pcscd-closed",
		    _("The card service (pcscd) cannot be reached: %s may not "
		      "be opened by you."),
		    p->socket);
		line_do(l, "%s",
		    _("Ask the administrator to start pcscd by its own "
		      "service: systemctl restart pcscd.socket"));
		return;
	}
	if (p->own_socket) {
		line_wrong(l, "no-pcscd",
		    _("Nobody answers at %s, which PCSCLITE_CSOCK_NAME names."),
		    p->socket);
		line_do(l, "%s",
		    _("Remove that variable (unset PCSCLITE_CSOCK_NAME), or "
		      "start the card service that it belongs to."));
		return;
	}
	if (p->daemon) {
		line_wrong(l, "pcscd-stopped", "%s",
		    _("The card service (pcscd) is installed, but does not "
		      "run."));
		line_do(l, "%s",
		    _("As administrator: systemctl enable --now "
		      "pcscd.socket"));
		return;
	}
	line_wrong(l, "no-pcscd", "%s",
	    _("The card service (pcscd) is not installed."));
	line_do(l, "%s", _("As administrator: apt install pcscd libccid"));
}

void
judge_pcscd(const struct findings *f, struct line *l)
{
	const struct found_pcsc *p = &f->pcsc;
	enum service s = judge_service(f);

	if (s == SERVICE_GOOD || s == SERVICE_REFUSED) {
		line_ok(l, "%s", _("pcscd runs."));
	} else if (judge_soft_card(f)) {
		line_skip(
		    l, "%s", _("Not needed: the card is read without it."));
	} else if (!p->library && p->socket_error == 0) {
		line_wrong(l, "no-pcsclite", "%s",
		    _("The library of the card service (libpcsclite) is "
		      "missing."));
		line_do(
		    l, "%s", _("As administrator: apt install libpcsclite1"));
	} else if (p->socket_error != 0) {
		socket_wrong(p, l);
	} else if (s == SERVICE_SILENT) {
		line_wrong(l, "pcscd-hangs",
		    _("The card service (pcscd) did not answer within %d s."),
		    p->end.seconds);
		line_do(
		    l, "%s", _("As administrator: systemctl restart pcscd"));
	} else if ((LONG)p->context == SCARD_E_SERVICE_STOPPED) {
		line_wrong(l, "pcscd-version", "%s",
		    _("The card service (pcscd) and its library are of "
		      "different versions."));
		line_do(l, "%s",
		    _("Bring both up to date, then restart the service: "
		      "systemctl restart pcscd"));
	} else {
		line_wrong(l, "pcscd-error",
		    _("The card service (pcscd) answers with the error "
		      "0x%08lX."),
		    p->context & 0xffffffffUL);
		line_do(
		    l, "%s", _("As administrator: systemctl restart pcscd"));
	}
}

/* The rule that lets the members of a group in, whatever session they have,
 * in the language of the polkit that is here. */
static void
say_rule(const struct found_session *s, struct line *l)
{
	if (s->rules) {
		line_do(l, "%s",
		    _("Ask the administrator to write this rule into the file "
		      "/etc/polkit-1/rules.d/60-eimza-pcscd.rules:"));
		line_do(l, "%s",
		    "polkit.addRule(function(action, subject) {\n"
		    "    if ((action.id == "
		    "\"org.debian.pcsc-lite.access_pcsc\" ||\n"
		    "        action.id == "
		    "\"org.debian.pcsc-lite.access_card\") &&\n"
		    "        subject.isInGroup(\"" GROUP "\"))\n"
		    "        return polkit.Result.YES;\n"
		    "});");
	} else {
		line_do(l, "%s",
		    _("Ask the administrator to write this rule into the file "
		      "/etc/polkit-1/localauthority/50-local.d/"
		      "60-eimza-pcscd.pkla:"));
		line_do(l, "%s",
		    "[eimza-pcscd]\n"
		    "Identity=unix-group:" GROUP "\n"
		    "Action=org.debian.pcsc-lite.access_pcsc;"
		    "org.debian.pcsc-lite.access_card\n"
		    "ResultAny=yes\n"
		    "ResultInactive=yes\n"
		    "ResultActive=yes");
	}
}

static void
say_refused(const struct findings *f, struct line *l)
{
	const struct found_session *s = &f->session;

	line_wrong(l, f->pcsc.refused_card ? "card-refused" : "pcscd-refused",
	    _("The system (polkit) does not let this session use cards: the "
	      "action %s is refused."),
	    f->pcsc.refused_card ? "org.debian.pcsc-lite.access_card"
				 : "org.debian.pcsc-lite.access_pcsc");
	if (s->remote)
		line_more(l, "%s",
		    _("The session came over the network, and only the person "
		      "who sits before this computer is let in by itself."));
	else if (s->elsewhere)
		line_more(l, "%s",
		    _("The session is not the one on the screen of this "
		      "computer, and only that one is let in by itself."));
	if (s->remote)
		line_do(l, "%s",
		    _("If the card is at your own computer, sign there: "
		      "\"eimza imzala\" with the Doğrulama Kodu. If it is in "
		      "this computer:"));
	say_rule(s, l);
	line_do(l,
	    _("Then, still as administrator: groupadd -f %s; usermod -aG %s "
	      "%s. Log in again."),
	    GROUP, GROUP,
	    f->personal && s->user[0] != '\0' ? s->user : _("ACCOUNT"));
	line_do(l, "%s",
	    _("If the rule is there already, look why pcscd hangs up: "
	      "journalctl -u pcscd"));
}

void
judge_permission(const struct findings *f, struct line *l)
{
	enum service s = judge_service(f);

	if (s == SERVICE_REFUSED)
		say_refused(f, l);
	else if (s == SERVICE_GOOD)
		line_ok(l, "%s",
		    f->session.remote
			? _("This session may use cards, although it came over "
			    "the network.")
			: _("This session may use cards."));
	else if (judge_soft_card(f))
		line_skip(
		    l, "%s", _("Not needed: the card is read without it."));
	else
		line_skip(l, "%s",
		    _("Not checked: the card service was not reached."));
}
