/* Where the drivers of cards are on this computer, and what they are called. */
#ifndef CLIENT_CARD_DRIVER_H
#define CLIENT_CARD_DRIVER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Names each driver that exists, in the order in which they are to be tried:
 * AKİS, OpenSC, what p11-kit has registered for every program or for ours
 * (pkcs11.conf(5)), and p11-kit's way to a card on another computer where
 * P11_KIT_SERVER_ADDRESS is set. A file that has several names may be named
 * more than once: see driver_same. root stands before all folders; NULL: none.
 */
void driver_find(
    const char *root, void (*found)(void *ctx, const char *path), void *ctx);

/* "AKİS", "OpenSC", "SoftHSM", or the file's name; safe to show. */
void driver_name(const char *path, char *out, size_t size);

/* The same file. */
bool driver_same(const char *a, const char *b);

/* Whether a person who wrote this (name, file's name or path) means it. */
bool driver_meant(const char *path, const char *written);

#endif
