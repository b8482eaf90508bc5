/*
 * libcurl on memory that is wiped before it is given back: its buffers hold
 * session tokens and everything a person typed.
 */
#ifndef NET_WIPING_H
#define NET_WIPING_H

/* Sets libcurl up; -1 when it cannot be. Each call that answered 0 is
 * balanced by a curl_global_cleanup. */
int wiping_curl_init(void);

#endif
