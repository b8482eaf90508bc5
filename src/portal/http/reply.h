/* Answers as bytes: status line, the same careful header fields on each. */
#ifndef PORTAL_HTTP_REPLY_H
#define PORTAL_HTTP_REPLY_H

#include "portal/http/server.h"

struct evbuffer;

#define REPLY_CONTINUE	   "HTTP/1.1 100 Continue\r\n\r\n"
#define REPLY_CONTINUE_LEN (sizeof(REPLY_CONTINUE) - 1)

/* Adds the whole answer; -1 when memory is out. */
int reply_write(struct evbuffer *out, const struct http_answer *a, bool keep,
    enum lang lang);

#endif
