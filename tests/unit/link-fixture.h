/* What the tests of the link share: certificates, the clock that jumps, a
 * loop that turns until a reply is there. */
#ifndef TESTS_UNIT_LINK_FIXTURE_H
#define TESTS_UNIT_LINK_FIXTURE_H

#include "client/remote/link.h"
#include "link-server.h"

#define FIXTURE_DAY 86400L
#define INFO                                                                   \
	"{\"portal\":\"P\",\"version\":\"1\","                                 \
	"\"time_at\":\"2026-11-21T14:02:10Z\",\"contact\":\"0312\"}"
#define INFO_LEN "78"
#define JSON	 "Content-Type: application/json\r\n"
#define GOOD                                                                   \
	"HTTP/1.1 200 OK\r\n" JSON "Content-Length: " INFO_LEN "\r\n\r\n" INFO
#define ENDS(status, headers, body)                                            \
	"HTTP/1.1 " status "\r\nConnection: close\r\n" headers "\r\n" body

struct fixture {
	char dir[64], ca_path[80];
	struct server_cert ca, leaf; /* leaf: for 127.0.0.1 */
};

extern struct fixture fixture;

/* For cmocka_run_group_tests; the language becomes English. */
int fixture_open(void **state);
int fixture_close(void **state);

/* Moves the clock on. */
void fixture_jump(int64_t ms);

/* A link to s that trusts fixture.ca. */
struct link *fixture_link(const struct server *s);

/* Turns the loop until a reply is there, jumps over pauses; answers how
 * many there were. */
int fixture_turn(struct link *l, struct link_reply *r);

/* Asks for GET /v1/info and turns. */
int fixture_info(struct link *l, struct link_reply *r);

#endif
