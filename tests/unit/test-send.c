#include "config.h"

#include <fcntl.h>
#include <poll.h>
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
#include "portal/send/sender.h"
#include "base/banned.h"

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

static int
send_to(struct sender *s, enum message_kind kind, const char *address,
    const char *text)
{
	struct message m = { .kind = kind };
	struct sent sent = { "" };
	struct err e = { 0 };

	snprintf(m.address, sizeof(m.address), "%s", address);
	snprintf(m.text, sizeof(m.text), "%s", text);
	if (kind == MESSAGE_EMAIL)
		snprintf(m.subject, sizeof(m.subject), "konu");
	return s->ops->send(s, &m, &sent, &e);
}

static void
to_a_file(void **state)
{
	char path[128], mail[128], file[] = "file", smtp[] = "smtp",
				   kannel[] = "kannel";
	struct portal_options o = { .sms_backend = file, .sms_file = path };
	struct sender *s = NULL, *t = NULL;
	struct err e = { 0 };

	(void)state;
	in_dir("sms.txt", path);
	assert_int_equal(sender_open(&s, MESSAGE_SMS, &o, &e), 0);
	assert_int_equal(sender_open(&t, MESSAGE_EMAIL, &o, &e), 0);
	assert_int_equal(send_to(s, MESSAGE_SMS, "5301234567", "bir ş"), 0);
	assert_int_equal(send_to(s, MESSAGE_SMS, "5301234567", "iki"), 0);
	assert_int_equal(send_to(t, MESSAGE_EMAIL, "a@b.example", "ü\nç"), 0);
	sender_free(s);
	sender_free(t);
	expect_file(path, "5301234567\tbir ş\n5301234567\tiki\n");
	expect_file(in_dir("mail.txt", mail), "a@b.example\tkonu\tü ç\n");
	o.mail_backend = smtp;
	assert_int_equal(sender_open(&s, MESSAGE_SMS, &o, &e), 0);
	sender_free(s);
	o.sms_backend = kannel;
	o.mail_backend = NULL;
	assert_int_equal(sender_open(&s, MESSAGE_EMAIL, &o, &e), ERR_INVALID);
	assert_non_null(strstr(e.text, "mail.backend"));
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
	    send_to(s, MESSAGE_SMS, "5301234567", "$(id) `x`; ş"), 0);
	sender_free(s);
	expect_file(out, "sms\n5301234567\n$(id) `x`; ş\n");
	assert_int_equal(sender_open_command(&s, path, 20, &e), 0);
	assert_int_equal(send_to(s, MESSAGE_EMAIL, "a@b.example", "x\ny"), 0);
	sender_free(s);
	expect_file(out, "email\na@b.example\nkonu\nx\ny\n");
	script("refuse", "#!/bin/sh\nexec 0<&-\nexit 3\n", path);
	assert_int_equal(sender_open_command(&s, path, 20, &e), 0);
	assert_int_equal(send_to(s, MESSAGE_SMS, "1", "x"), ERR_UNAVAILABLE);
	sender_free(s);
	/* What it started ends with it: the pipe has no writer any more. */
	assert_int_equal(mkfifo(in_dir("left", out), 0600), 0);
	snprintf(body, sizeof(body),
	    "#!/bin/sh\nexec 3<>%s\ntail -f /dev/null 3>&3\n", out);
	script("hang", body, path);
	fd = open(out, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_int_equal(sender_open_command(&s, path, 1, &e), 0);
	assert_int_equal(send_to(s, MESSAGE_SMS, "1", "x"), ERR_UNAVAILABLE);
	sender_free(s);
	assert_int_equal(poll(&(struct pollfd){ .fd = fd }, 1, 20000), 1);
	close(fd);
	assert_int_equal(
	    sender_open_command(&s, in_dir("none", path), 1, &e), ERR_INVALID);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)
	const struct CMUnitTest tests[] = {
		T(to_a_file),
		T(to_a_program),
	};

	return cmocka_run_group_tests_name("send", tests, NULL, NULL);
}
