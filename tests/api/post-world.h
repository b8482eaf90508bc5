/*
 * The way of a message to its reader: the world's outbox, sent through Kannel
 * and a mail server, and what telephone and mailbox got. What a message tells
 * is known by its whole text in the language of the world.
 */
#ifndef TESTS_API_POST_WORLD_H
#define TESTS_API_POST_WORLD_H

#include "flow-world.h"

/* Whether the programs are there. */
bool post_installed(void);

/* Before the clock is the world's: certificates are made by the real one. SMS
 * codes are read from the telephone then. */
void post_open(struct world *w);

/* Sends what is due, until nothing is, and reads as much as was sent. */
void post_deliver(struct world *w);

/* A line for each message: "DD.MM.YYYY sms shipped"; those of one delivery
 * are sorted. */
const char *post_log(void);

/* The sender of the last mail's envelope: POST_RETURNS with its reference. */
#define POST_RETURNS "returned@portal.example"
const char *post_sender(void);

/* The calendar entry of the last mail that had one. */
const char *post_file(void);

/* Nothing more than was sent has come; ends everything. */
void post_close(struct world *w);

#endif
