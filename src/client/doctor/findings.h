/*
 * What the probes found out about this computer. Plain memory without
 * pointers: each probe that talks to the outside runs in a process of its own
 * and fills its part of memory that both processes see, so that a driver that
 * hangs or crashes costs one line of the report and no more.
 */
#ifndef CLIENT_DOCTOR_FINDINGS_H
#define CLIENT_DOCTOR_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "client/card/card.h"
#include "client/remote/link.h"
#include "client/term/look.h"

#define FOUND_READERS 8
#define FOUND_MODULES 16
#define FOUND_CERTS   8
#define FOUND_FILES   2

/* How a probe ended. */
struct found_end {
	bool whole;  /* everything it looks for was looked at */
	int signal;  /* it crashed with this signal; 0: it did not */
	int seconds; /* it was ended after so many; 0: it was not */
};

struct found_reader {
	char name[80];
	bool card; /* a card is in it */
};

struct found_pcsc {
	struct found_end end;
	bool library;	       /* libpcsclite is here */
	bool daemon;	       /* pcscd is installed */
	bool own_socket;       /* PCSCLITE_CSOCK_NAME is set */
	char socket[108];      /* path */
	int socket_error;      /* errno of a connection to it; 0: taken */
	bool asked;	       /* answer was, or was to be, waited for */
	bool answered;	       /* context holds its answer */
	unsigned long context; /* SCARD_* of SCardEstablishContext */
	bool refused_card;     /* a card was there, but not for this session */
	size_t readers, plugged; /* readers; of them USB devices, told by the
				    system alone */
	struct found_reader reader[FOUND_READERS];
};

/* Whether polkit takes this session for that of a person before the screen. */
struct found_session {
	bool remote;	/* it came over the network */
	bool elsewhere; /* local, but not the one that is shown, or none */
	bool rules;	/* polkit reads rules in JavaScript; else .pkla */
	char user[64];	/* login name */
};

struct found_module {
	char name[32];
	char path[512];
	bool tried;
	struct err why;
};

struct found_card_reader {
	bool present;
	enum card_pin pin;
	struct err why;
};

struct found_cert {
	char owner[128], issuer[128], serial[48];
	int64_t not_after;
	bool refused;
	struct err why;
};

struct found_card {
	struct found_end end;
	bool listed; /* err and what follows are the driver's answer */
	struct err err;
	size_t modules, readers, certs;
	struct found_module module[FOUND_MODULES];
	struct found_card_reader reader[FOUND_READERS];
	struct found_cert cert[FOUND_CERTS];
};

/* How far the way to the portal was gone. */
enum found_stage { STAGE_NONE, STAGE_DNS, STAGE_TCP, STAGE_INFO, STAGE_END };

struct found_portal {
	struct found_end end;
	bool named;	    /* there is an address at all */
	struct err address; /* what is wrong with it */
	bool proxy;	    /* the environment names one */
	enum found_stage stage;
	int port;
	int dns;       /* EAI_*; 0: found */
	int dns_errno; /* with EAI_SYSTEM */
	size_t addresses;
	bool connected;
	int tcp_errno;
	bool seen; /* the certificate; peer says more */
	struct link_peer peer;
	struct err err;	      /* of the question; code 0: answered */
	int64_t theirs, ours; /* clocks at the answer; theirs 0: unknown */
	char version[41];
};

struct found_language {
	bool catalogue; /* Turkish texts are there */
};

struct found_file {
	char path[512];
	bool there;
	struct err why;
};

struct findings {
	int64_t now; /* wall clock */
	bool personal;
	struct found_pcsc pcsc;
	struct found_session session;
	struct found_card card;
	struct found_portal portal;
	struct look terminal;
	struct found_language language;
	size_t files;
	struct found_file file[FOUND_FILES];
};

#endif
