/* The checks: what the findings mean. Each says one line, and what to do when
 * something is wrong; none of them looks at the computer itself. */
#ifndef CLIENT_DOCTOR_JUDGE_H
#define CLIENT_DOCTOR_JUDGE_H

#include "client/doctor/findings.h"
#include "client/doctor/report.h"

/* Reader, service, permission, driver (judge-reader.c). */
void judge_readers(const struct findings *f, struct line *l);
void judge_pcscd(const struct findings *f, struct line *l);
void judge_permission(const struct findings *f, struct line *l);

/* The card and what is on it (judge-card.c). */
void judge_driver(const struct findings *f, struct line *l);
void judge_card(const struct findings *f, struct line *l);
void judge_certificate(const struct findings *f, struct line *l);
void judge_pin(const struct findings *f, struct line *l);

/* The way to the portal (judge-portal.c). */
void judge_portal(const struct findings *f, struct line *l);
void judge_dns(const struct findings *f, struct line *l);
void judge_tcp(const struct findings *f, struct line *l);
void judge_tls(const struct findings *f, struct line *l);
void judge_clock(const struct findings *f, struct line *l);
void judge_protocol(const struct findings *f, struct line *l);

/* Terminal, letters, settings (judge-place.c). */
void judge_terminal(const struct findings *f, struct line *l);
void judge_locale(const struct findings *f, struct line *l);
void judge_files(const struct findings *f, struct line *l);

/* The service in front of the readers (PC/SC). */
enum service {
	SERVICE_GOOD,
	SERVICE_REFUSED, /* it runs, but not for this session */
	SERVICE_SILENT,	 /* it takes a connection and does not answer */
	SERVICE_BAD	 /* not there, or broken */
};
enum service judge_service(const struct findings *f);

/* A card is read without PC/SC, as one made of software is: nothing in front
 * of it is missed. */
bool judge_soft_card(const struct findings *f);

/* A reader's name without its serial number (unless that may be told), into a
 * buffer of 80 bytes; answers it. */
const char *judge_reader_name(
    const struct findings *f, const char *name, char out[80]);

#endif
