/*
 * What one look at all readers found: drivers, readers, certificates. Here
 * are the rules of how several drivers share the readers.
 */
#ifndef CLIENT_CARD_LISTING_H
#define CLIENT_CARD_LISTING_H

#include "client/card/card.h"

#define LISTING_CERTS 64 /* more are not looked at */

struct listing {
	struct card_cert *certs;
	struct card_reader *readers;
	struct card_module *modules;
	size_t cert_count, reader_count, module_count;
	bool blank; /* a place for a token with none in it was passed over */
};

/* Each takes a copy (a certificate's der is taken over) or answers -1: no
 * memory, or as many certificates as there may be. */
int listing_add_module(struct listing *l, const char *name, const char *path);
int listing_add_reader(struct listing *l, const struct card_reader *r);
int listing_add_cert(struct listing *l, const struct card_cert *c);

/*
 * Whether it is there already, under the same identifier: a card may name one
 * object twice, and several keys come each with a copy of the certificate.
 */
bool listing_has_cert(const struct listing *l, const struct card_cert *c);

/* Whether another driver than this one reads the card of that reader. */
bool listing_taken(const struct listing *l, const char *name, size_t module);

/*
 * After the last reader was added, and its certificates: it becomes one with
 * a reader of the same name, and the driver that reads its card better stays.
 */
void listing_settle(struct listing *l);

/* Certificates were read, and there is no card without any: no further
 * driver is needed. */
bool listing_complete(const struct listing *l);

/* Those that can sign first, the longest valid first. */
void listing_sort(struct listing *l);

/* 0 when a certificate can sign; else the sentence that helps most. */
int listing_explain(const struct listing *l, struct err *e);

/* Copies one certificate, its DER included; -1 when memory is out. */
int listing_copy_cert(struct card_cert *to, const struct card_cert *from);

void listing_free(struct listing *l);

#endif
