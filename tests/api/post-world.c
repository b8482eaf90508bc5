#include "config.h"
#include "post-world.h"

#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/base64.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/file.h"
#include "base/lang.h"
#include "kannel.h"
#include "personal-world.h"
#include "portal/flow/notice.h"
#include "portal/issue/ca.h"
#include "portal/send/outbox.h"
#include "base/banned.h"

#define PYTHON	 "/usr/bin/python3"
#define FROM	 "KAMUSM"
#define MOST	 16 /* messages of one delivery */
#define PATIENCE 60 /* seconds, before the test fails */
#define LAST	 "Son ileti"

/* Counts what a sender hands over. */
struct counter {
	struct sender base;
	struct sender *real;
	long sent, read;
};

static struct {
	struct kannel kannel;
	struct child mail;
	struct counter counters[MESSAGE_KINDS];
	struct outbox *outbox;
	sem_t done;
	enum lang lang; /* of the person */
	struct buf log, file;
	char cert[128], key[128], word[128], sms_url[96], mail_url[64];
	char code[7]; /* the last that the telephone got */
	char sender[128];
} p;

static int
count_send(
    struct sender *s, const struct message *m, struct sent *out, struct err *e)
{
	struct counter *c = (struct counter *)s;
	int rc = c->real->ops->send(c->real, m, out, e);

	if (rc == 0)
		__atomic_add_fetch(&c->sent, 1, __ATOMIC_SEQ_CST);
	else
		fprintf(stderr, "%s: %s\n", m->event, e->text);
	return rc;
}

static const struct sender_ops count_ops = { .name = "count",
	.send = count_send };

bool
post_installed(void)
{
	return kannel_installed() && access(PYTHON, X_OK) == 0 &&
	       system(PYTHON " -c 'import aiosmtpd' 2>/dev/null") == 0;
}

static void
start_mail(void)
{
	struct ca_profile c = ca_profile_server(
	    "localhost", "DNS:localhost,IP:127.0.0.1", clock_wall(), 2);
	struct ca_id *id = NULL;
	const struct ca_id *ids[1];
	const char *src = getenv("EIMZA_SRCDIR"), *line;
	char script[512];
	const char *const argv[] = { PYTHON, "-Wignore", script, p.cert, p.key,
		"tls", NULL };

	assert_int_equal(ca_issue(&id, NULL, &c, NULL), 0);
	ids[0] = id;
	assert_int_equal(ca_write_cert(p.cert, ids, 1, NULL), 0);
	assert_int_equal(ca_write_key(p.key, id, NULL), 0);
	ca_id_free(id);
	snprintf(script, sizeof(script), "%s/tests/lib/smtpd.py",
	    src == NULL ? "." : src);
	child_start(&p.mail, argv);
	line = child_line(&p.mail, "port ");
	assert_non_null(line);
	snprintf(p.mail_url, sizeof(p.mail_url), "smtp://127.0.0.1:%s",
	    line + strlen("port "));
}

static void
wake(void *arg)
{
	sem_post(arg);
}

static void
start_outbox(struct world *w)
{
	static char kannel[] = "kannel", smtp[] = "smtp", from[] = FROM,
		    user[] = KANNEL_USER, prefix[] = "90",
		    mail_from[] = "nes@portal.example",
		    returns[] = POST_RETURNS;
	struct portal_options *o = &w->options;
	struct sender *senders[MESSAGE_KINDS];

	snprintf(p.sms_url, sizeof(p.sms_url),
	    "http://127.0.0.1:%d/cgi-bin/sendsms", p.kannel.sendsms);
	o->sms_backend = kannel;
	o->sms_url = p.sms_url;
	o->sms_user = user;
	o->sms_password_file = p.word;
	o->sms_from = from;
	o->sms_prefix = prefix;
	o->sms_parts = NOTICE_SMS_PARTS;
	o->mail_backend = smtp;
	o->mail_url = p.mail_url;
	o->mail_from = mail_from;
	o->mail_returns = returns;
	o->mail_ca = p.cert;
	o->answer_seconds = 30;
	for (int k = 0; k < MESSAGE_KINDS; k++) {
		p.counters[k].base.ops = &count_ops;
		assert_int_equal(sender_open(&p.counters[k].real,
				     (enum message_kind)k, o, NULL),
		    0);
		senders[k] = &p.counters[k].base;
	}
	assert_int_equal(
	    outbox_start(&p.outbox, senders, wake, &p.done, NULL), 0);
}

