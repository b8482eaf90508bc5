/* The situations. */
#include "config.h"
#include "doctor-found.h"

#include <errno.h>
#include <netdb.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define NOW	   INT64_C(1795250000) /* November 2026 */
#define DAY	   INT64_C(86400)
#define NO_SERVICE 0x8010001dUL
#define REFUSED	   0x8010006aUL
#define HUNG_UP	   0x80100013UL

/* Everything is in order. */
static void
all_well(struct findings *f)
{
	memset(f, 0, sizeof(*f));
	f->now = NOW;
	f->pcsc = (struct found_pcsc){ .end.whole = true,
		.library = true,
		.daemon = true,
		.socket = "/run/pcscd/pcscd.comm",
		.asked = true,
		.answered = true,
		.readers = 1,
		.plugged = 1,
		.reader = { { "ACS ACR39U (AB1234) 00 00", true } } };
	f->session.rules = true;
	snprintf(f->session.user, sizeof(f->session.user), "ogretmen");
	f->card = (struct found_card){ .end.whole = true,
		.listed = true,
		.modules = 1,
		.module = { { "AKİS", "/usr/lib/libakisp11.so", true, { 0 } } },
		.readers = 1,
		.reader = { { true, CARD_PIN_OK, { 0 } } },
		.certs = 1,
		.cert = { { "AYŞE ÖĞRETMEN", "NES Alt Kök", "0A1B2C",
		    NOW + 60 * DAY - 10, false, { 0 } } } };
	f->portal = (struct found_portal){ .end.whole = true,
		.named = true,
		.stage = STAGE_END,
		.port = 443,
		.addresses = 2,
		.connected = true,
		.seen = true,
		.peer = { .host = "portal.example",
		    .fingerprint = "AA:BB",
		    .chain = "Owner: portal\nIssuer: CA\n" },
		.theirs = NOW,
		.ours = NOW + 1,
		.version = "0.1.0" };
	f->terminal = (struct look){ .there = true,
		.term = "xterm-256color",
		.known = true,
		.moves = true,
		.colours = 256,
		.rows = 24,
		.cols = 80,
		.charset = "UTF-8" };
	f->language.catalogue = true;
	f->files = 1;
	f->file[0] =
	    (struct found_file){ "/etc/eimza/eimza.conf", true, { 0 } };
}

static void
fail_with(struct err *e, int code, const char *word, const char *text)
{
	err_fill(e, code, "%s", text);
	err_reason(e, word);
}

static void
no_pcsc(struct findings *f, int error)
{
	f->pcsc.socket_error = error;
	f->pcsc.context = NO_SERVICE;
	f->pcsc.readers = f->pcsc.plugged = 0;
	f->card.readers = f->card.certs = 0;
}

static void
refuse_session(struct findings *f, unsigned long code)
{
	f->pcsc.context = code;
	f->pcsc.readers = 0;
	f->card.readers = f->card.certs = 0;
	f->session.remote = true;
}

static void
dead_end(struct findings *f, enum found_stage stage)
{
	f->portal.end = (struct found_end){ .seconds = 20 };
	f->portal.stage = stage;
	f->portal.seen = f->portal.connected = false;
	if (stage == STAGE_INFO)
		f->portal.connected = true;
}

static void
portal_says(struct findings *f, int code, const char *word, bool seen)
{
	f->portal.seen = seen;
	f->portal.theirs = 0;
	fail_with(&f->portal.err, code, word, "The portal's sentence.");
	if (strcmp(word, "tls") == 0)
		snprintf(f->portal.peer.reason, sizeof(f->portal.peer.reason),
		    "It has expired, or the clock of this computer is wrong.");
}

#define CASE(name) static void name(struct findings *f)

