/*
 * Keys: bytes of a terminal become characters and named keys. Sequences that
 * mean nothing here are swallowed whole; an ESC is Escape only when nothing
 * follows it within the delay.
 */
#ifndef CLIENT_TERM_KEY_H
#define CLIENT_TERM_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Named keys; characters are their code points. Ctrl-A is 1, and so on. */
enum {
	KEYS_FIRST = 0x200000,
	KEYS_UP = KEYS_FIRST,
	KEYS_DOWN,
	KEYS_LEFT,
	KEYS_RIGHT,
	KEYS_HOME,
	KEYS_END,
	KEYS_PAGE_UP,
	KEYS_PAGE_DOWN,
	KEYS_INSERT,
	KEYS_DELETE,
	KEYS_BACK_TAB,
	KEYS_ESCAPE,
	KEYS_PASTE, /* a bracketed paste: key_paste has its text */
	KEYS_F0,
	KEYS_F1,
	KEYS_F2,
	KEYS_F3,
	KEYS_F4,
	KEYS_F5,
	KEYS_F6,
	KEYS_F7,
	KEYS_F8,
	KEYS_F9,
	KEYS_F10,
	KEYS_F11,
	KEYS_F12,
	KEYS_TAB = 9,
	KEYS_ENTER = 13,
	KEYS_BACKSPACE = 127
};

#define KEYS_CTRL(c) ((c)&0x1f)

struct keys;

/* Caller frees. esc_delay in milliseconds. The terminal's own sequences come
 * from terminfo when one is set up; the usual ones of xterm, linux and vt100
 * are always known. */
struct keys *keys_new(int esc_delay);
void keys_free(struct keys *k);

/* Bytes as they came. At most 64 KiB wait; more is dropped. */
void keys_feed(struct keys *k, const char *bytes, size_t len);

/* Forgets what waits, and a paste: it may be a PIN, and nobody reads on. */
void keys_forget(struct keys *k);

/* The next key, or false when none is complete at this time. */
bool keys_next(struct keys *k, int64_t now_ms, int *key);

/* When an ESC that waits becomes Escape; -1: none waits. */
int64_t keys_deadline(const struct keys *k);

/* The text of the KEYS_PASTE just read, UTF-8; borrowed until the next key. */
const char *keys_paste(const struct keys *k);

#endif
