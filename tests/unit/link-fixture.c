/* What the tests of the link share: see link-fixture.h. */
#include "config.h"
#include "link-fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/lang.h"
#include "client/remote/calls.h"

#include "base/banned.h"

struct fixture fixture;

static int64_t jumped;

static int64_t
jumping_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000 + jumped;
}

void
fixture_jump(int64_t ms)
{
	jumped += ms;
}

int
fixture_open(void **state)
{
	const struct server_cert_plan authority = { "Test CA", NULL,
		-FIXTURE_DAY, FIXTURE_DAY };
	const struct server_cert_plan portal = { "portal", "IP:127.0.0.1",
		-FIXTURE_DAY, FIXTURE_DAY };

	(void)state;
	snprintf(fixture.dir, sizeof(fixture.dir), "/tmp/eimza-link-XXXXXX");
	if (mkdtemp(fixture.dir) == NULL)
		return -1;
	snprintf(
	    fixture.ca_path, sizeof(fixture.ca_path), "%s/ca.pem", fixture.dir);
	fixture.ca = server_cert_make(&authority, NULL);
	fixture.leaf = server_cert_make(&portal, &fixture.ca);
	server_cert_save(&fixture.ca, fixture.ca_path);
	setenv("no_proxy", "*", 1);
	clock_set(jumping_clock, NULL);
	lang_set(LANG_EN);
	return 0;
}

int
fixture_close(void **state)
{
	(void)state;
	server_cert_free(&fixture.leaf);
	server_cert_free(&fixture.ca);
	file_remove_tree(fixture.dir);
	return 0;
}

struct link *
fixture_link(const struct server *s)
{
	struct link_options o = { NULL, fixture.ca_path, "1.2.3" };
	struct link *l = NULL;
	char url[64];

	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", server_port(s));
	o.url = url;
	assert_int_equal(link_open(&l, &o, NULL), ERR_OK);
	return l;
}

int
fixture_turn(struct link *l, struct link_reply *r)
{
	struct link_state st;
	int pauses = 0;

	while (!link_next(l, r)) {
		link_state(l, &st);
		if (st.status == LINK_TRYING && st.next_try > clock_mono_ms()) {
			assert_int_equal(st.attempt, ++pauses);
			assert_string_not_equal(st.sentence, "");
			fixture_jump(st.next_try - clock_mono_ms());
		}
		assert_int_equal(link_poll(l, NULL, 0, -1, NULL), ERR_OK);
	}
	return pauses;
}

int
fixture_info(struct link *l, struct link_reply *r)
{
	struct link_call *c = NULL;

	assert_int_equal(calls_info(l, &c, NULL), ERR_OK);
	return fixture_turn(l, r);
}
