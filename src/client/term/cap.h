/* Strings of the terminal's description. */
#ifndef CLIENT_TERM_CAP_H
#define CLIENT_TERM_CAP_H

/* Borrowed from terminfo; NULL: the terminal has none. */
const char *cap_string(const char *name);

#endif