CASE(well)
{
	(void)f;
}
CASE(soft)
{
	f->pcsc.context = NO_SERVICE;
	f->pcsc.socket_error = ENOENT;
	f->pcsc.readers = f->pcsc.plugged = 0;
}
CASE(stopped)
{
	no_pcsc(f, ENOENT);
}
CASE(not_installed)
{
	no_pcsc(f, ENOENT);
	f->pcsc.daemon = false;
}
CASE(stale)
{
	no_pcsc(f, ECONNREFUSED);
	f->pcsc.plugged = 1;
}
CASE(closed)
{
	no_pcsc(f, EACCES);
}
CASE(own_socket)
{
	no_pcsc(f, ENOENT);
	f->pcsc.own_socket = true;
	snprintf(f->pcsc.socket, sizeof(f->pcsc.socket), "/tmp/x");
}
CASE(no_library)
{
	no_pcsc(f, 0);
	f->pcsc.library = f->pcsc.asked = f->pcsc.answered = false;
}
CASE(pcscd_hangs)
{
	no_pcsc(f, 0);
	f->pcsc.answered = false;
	f->pcsc.end = (struct found_end){ .seconds = 20 };
	f->card.listed = false;
	f->card.end = (struct found_end){ .seconds = 20 };
}
CASE(versions)
{
	no_pcsc(f, 0);
	f->pcsc.context = 0x8010001eUL;
}
CASE(other_error)
{
	no_pcsc(f, 0);
	f->pcsc.context = 0x80100001UL;
}
CASE(no_usb_driver)
{
	f->pcsc.readers = 0;
	f->card.readers = f->card.certs = 0;
}
CASE(two_readers)
{
	f->pcsc.readers = 2;
	snprintf(f->pcsc.reader[1].name, 80, "Pad Reader (no keys)");
}
CASE(refused)
{
	refuse_session(f, REFUSED);
}
CASE(hung_up)
{
	refuse_session(f, HUNG_UP);
}
CASE(hung_up_at_once)
{
	refuse_session(f, NO_SERVICE);
}
CASE(hung_up_local)
{
	refuse_session(f, HUNG_UP);
	f->session.remote = false;
	f->session.elsewhere = true;
}
CASE(old_polkit)
{
	refuse_session(f, HUNG_UP);
	f->session.rules = false;
}
CASE(card_refused)
{
	f->pcsc.refused_card = true;
	f->card.readers = f->card.certs = 0;
}
CASE(remote_allowed)
{
	f->session.remote = true;
}
CASE(personal_refused)
{
	refuse_session(f, REFUSED);
	f->personal = true;
}
CASE(no_module)
{
	f->card = (struct found_card){ .end.whole = true, .listed = true };
}
CASE(module_bad)
{
	f->card.readers = f->card.certs = 0;
	fail_with(&f->card.module[0].why, ERR_UNAVAILABLE, "module-bad",
	    "The card driver cannot be used.");
}
CASE(module_skipped)
{
	f->card.modules = 2;
	f->card.module[1].tried = true;
	fail_with(&f->card.module[1].why, ERR_UNAVAILABLE, "module-bad",
	    "The card driver cannot be used.");
}
CASE(module_spare)
{
	f->card.modules = 2;
	snprintf(f->card.module[1].name, 32, "OpenSC");
	snprintf(f->card.module[1].path, 512, "/usr/lib/opensc-pkcs11.so");
}
CASE(module_hangs)
{
	f->card.listed = false;
	f->card.readers = f->card.certs = 0;
	f->card.end = (struct found_end){ .seconds = 20 };
}
CASE(module_crashes)
{
	module_hangs(f);
	f->card.end = (struct found_end){ .signal = SIGSEGV };
}
CASE(no_card)
{
	f->card.readers = f->card.certs = 0;
	f->pcsc.reader[0].card = false;
}
CASE(card_unknown)
{
	f->card.readers = f->card.certs = 0;
}
CASE(card_broken)
{
	f->card.certs = 0;
	fail_with(&f->card.reader[0].why, ERR_UNAVAILABLE, "device",
	    "The card does not answer properly.");
}
CASE(card_empty)
{
	f->card.certs = 0;
	fail_with(&f->card.reader[0].why, ERR_NOT_FOUND, "no-certificate",
	    "There is no certificate on the card.");
}
CASE(expired)
{
	f->card.cert[0].refused = true;
	fail_with(&f->card.cert[0].why, ERR_INVALID, "expired",
	    "The certificate has expired.");
}
CASE(one_of_two)
{
	expired(f);
	f->card.certs = 2;
	f->card.cert[1] = f->card.cert[0];
	f->card.cert[1].refused = false;
}
CASE(issued_together)
{
	f->card.certs = 2;
	f->card.cert[1] = f->card.cert[0];
}
CASE(personal)
{
	f->personal = true;
}
CASE(pin_locked)
{
	f->card.reader[0].pin = CARD_PIN_LOCKED;
}
CASE(pin_final)
{
	f->card.reader[0].pin = CARD_PIN_FINAL;
}
CASE(pin_low)
{
	f->card.reader[0].pin = CARD_PIN_LOW;
}
CASE(pin_pad)
{
	f->card.reader[0].pin = CARD_PIN_PAD;
}
CASE(pin_unknown)
{
	f->card.reader[0].pin = CARD_PIN_UNKNOWN;
}
CASE(pin_other_card)
{
	f->card.readers = 2;
	f->card.reader[1] = f->card.reader[0];
	f->card.reader[1].pin = CARD_PIN_LOCKED;
}
CASE(no_portal)
{
	f->portal = (struct found_portal){ .end.whole = true };
}
CASE(bad_address)
{
	f->portal = (struct found_portal){ .end.whole = true, .named = true };
	fail_with(&f->portal.address, ERR_INVALID, "url",
	    "The portal's address must have the form https://host.");
}
CASE(no_name)
{
	f->portal.dns = EAI_NONAME;
	f->portal.connected = f->portal.seen = false;
	f->portal.theirs = 0;
}
CASE(dns_hangs)
{
	dead_end(f, STAGE_DNS);
	f->portal.theirs = 0;
}
CASE(tcp_hangs)
{
	dead_end(f, STAGE_TCP);
	f->portal.theirs = 0;
}
CASE(info_hangs)
{
	dead_end(f, STAGE_INFO);
	f->portal.theirs = 0;
}
CASE(no_port)
{
	f->portal.connected = f->portal.seen = false;
	f->portal.tcp_errno = ECONNREFUSED;
	f->portal.theirs = 0;
}
CASE(behind_proxy)
{
	f->portal.proxy = true;
	f->portal.dns = EAI_NONAME;
	f->portal.connected = false;
}
CASE(proxy_wrong)
{
	no_port(f);
	f->portal.proxy = true;
}
CASE(tls_refused)
{
	portal_says(f, ERR_DENIED, "tls", true);
}
CASE(ca_file)
{
	portal_says(f, ERR_INVALID, "ca-file", false);
}
CASE(tls_cut)
{
	portal_says(f, ERR_UNAVAILABLE, "unreachable", false);
}
CASE(strange)
{
	portal_says(f, ERR_INTERNAL, "protocol", true);
}
CASE(busy)
{
	portal_says(f, ERR_UNAVAILABLE, "unreachable", true);
}
CASE(clock_near)
{
	f->portal.ours = f->portal.theirs + 119;
}
CASE(clock_ahead)
{
	f->portal.ours = f->portal.theirs + 120;
}
CASE(clock_behind)
{
	f->portal.ours = f->portal.theirs - INT64_C(7) * 60;
}
CASE(clock_hours)
{
	f->portal.ours = f->portal.theirs + INT64_C(3) * 3600;
}
CASE(clock_dead)
{
	no_portal(f);
	f->now = 1000000000;
}
CASE(no_tty)
{
	f->terminal.there = false;
}
CASE(dumb)
{
	snprintf(f->terminal.term, 64, "dumb");
}
CASE(term_unknown)
{
	snprintf(f->terminal.term, 64, "xterm-new");
	f->terminal.known = false;
}
CASE(printer)
{
	f->terminal.moves = false;
}
CASE(small)
{
	f->terminal.rows = 19;
}
CASE(narrow)
{
	f->terminal.cols = 59;
}
CASE(least)
{
	f->terminal.cols = 60;
	f->terminal.rows = 20;
}
CASE(mono)
{
	f->terminal.colours = 0;
}
CASE(ascii)
{
	f->terminal.lacks = f->terminal.ascii = true;
	snprintf(f->terminal.charset, 32, "ANSI_X3.4-1968");
}
CASE(no_locale)
{
	ascii(f);
	snprintf(f->terminal.locale, 64, "tr_TR.UTF-8");
	snprintf(f->terminal.variable, 12, "LC_ALL");
}
CASE(latin1)
{
	f->terminal.lacks = true;
	snprintf(f->terminal.charset, 32, "ISO-8859-1");
}
CASE(no_catalogue)
{
	f->language.catalogue = false;
}
CASE(conf_wrong)
{
	fail_with(&f->file[0].why, ERR_INVALID, "",
	    "/etc/eimza/eimza.conf, line 3: syntax error.");
}
CASE(no_conf)
{
	f->files = 0;
}

