#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "portal/send/outbox.h"
#include "portal/send/sender.h"
#include "portal/store/outbox.h"
#include "portal/store/store.h"
#include "base/banned.h"

#define NOW 1795255200

static char dir[64];

static int
make_dir(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/eimza-send.XXXXXX");
	assert_non_null(mkdtemp(dir));
	return 0;
}

static int
remove_dir(void **state)
{
	(void)state;
	file_remove_tree(dir);
	return 0;
}

static const char *
in_dir(const char *name, char path[128])
{
	snprintf(path, 128, "%s/%s", dir, name);
	return path;
}

static void
expect_file(const char *path, const char *want)
{
	struct buf b = BUF_INIT(4096);

	assert_int_equal(file_read(path, &b, NULL), 0);
	assert_string_equal(buf_str(&b), want);
	buf_free(&b);
}

static void
to_a_file(void **state)
{
	struct sender *s = NULL;
	char path[128];
	struct err e = { 0 };

	(void)state;
	assert_int_equal(sender_open_file(&s, in_dir("sms.txt", path), &e), 0);
	assert_int_equal(s->ops->send(s, "sms", "5301234567", "bir ş", &e), 0);
	assert_int_equal(s->ops->send(s, "sms", "5301234567", "iki", &e), 0);
	assert_int_equal(
	    s->ops->send(s, "email", "a@example.org", "üç", &e), 0);
	sender_free(s);
	expect_file(path, "5301234567\tbir ş\n5301234567\tiki\n");
	expect_file(in_dir("mail.txt", path), "a@example.org\tüç\n");
}

static void
script(const char *name, const char *body, char path[128])
{
	assert_int_equal(
	    file_write(in_dir(name, path), body, strlen(body), 0700, NULL), 0);
}

static void
to_a_program(void **state)
{
	struct sender *s = NULL;
	char path[128], out[128], body[256];
	struct err e = { 0 };
	int fd;

	(void)state;
	snprintf(body, sizeof(body), "#!/bin/sh\n{ echo \"$1\"; cat; } >%s\n",
	    in_dir("got", out));
	script("send", body, path);
	assert_int_equal(sender_open_command(&s, path, 20, &e), 0);
	assert_int_equal(
	    s->ops->send(s, "sms", "5301234567", "$(id) `x`; ş", &e), 0);
	sender_free(s);
	expect_file(out, "sms\n5301234567\n$(id) `x`; ş\n");
	script("refuse", "#!/bin/sh\nexec 0<&-\nexit 3\n", path);
	assert_int_equal(sender_open_command(&s, path, 20, &e), 0);
	assert_int_equal(s->ops->send(s, "sms", "1", "x", &e), ERR_UNAVAILABLE);
	sender_free(s);
	/* What it started ends with it: the pipe has no writer any more. */
	assert_int_equal(mkfifo(in_dir("left", out), 0600), 0);
	snprintf(body, sizeof(body),
	    "#!/bin/sh\nexec 3<>%s\ntail -f /dev/null 3>&3\n", out);
	script("hang", body, path);
	fd = open(out, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_int_equal(sender_open_command(&s, path, 1, &e), 0);
	assert_int_equal(s->ops->send(s, "sms", "1", "x", &e), ERR_UNAVAILABLE);
	sender_free(s);
	assert_int_equal(poll(&(struct pollfd){ .fd = fd }, 1, 20000), 1);
	close(fd);
	assert_int_equal(
	    sender_open_command(&s, in_dir("none", path), 1, &e), ERR_INVALID);
}

/* Refuses as often as it is told to, then takes. */
struct stubborn {
	struct sender base;
	int refuse, taken;
	sem_t done;
};

static int
stubborn_send(struct sender *s, const char *kind, const char *address,
    const char *text, struct err *e)
{
	struct stubborn *t = (struct stubborn *)s;

	assert_string_equal(kind, "sms");
	assert_string_equal(address, "5301234567");
	assert_string_equal(text, "kod");
	if (t->refuse-- > 0)
		return err_set(e, ERR_UNAVAILABLE, "not now");
	t->taken++;
	return 0;
}

static const struct sender_ops stubborn_ops = { .name = "stubborn",
	.send = stubborn_send };

static void
wake(void *arg)
{
	sem_post(arg);
}

static void
tried_again(void **state)
{
	struct stubborn t = { .base = { &stubborn_ops }, .refuse = 2 };
	struct message m = {
		.kind = MESSAGE_SMS, .address = "5301234567", .text = "kod"
	};
	struct store *s = NULL;
	struct outbox *o = NULL;
	int64_t now = NOW, next = 0;
	char path[128];

	(void)state;
	sem_init(&t.done, 0, 0);
	assert_int_equal(store_open(&s, in_dir("portal.db", path), NULL), 0);
	assert_int_equal(store_message_add(s, &m, now, NULL), 0);
	assert_int_equal(outbox_start(&o, &t.base, wake, &t.done, NULL), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(outbox_pump(o, s, now, &next, NULL), 0);
		sem_wait(&t.done);
		assert_int_equal(outbox_pump(o, s, now, &next, NULL), 0);
		if (i < 2) /* pauses of 5 and 10 seconds */
			assert_int_equal(next - now, 5 << i);
		now = next;
	}
	assert_int_equal(next, 0);
	outbox_stop(o);
	assert_int_equal(t.taken, 1);
	store_close(s);
	sem_destroy(&t.done);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)
	const struct CMUnitTest tests[] = {
		T(to_a_file),
		T(to_a_program),
		T(tried_again),
	};

	return cmocka_run_group_tests_name("send", tests, NULL, NULL);
}
