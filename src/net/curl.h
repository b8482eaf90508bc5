/*
 * libcurl, loaded at the first call instead of at the start: it brings some
 * forty libraries with it, which would cost the first screen half of its
 * time, and one of them (GnuTLS, behind RTMP) a megabyte of setting itself up
 * unless it is asked not to. Its functions keep their names.
 */
#ifndef NET_CURL_H
#define NET_CURL_H

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#include "base/err.h"

#define CURL_FUNCTIONS(X)                                                      \
	X(easy_cleanup)                                                        \
	X(easy_getinfo)                                                        \
	X(easy_init)                                                           \
	X(easy_perform)                                                        \
	X(easy_reset)                                                          \
	X(easy_setopt)                                                         \
	X(easy_strerror)                                                       \
	X(global_cleanup)                                                      \
	X(global_init_mem)                                                     \
	X(mime_addpart)                                                        \
	X(mime_data)                                                           \
	X(mime_encoder)                                                        \
	X(mime_filename)                                                       \
	X(mime_free)                                                           \
	X(mime_headers)                                                        \
	X(mime_init)                                                           \
	X(mime_subparts)                                                       \
	X(mime_type)                                                           \
	X(multi_add_handle)                                                    \
	X(multi_cleanup)                                                       \
	X(multi_info_read)                                                     \
	X(multi_init)                                                          \
	X(multi_perform)                                                       \
	X(multi_poll)                                                          \
	X(multi_remove_handle)                                                 \
	X(multi_strerror)                                                      \
	X(slist_append)                                                        \
	X(slist_free_all)

#undef curl_easy_getinfo
#undef curl_easy_setopt

struct curl_functions {
#define CURL_MEMBER(f) __typeof__(curl_##f) *(f);
	CURL_FUNCTIONS(CURL_MEMBER)
#undef CURL_MEMBER
};

/* Filled by curl_load, and by nothing else. */
extern struct curl_functions curl_functions;

/* Loads it unless it is there. ERR_UNAVAILABLE when it is not installed. Call
 * before other threads are started. */
int curl_load(struct err *e);

#define curl_easy_cleanup	 curl_functions.easy_cleanup
#define curl_easy_getinfo	 curl_functions.easy_getinfo
#define curl_easy_init		 curl_functions.easy_init
#define curl_easy_perform	 curl_functions.easy_perform
#define curl_easy_reset		 curl_functions.easy_reset
#define curl_easy_setopt	 curl_functions.easy_setopt
#define curl_easy_strerror	 curl_functions.easy_strerror
#define curl_global_cleanup	 curl_functions.global_cleanup
#define curl_global_init_mem	 curl_functions.global_init_mem
#define curl_mime_addpart	 curl_functions.mime_addpart
#define curl_mime_data		 curl_functions.mime_data
#define curl_mime_encoder	 curl_functions.mime_encoder
#define curl_mime_filename	 curl_functions.mime_filename
#define curl_mime_free		 curl_functions.mime_free
#define curl_mime_headers	 curl_functions.mime_headers
#define curl_mime_init		 curl_functions.mime_init
#define curl_mime_subparts	 curl_functions.mime_subparts
#define curl_mime_type		 curl_functions.mime_type
#define curl_multi_add_handle	 curl_functions.multi_add_handle
#define curl_multi_cleanup	 curl_functions.multi_cleanup
#define curl_multi_info_read	 curl_functions.multi_info_read
#define curl_multi_init		 curl_functions.multi_init
#define curl_multi_perform	 curl_functions.multi_perform
#define curl_multi_poll		 curl_functions.multi_poll
#define curl_multi_remove_handle curl_functions.multi_remove_handle
#define curl_multi_strerror	 curl_functions.multi_strerror
#define curl_slist_append	 curl_functions.slist_append
#define curl_slist_free_all	 curl_functions.slist_free_all

#endif