static const struct {
	const char *name;
	void (*find)(struct findings *f);
} situations[] = {
#define NAMED(s)                                                               \
	{                                                                      \
#s, s                                                          \
	}
	NAMED(well),
	NAMED(soft),
	NAMED(stopped),
	NAMED(not_installed),
	NAMED(stale),
	NAMED(closed),
	NAMED(own_socket),
	NAMED(no_library),
	NAMED(pcscd_hangs),
	NAMED(versions),
	NAMED(other_error),
	NAMED(no_usb_driver),
	NAMED(two_readers),
	NAMED(refused),
	NAMED(hung_up),
	NAMED(hung_up_at_once),
	NAMED(hung_up_local),
	NAMED(old_polkit),
	NAMED(card_refused),
	NAMED(remote_allowed),
	NAMED(personal_refused),
	NAMED(no_module),
	NAMED(module_bad),
	NAMED(module_skipped),
	NAMED(module_spare),
	NAMED(module_hangs),
	NAMED(module_crashes),
	NAMED(no_card),
	NAMED(card_unknown),
	NAMED(card_broken),
	NAMED(card_empty),
	NAMED(expired),
	NAMED(one_of_two),
	NAMED(issued_together),
	NAMED(personal),
	NAMED(pin_locked),
	NAMED(pin_final),
	NAMED(pin_low),
	NAMED(pin_pad),
	NAMED(pin_unknown),
	NAMED(pin_other_card),
	NAMED(no_portal),
	NAMED(bad_address),
	NAMED(no_name),
	NAMED(dns_hangs),
	NAMED(tcp_hangs),
	NAMED(info_hangs),
	NAMED(no_port),
	NAMED(behind_proxy),
	NAMED(proxy_wrong),
	NAMED(tls_refused),
	NAMED(ca_file),
	NAMED(tls_cut),
	NAMED(strange),
	NAMED(busy),
	NAMED(clock_near),
	NAMED(clock_ahead),
	NAMED(clock_behind),
	NAMED(clock_hours),
	NAMED(clock_dead),
	NAMED(no_tty),
	NAMED(dumb),
	NAMED(term_unknown),
	NAMED(printer),
	NAMED(small),
	NAMED(narrow),
	NAMED(least),
	NAMED(mono),
	NAMED(ascii),
	NAMED(no_locale),
	NAMED(latin1),
	NAMED(no_catalogue),
	NAMED(conf_wrong),
	NAMED(no_conf),
#undef NAMED
};

void
found_set(struct findings *f, const char *situation)
{
	all_well(f);
	for (size_t i = 0; i < sizeof(situations) / sizeof(situations[0]); i++)
		if (strcmp(situations[i].name, situation) == 0) {
			situations[i].find(f);
			return;
		}
	fail_msg("there is no situation %s", situation);
}