static void
read_code(struct world *w, char code[7])
{
	post_deliver(w);
	assert_int_equal(strlen(p.code), 6);
	memcpy(code, p.code, 7);
	p.code[0] = '\0';
}

void
post_open(struct world *w)
{
	memset(&p, 0, sizeof(p));
	p.log = (struct buf)BUF_INIT(65536);
	p.file = (struct buf)BUF_INIT(4096);
	sem_init(&p.done, 0, 0);
	snprintf(p.cert, sizeof(p.cert), "%s/mail.pem", w->dir);
	snprintf(p.key, sizeof(p.key), "%s/mail.key", w->dir);
	snprintf(p.word, sizeof(p.word), "%s/kannel.word", w->dir);
	assert_int_equal(file_write(p.word, KANNEL_PASSWORD "\n",
			     sizeof(KANNEL_PASSWORD), 0600, NULL),
	    0);
	kannel_start(&p.kannel);
	start_mail();
	start_outbox(w);
	w->read_code = read_code;
}

static int
count_waiting(void *arg, const struct message_line *l, struct err *e)
{
	long *n = arg;

	(void)e;
	if (strcmp(l->state, "waiting") != 0)
		fail_msg("%s %s: %s", l->kind, l->event, l->problem);
	(*n)++;
	return 0;
}

/* Every thread that ends a message says so; the time only ends a test that
 * hangs. */
static void
send_all(struct world *w)
{
	struct timespec until;
	int64_t next;

	for (;;) {
		long n = 0;

		assert_int_equal(
		    outbox_pump(p.outbox, w->flow.store, w->now, &next, NULL),
		    0);
		assert_int_equal(store_message_each(w->flow.store, false,
				     count_waiting, &n, NULL),
		    0);
		if (n == 0)
			return;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += PATIENCE;
		assert_int_equal(sem_timedwait(&p.done, &until), 0);
	}
}

/* Whether text is the pattern with something in each of its {places}. */
static bool
matches(const char *pattern, const char *text)
{
	for (;;) {
		const char *place = strchr(pattern, '{'), *end;
		size_t n =
		    place == NULL ? strlen(pattern) : (size_t)(place - pattern);
		char piece[2048];

		if (strncmp(pattern, text, n) != 0)
			return false;
		text += n;
		if (place == NULL)
			return text[0] == '\0';
		pattern = strchr(place, '}') + 1;
		n = strcspn(pattern, "{");
		snprintf(piece, sizeof(piece), "%.*s", (int)n, pattern);
		if (n == 0)
			return pattern[0] == '\0' && text[0] != '\0';
		end = strstr(text + 1, piece);
		if (text[0] == '\0' || end == NULL)
			return false;
		text = end;
	}
}

/* The event of a text (of a mail: of its subject and the text) in the person's
 * language, which must be one and no other. */
static const struct notice_text *
recognise(enum message_kind kind, const char *text, const char *mail)
{
	const struct notice_text *found = NULL;
	enum lang mine = lang_get();

	lang_set(p.lang);
	for (int i = 0; i < NOTICE_COUNT; i++) {
		const struct notice_text *t = &notice_texts[i];
		const char *pattern = kind == MESSAGE_SMS ? t->sms : t->subject;
		char whole[4096];

		if (pattern == NULL || !matches(_(pattern), text))
			continue;
		if (mail != NULL) {
			snprintf(whole, sizeof(whole),
			    "%s\n\n{portal}, {contact}\n{foot}", _(t->mail));
			assert_true(matches(whole, mail));
		}
		assert_null(found);
		found = t;
	}
	lang_set(mine);
	if (found == NULL)
		fail_msg("what is this: %s", text);
	return found;
}

static char *
decoded(const char *word)
{
	unsigned char *bytes = NULL;
	size_t n = 0;
	char *text;

	assert_int_equal(base64_decode(word, &bytes, &n), 0);
	text = strndup((const char *)bytes, n);
	assert_non_null(text);
	free(bytes);
	return text;
}

