/* From the portal's address to what it answers. */
#include "config.h"
#include "client/doctor/judge.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/banned.h"

#define CLOCK_MOST 120 /* s that the clocks may differ by */
/* 01.11.2026: no computer's clock is right before this program was made. */
#define CLOCK_LEAST INT64_C(1793491200)

static bool
answered(const struct found_portal *p)
{
	return p->stage == STAGE_END && p->seen && p->err.code == 0;
}

static bool
reason(const struct found_portal *p, const char *word)
{
	return p->err.code != 0 && strcmp(p->err.reason, word) == 0;
}

/* The checks behind the address have nothing to look at. */
static bool
no_address(const struct found_portal *p, struct line *l)
{
	if (p->named && p->address.code == 0)
		return false;
	line_skip(l, "%s", _("Not checked: no portal is named."));
	return true;
}

/* The step is the one that did not end in time, or lies behind it. */
static bool
silent(const struct found_portal *p, enum found_stage stage, struct line *l)
{
	if (p->stage > stage || (p->stage == STAGE_NONE && p->end.whole))
		return false;
	if (p->stage < stage) {
		line_skip(
		    l, "%s", _("Not checked: the steps before it failed."));
		return true;
	}
	line_wrong(l, "timeout", _("No answer within %d s."), p->end.seconds);
	line_do(l, "%s",
	    _("Check the network connection: the cable or the wireless "
	      "network, and whether other pages open."));
	return true;
}

void
judge_portal(const struct findings *f, struct line *l)
{
	const struct found_portal *p = &f->portal;

	if (!p->named) {
		line_wrong(l, "no-portal", "%s", _("No portal is named."));
		line_do(l, "%s",
		    _("Name it with --portal https://... or write portal = "
		      "\"https://...\"; into eimza.conf. Your institution "
		      "tells the address."));
	} else if (p->address.code != 0) {
		line_wrong(l, "url", "%s", p->address.text);
	} else {
		line_ok(l, _("%s, port %d."), p->peer.host, p->port);
	}
}

void
judge_dns(const struct findings *f, struct line *l)
{
	const struct found_portal *p = &f->portal;

	if (no_address(p, l) || silent(p, STAGE_DNS, l))
		return;
	if (p->dns == 0) {
		line_ok(l,
		    lang_plural("The name %s has %lu address.",
			"The name %s has %lu addresses.", p->addresses),
		    p->peer.host, (unsigned long)p->addresses);
	} else if (p->proxy && answered(p)) {
		line_skip(l, "%s",
		    _("Not needed: the connection goes through a proxy."));
	} else {
		line_wrong(l, "dns", _("The name %s was not found (%s)."),
		    p->peer.host,
		    p->dns == EAI_SYSTEM ? strerror(p->dns_errno)
					 : gai_strerror(p->dns));
		line_do(l, "%s",
		    _("Check the network connection, the spelling of the "
		      "portal's address, and the name servers in "
		      "/etc/resolv.conf."));
	}
}

void
judge_tcp(const struct findings *f, struct line *l)
{
	const struct found_portal *p = &f->portal;

	if (no_address(p, l))
		return;
	if (p->dns != 0 && !(p->proxy && answered(p))) {
		line_skip(l, "%s", _("Not checked: the name was not found."));
	} else if (silent(p, STAGE_TCP, l)) {
		return;
	} else if (p->connected) {
		line_ok(l, _("Port %d takes connections."), p->port);
	} else if (p->proxy && answered(p)) {
		line_skip(l, "%s",
		    _("Not needed: the connection goes through a proxy."));
	} else {
		line_wrong(l, "tcp",
		    _("Port %d of %s takes no connection (%s)."), p->port,
		    p->peer.host, strerror(p->tcp_errno));
		line_do(l, "%s",
		    _("Ask the institution's help desk whether the portal is "
		      "in operation and whether the network (firewall, proxy) "
		      "lets you reach it."));
		if (p->proxy)
			line_do(l, "%s",
			    _("The environment names a proxy: check "
			      "https_proxy."));
	}
}

/* Without the line feeds at its end. */
static int
chain_len(const char *chain)
{
	size_t n = strlen(chain);

	while (n > 0 && chain[n - 1] == '\n')
		n--;
	return (int)n;
}

