#include "config.h"
#include "kannel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "base/banned.h"

#define BEARERBOX "/usr/sbin/bearerbox"
#define SMSBOX	  "/usr/sbin/smsbox"
#define FAKESMSC  "/usr/lib/kannel/test/fakesmsc"
#define TRIES	  3 /* a free port may be taken meanwhile */
#define PARTS	  9
#define UNDER_WAY 8

bool
kannel_installed(void)
{
	return access(BEARERBOX, X_OK) == 0 && access(SMSBOX, X_OK) == 0 &&
	       access(FAKESMSC, X_OK) == 0;
}

static void
write_config(const struct kannel *w)
{
	struct buf b = BUF_INIT(8192);

	buf_addf(&b,
	    "group = core\nadmin-port = %d\nadmin-password = x\n"
	    "admin-interface = 127.0.0.1\nsmsbox-port = %d\n"
	    "smsbox-interface = 127.0.0.1\nbox-allow-ip = 127.0.0.1\n"
	    "store-type = file\nstore-location = %s/store\n"
	    "dlr-storage = internal\nsms-resend-freq = 1\n\n",
	    w->admin, w->box, w->dir);
	buf_addf(&b,
	    "group = smsc\nsmsc = fake\nsmsc-id = fake\nport = %d\n"
	    "connect-allow-ip = 127.0.0.1\n\n",
	    w->smsc);
	buf_addf(&b,
	    "group = smsbox\nbearerbox-host = 127.0.0.1\nsendsms-port = %d\n"
	    "sendsms-interface = 127.0.0.1\n\n"
	    "group = sendsms-user\nusername = portal\npassword "
	    "= " KANNEL_PASSWORD "\n"
	    "max-messages = 3\nconcatenation = true\n\n"
	    "group = sms-service\nkeyword = default\ntext = \"\"\n"
	    "max-messages = 0\n",
	    w->sendsms);
	assert_false(b.failed);
	assert_int_equal(file_write(w->config, b.data, b.len, 0600, NULL), 0);
	buf_free(&b);
}

static bool
start_boxes(struct kannel *w)
{
	const char *const bearerbox[] = { BEARERBOX, "-v", "1", w->config,
		NULL };
	const char *const smsbox[] = { SMSBOX, w->config, NULL };

	w->admin = child_port();
	w->box = child_port();
	w->sendsms = child_port();
	w->smsc = child_port();
	write_config(w);
	child_start(&w->bearerbox, bearerbox);
	if (child_line(&w->bearerbox, "Start-up done") == NULL)
		return false;
	child_start(&w->smsbox, smsbox);
	return child_line(&w->smsbox, "Connected to bearerbox") != NULL;
}

void
kannel_smsc_start(struct kannel *w)
{
	char port[16];
	/* It must have something to send itself; the service says nothing. */
	const char *const argv[] = { FAKESMSC, "-H", "127.0.0.1", "-r", port,
		"-i", "1000", "1 2 text x", NULL };

	snprintf(port, sizeof(port), "%d", w->smsc);
	child_start(&w->fakesmsc, argv);
	assert_non_null(child_line(&w->fakesmsc, "sent message 1"));
}

void
kannel_start(struct kannel *w)
{
	memset(w, 0, sizeof(*w));
	snprintf(w->dir, sizeof(w->dir), "/tmp/eimza-kannel.XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	snprintf(w->config, sizeof(w->config), "%s/kannel.conf", w->dir);
	for (int i = 0; i < TRIES && !start_boxes(w); i++) {
		child_end(&w->smsbox);
		child_end(&w->bearerbox);
	}
	kannel_smsc_start(w);
}

void
kannel_end(struct kannel *w)
{
	child_end(&w->fakesmsc);
	child_end(&w->smsbox);
	child_end(&w->bearerbox);
	file_remove_tree(w->dir);
}

static int
hex(char c)
{
	return c <= '9' ? c - '0' : c - 'A' + 10;
}

/* Bytes as the SMSC shows them, up to the end of the word; answers how
 * many. */
static size_t
take_bytes(const char *p, unsigned char *out, size_t size)
{
	size_t n = 0;

	for (; *p != '\0' && *p != '>' && *p != ' '; p++) {
		assert_true(n < size);
		if (*p == '%') {
			out[n++] = (unsigned char)(hex(p[1]) * 16 + hex(p[2]));
			p += 2;
		} else {
			out[n++] = *p == '+' ? ' ' : (unsigned char)*p;
		}
	}
	return n;
}

/* Adds a word of UCS-2 as UTF-8. */
static void
add_ucs2(struct buf *out, const char *p)
{
	unsigned char bytes[1024];
	size_t n = take_bytes(p, bytes, sizeof(bytes));

	for (size_t i = 0; i + 1 < n; i += 2) {
		char utf8[5];

		text_put((uint32_t)bytes[i] << 8 | bytes[i + 1], utf8);
		buf_adds(out, utf8);
	}
}

/* A text of which parts have come (3GPP TS 23.040 §9.2.3.24.1). */
struct parted {
	unsigned char reference;
	int all, come; /* parts; all 0: unused */
	struct buf parts[PARTS];
};

static struct parted under_way[UNDER_WAY]; /* one Kannel in a process */

static struct parted *
find_parted(unsigned char reference)
{
	struct parted *unused = NULL;

	for (int i = 0; i < UNDER_WAY; i++) {
		if (under_way[i].all == 0)
			unused = &under_way[i];
		else if (under_way[i].reference == reference)
			return &under_way[i];
	}
	assert_non_null(unused);
	unused->reference = reference;
	return unused;
}

/* Adds the whole text when this was its last part. */
static void
add_part(const char *header, const char *text, struct buf *out)
{
	unsigned char h[16];
	struct parted *t;

	assert_int_equal(take_bytes(header, h, sizeof(h)), 6);
	assert_in_range(h[4], 2, PARTS);
	assert_in_range(h[5], 1, h[4]);
	t = find_parted(h[3]);
	t->all = h[4];
	t->parts[h[5] - 1] = (struct buf)BUF_INIT(1024);
	add_ucs2(&t->parts[h[5] - 1], text);
	if (++t->come < t->all)
		return;
	for (int i = 0; i < t->all; i++) {
		buf_adds(out, buf_str(&t->parts[i]));
		buf_free(&t->parts[i]);
	}
	*t = (struct parted){ .all = 0 };
}

char *
kannel_text(struct kannel *w, const char *from, const char *to)
{
	struct buf out = BUF_INIT(4096);
	char ends[64], *text;

	snprintf(ends, sizeof(ends), "<%s %s ", from, to);
	while (out.len == 0) {
		const char *line = child_line(&w->fakesmsc, "Got message"), *at;

		assert_non_null(line);
		at = strstr(line, ends);
		if (at == NULL)
			fail_msg("not for %s: %s", to, line);
		at += strlen(ends);
		if (strncmp(at, "ucs-2 ", 6) == 0)
			add_ucs2(&out, at + 6);
		else if (strncmp(at, "udh ", 4) == 0)
			add_part(at + 4, strstr(at, " data ") + 6, &out);
		else
			fail_msg("what is this: %s", line);
	}
	text = strdup(buf_str(&out));
	buf_free(&out);
	assert_non_null(text);
	return text;
}