static const struct notice_text *
read_sms(void)
{
	char *text = kannel_text(&p.kannel, FROM, "90" MOBILE);
	const struct notice_text *t = recognise(MESSAGE_SMS, text, NULL);

	if (t == &notice_texts[NOTICE_CODE])
		for (const char *at = text; *at != '\0'; at++)
			if (strspn(at, "0123456789") == 6) {
				snprintf(p.code, sizeof(p.code), "%.6s", at);
				break;
			}
	free(text);
	return t;
}

/* Up to "end"; a file is what comes behind its name and type. */
static void
read_file(void)
{
	static const char calendar[] = "=file eimza.ics text/calendar ";
	const char *line = child_line(&p.mail, "");
	char *text;

	assert_non_null(line);
	if (strcmp(line, "end") == 0)
		return;
	assert_int_equal(strncmp(line, calendar, sizeof(calendar) - 1), 0);
	text = decoded(line + sizeof(calendar) - 1);
	buf_reset(&p.file);
	buf_adds(&p.file, text);
	free(text);
	line = child_line(&p.mail, "");
	assert_non_null(line);
	assert_string_equal(line, "end");
}

static void
read_envelope(void)
{
	const char *line = child_line(&p.mail, "from ");

	assert_non_null(line);
	line += strlen("from ");
	snprintf(
	    p.sender, sizeof(p.sender), "%.*s", (int)strcspn(line, " "), line);
	assert_string_equal(line + strlen(p.sender), " to " MAIL " tls");
}

static const struct notice_text *
read_mail(void)
{
	const struct notice_text *t;
	const char *line;
	char *subject, *text;

	read_envelope();
	line = child_line(&p.mail, "=subject ");
	assert_non_null(line);
	subject = decoded(line + strlen("=subject "));
	line = child_line(&p.mail, "=text ");
	assert_non_null(line);
	text = decoded(line + strlen("=text "));
	t = recognise(MESSAGE_EMAIL, subject, text);
	free(subject);
	free(text);
	read_file();
	return t;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

void
post_deliver(struct world *w)
{
	char lines[MOST][64], day[DATE_TEXT];
	struct date d = date_of(w->now);
	size_t n = 0;

	p.lang = w->lang;
	send_all(w);
	for (int k = 0; k < MESSAGE_KINDS; k++)
		for (struct counter *c = &p.counters[k]; c->read < c->sent;
		     c->read++) {
			const struct notice_text *t =
			    k == MESSAGE_SMS ? read_sms() : read_mail();

			assert_true(n < MOST);
			snprintf(lines[n++], sizeof(lines[0]), "%s %s",
			    message_kind_name((enum message_kind)k), t->name);
		}
	qsort(lines, n, sizeof(lines[0]), by_text);
	for (size_t i = 0; i < n; i++)
		buf_addf(&p.log, "%s %s\n", date_format(&d, day), lines[i]);
}

const char *
post_log(void)
{
	return buf_str(&p.log);
}

const char *
post_sender(void)
{
	return p.sender;
}

const char *
post_file(void)
{
	return buf_str(&p.file);
}

/* One more of each kind, which must be the next that comes. */
static void
expect_last(struct world *w)
{
	struct message m = { .subject = LAST, .text = LAST };
	char *text;
	const char *line;

	for (int k = 0; k < MESSAGE_KINDS; k++) {
		m.kind = (enum message_kind)k;
		snprintf(m.address, sizeof(m.address), "%s",
		    k == MESSAGE_SMS ? MOBILE : MAIL);
		assert_int_equal(store_begin(w->flow.store, NULL), 0);
		assert_int_equal(
		    store_message_add(w->flow.store, &m, w->now, NULL), 0);
		assert_int_equal(store_commit(w->flow.store, NULL), 0);
	}
	send_all(w);
	text = kannel_text(&p.kannel, FROM, "90" MOBILE);
	assert_string_equal(text, LAST);
	free(text);
	line = child_line(&p.mail, "=subject ");
	assert_non_null(line);
	text = decoded(line + strlen("=subject "));
	assert_string_equal(text, LAST);
	free(text);
}

void
post_close(struct world *w)
{
	expect_last(w);
	outbox_free(p.outbox);
	for (int k = 0; k < MESSAGE_KINDS; k++)
		sender_free(p.counters[k].real);
	child_end(&p.mail);
	kannel_end(&p.kannel);
	sem_destroy(&p.done);
	buf_free(&p.log);
	buf_free(&p.file);
}