static void
say_refused(const struct findings *f, struct line *l)
{
	const struct found_portal *p = &f->portal;
	char now[DATE_MOMENT];

	line_wrong(
	    l, "tls", _("The certificate was refused. %s"), p->peer.reason);
	if (p->peer.fingerprint[0] != '\0')
		line_more(l, _("SHA-256 fingerprint: %s\n%.*s"),
		    p->peer.fingerprint, chain_len(p->peer.chain),
		    p->peer.chain);
	line_do(l, "%s",
	    _("Ask the institution for the file of its authority and name it "
	      "with --ca or as ca in eimza.conf; compare the fingerprint with "
	      "the one it tells you. Never go on without."));
	line_do(l, _("Check that this computer's clock is right: it says %s."),
	    date_moment(f->now, now));
}

/* What failed lies behind the connection: is it TLS itself? */
static bool
tls_failed(const struct found_portal *p)
{
	return p->err.code != 0 && !p->seen;
}

void
judge_tls(const struct findings *f, struct line *l)
{
	const struct found_portal *p = &f->portal;

	if (no_address(p, l))
		return;
	if (p->stage == STAGE_END && !p->connected && !p->proxy) {
		line_skip(l, "%s", _("Not checked: there was no connection."));
	} else if (p->stage == STAGE_INFO && p->end.seconds > 0 && p->seen) {
		line_ok(l, "%s", _("The portal proved its identity."));
	} else if (silent(p, STAGE_INFO, l)) {
		return;
	} else if (reason(p, "tls")) {
		say_refused(f, l);
	} else if (reason(p, "ca-file")) {
		line_wrong(l, "ca-file", "%s", p->err.text);
	} else if (tls_failed(p)) {
		line_wrong(l, "tls-failed", "%s", p->err.text);
		line_do(l, "%s",
		    _("Check the port of the portal's address, and whether the "
		      "network puts a filter in between."));
	} else {
		line_ok(l, _("%s proved its identity. SHA-256 fingerprint: %s"),
		    p->peer.host, p->peer.fingerprint);
	}
}

static void
say_apart(int64_t apart, struct line *l)
{
	int64_t size = apart < 0 ? -apart : apart;
	bool minutes = size < INT64_C(2) * 3600;
	long long n = minutes ? size / 60 : size / 3600;

	if (minutes && apart > 0)
		line_wrong(l, "clock",
		    _("This computer's clock is %lld minutes ahead of the "
		      "portal's."),
		    n);
	else if (minutes)
		line_wrong(l, "clock",
		    _("This computer's clock is %lld minutes behind the "
		      "portal's."),
		    n);
	else if (apart > 0)
		line_wrong(l, "clock",
		    _("This computer's clock is %lld hours ahead of the "
		      "portal's."),
		    n);
	else
		line_wrong(l, "clock",
		    _("This computer's clock is %lld hours behind the "
		      "portal's."),
		    n);
}

void
judge_clock(const struct findings *f, struct line *l)
{
	const struct found_portal *p = &f->portal;
	int64_t apart = p->ours - p->theirs;
	char now[DATE_MOMENT];

	if (answered(p) && p->theirs != 0 && apart > -CLOCK_MOST &&
	    apart < CLOCK_MOST) {
		line_ok(l, _("%lld s apart from the portal's."),
		    (long long)(apart < 0 ? -apart : apart));
		return;
	}
	if (answered(p) && p->theirs != 0)
		say_apart(apart, l);
	else if (f->now < CLOCK_LEAST)
		line_wrong(l, "clock",
		    _("This computer's clock says %s, which is before this "
		      "program was made."),
		    date_moment(f->now, now));
	else
		line_skip(l,
		    _("Not compared: the portal did not tell its time. This "
		      "computer's clock says %s."),
		    date_moment(f->now, now));
	if (l->state == LINE_WRONG)
		line_do(l, "%s",
		    _("As administrator: timedatectl set-ntp true. A wrong "
		      "time makes good certificates look expired."));
}

void
judge_protocol(const struct findings *f, struct line *l)
{
	const struct found_portal *p = &f->portal;

	if (no_address(p, l))
		return;
	if (p->stage == STAGE_INFO && p->seen)
		line_wrong(
		    l, "timeout", _("No answer within %d s."), p->end.seconds);
	else if (answered(p))
		line_ok(l,
		    _("The portal speaks this program's language (v1); "
		      "it is of version %s."),
		    p->version);
	else if (!p->seen || reason(p, "tls") || reason(p, "ca-file"))
		line_skip(
		    l, "%s", _("Not checked: the steps before it failed."));
	else {
		line_wrong(l,
		    p->err.reason[0] != '\0' ? p->err.reason : "protocol", "%s",
		    p->err.text);
		line_do(l, "%s",
		    _("Check the portal's address; if it is right, tell the "
		      "institution's help desk, and bring this program up to "
		      "date."));
	}
}
