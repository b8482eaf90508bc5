/*
 * The key decoder. It reads one byte ahead of nothing: a key is answered as
 * soon as its bytes are complete, whatever pieces they came in.
 */
#include "config.h"
#include "client/term/key.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/buf.h"
#include "base/text.h"
#include "client/term/cap.h"
#include "client/term/keytab.h"
#include "base/banned.h"

#define ROOM	  ((size_t)65536)
#define OWN_MAX	  24 /* sequences taken from terminfo */
#define PASTE_END "\033[201~"
#define PASTE_GAP 1000 /* ms of silence that end a paste without an end */

enum {
	NO_KEY = -1, /* complete, and means nothing */
	MORE = -2    /* not complete */
};

struct keys {
	char in[ROOM];
	size_t len;
	int delay;
	bool utf8;
	bool fresh;	   /* bytes came since the last look */
	int64_t wait_from; /* what is incomplete waits since; -1: nothing */
	int64_t wait_for;  /* ms */
	char *own[OWN_MAX];
	int own_key[OWN_MAX];
	size_t owns;
	char *paste;
};

static void
learn_terminfo(struct keys *k)
{
	const char *name;
	int key;

	for (unsigned i = 0; (key = keytab_terminfo(i, &name)) >= 0; i++) {
		const char *s = cap_string(name);

		if (s == NULL || s[0] != '\033' || s[1] == '\0' ||
		    k->owns == OWN_MAX)
			continue;
		k->own[k->owns] = strdup(s);
		if (k->own[k->owns] != NULL)
			k->own_key[k->owns++] = key;
	}
}

struct keys *
keys_new(int esc_delay)
{
	struct keys *k = calloc(1, sizeof(*k));
	const char *set = nl_langinfo(CODESET);

	if (k == NULL)
		return NULL;
	k->delay = esc_delay;
	k->wait_from = -1;
	/* In the locale "C" the terminal is most likely UTF-8 all the same. */
	k->utf8 = strcmp(set, "UTF-8") == 0 || strncmp(set, "ANSI", 4) == 0;
	learn_terminfo(k);
	return k;
}

/* It may have been a PIN. */
static void
forget_paste(struct keys *k)
{
	if (k->paste != NULL)
		explicit_bzero(k->paste, strlen(k->paste));
	free(k->paste);
	k->paste = NULL;
}

void
keys_free(struct keys *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < k->owns; i++)
		free(k->own[i]);
	forget_paste(k);
	explicit_bzero(k, sizeof(*k));
	free(k);
}

void
keys_feed(struct keys *k, const char *bytes, size_t len)
{
	if (len > ROOM - k->len)
		len = ROOM - k->len;
	memcpy(k->in + k->len, bytes, len);
	k->len += len;
	k->fresh = true;
}

static void
drop(struct keys *k, size_t n)
{
	memmove(k->in, k->in + n, k->len - n);
	explicit_bzero(k->in + k->len - n, n);
	k->len -= n;
}

void
keys_forget(struct keys *k)
{
	forget_paste(k);
	drop(k, k->len);
}

/* Not a control character, a surrogate, or one of the private ones that stand
 * for keys. */
static bool
is_character(int code)
{
	return code >= ' ' && code <= 0x10ffff &&
	       (code < 0xd800 || code > 0xf8ff) &&
	       text_width((uint32_t)code) >= 0;
}

/* "9;2u" and its like: a code point and modifiers (CSI u). */
static int
csi_u(int code, int mods)
{
	bool shift = mods == 2, ctrl = mods == 5;

	if (code == KEYS_TAB && shift)
		return KEYS_BACK_TAB;
	if (code == 27)
		return KEYS_ESCAPE;
	if (code == KEYS_TAB || code == KEYS_ENTER || code == KEYS_BACKSPACE)
		return code;
	if (mods <= 1 && is_character(code))
		return code;
	if (ctrl && code >= 'a' && code <= 'z')
		return KEYS_CTRL(code);
	return NO_KEY;
}

static int
csi_meaning(int final, const int *num, int count)
{
	int mods = count > 1 ? num[1] : 1;

	if (final == 'u')
		return count > 0 ? csi_u(num[0], mods) : NO_KEY;
	if (mods > 1)
		return NO_KEY;
	if (final == '~')
		return count > 0 ? keytab_csi_number(num[0]) : NO_KEY;
	if (count > 0 && num[0] > 1)
		return NO_KEY; /* "ESC [ 24;80 R" is where the cursor is */
	return keytab_csi_final(final);
}

static bool
starts_paste(const char *s, size_t n)
{
	return n >= 6 && memcmp(s, "\033[200~", 6) == 0;
}

/* The text of a paste up to its end; all of it when force is set. */
static int
take_paste(struct keys *k, size_t *used, bool force)
{
	const char *from = k->in + 6;
	size_t have = k->len - 6, end = have;
	char *found = memmem(from, have, PASTE_END, 6);
	struct buf b = BUF_INIT(4 * ROOM);

	if (found != NULL)
		end = (size_t)(found - from);
	else if (!force && k->len < ROOM)
		return MORE;
	forget_paste(k);
	b.wipe = true;
	for (size_t i = 0; i < end; i++) {
		char c = from[i], one[5];

		if (c == '\r' || c == '\0') {
			if (c == '\r' && (i + 1 == end || from[i + 1] != '\n'))
				buf_addc(&b, '\n');
		} else if (k->utf8 || (unsigned char)c < 0x80) {
			buf_addc(&b, c);
		} else {
			wint_t w = btowc((unsigned char)c);

			if (w != WEOF)
				buf_add(&b, one, text_put((uint32_t)w, one));
		}
	}
	k->paste = buf_steal(&b, NULL);
	buf_free(&b);
	*used = 6 + end + (found != NULL ? 6 : 0);
	return KEYS_PASTE;
}

/* The numbers of a CSI sequence; a fifth one makes it foreign. */
struct params {
	int num[4], count;
	bool foreign;
};

/* One byte between ESC [ and its end; false: it belongs there no more. */
static bool
take_param(struct params *p, char c)
{
	if (c >= '0' && c <= '9') {
		int *n;

		if (p->count == 0)
			p->count = 1;
		n = &p->num[p->count - 1];
		if (*n < 0x200000)
			*n = *n * 10 + c - '0';
	} else if (c == ';' || c == ':') {
		p->count += p->count == 0 ? 2 : 1;
		if (p->count > 4) {
			p->count = 4;
			p->foreign = true;
		}
	} else if (c >= '<' && c <= '?') {
		p->foreign = true;
	} else {
		return c >= ' ' && c <= '/';
	}
	return true;
}

/* ESC [ ...; s[0] is ESC, s[1] is '['. */
static int
decode_csi(const char *s, size_t n, size_t *used)
{
	struct params p = { .count = 0 };
	size_t i = 2;

	if (n > 2 && s[2] == '[') { /* the Linux console's F1 to F5 */
		if (n < 4)
			return MORE;
		*used = 4;
		return keytab_linux(s[3]);
	}
	for (; i < n; i++) {
		if (s[i] == '$' && p.count > 0 && !p.foreign) {
			*used = i + 1; /* rxvt with Shift */
			return NO_KEY;
		}
		if (!take_param(&p, s[i]))
			break;
	}
	if (i == n)
		return MORE;
	if (s[i] < '@' || s[i] > '~') { /* broken off by something else */
		*used = i;
		return NO_KEY;
	}
	*used = i + 1;
	return p.foreign ? NO_KEY : csi_meaning(s[i], p.num, p.count);
}

/* ESC ], ESC P, ESC _, ESC ^, ESC X: a string up to BEL or ESC \. */
static int
decode_string(const char *s, size_t n, size_t *used)
{
	for (size_t i = 2; i < n; i++) {
		if (s[i] == '\a') {
			*used = i + 1;
			return NO_KEY;
		}
		if (s[i] == '\033') {
			if (i + 1 == n)
				return MORE;
			*used = s[i + 1] == '\\' ? i + 2 : i;
			return NO_KEY;
		}
	}
	return MORE;
}

static int
decode_char(const struct keys *k, const char *s, size_t n, size_t *used)
{
	unsigned char c = (unsigned char)s[0];
	char copy[5] = { 0 };
	const char *p = copy;
	size_t want = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	uint32_t u;

	*used = 1;
	if (c == 0)
		return NO_KEY;
	if (c == '\b')
		return KEYS_BACKSPACE;
	if (c == '\n')
		return KEYS_ENTER;
	if (c < 0x80)
		return c;
	if (!k->utf8) {
		wint_t w = btowc(c);

		return w == WEOF || w < 0xa0 ? NO_KEY : (int)w;
	}
	if (c < 0xc2 || c > 0xf4)
		return NO_KEY;
	for (size_t i = 1; i < want && i < n; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return NO_KEY;
	if (n < want)
		return MORE;
	memcpy(copy, s, want);
	u = text_next(&p);
	if (p != copy + want)
		return NO_KEY;
	*used = want;
	return text_width(u) < 0 ? NO_KEY : (int)u;
}

static int
decode_own(const struct keys *k, const char *s, size_t n, size_t *used)
{
	for (size_t i = 0; i < k->owns; i++) {
		size_t len = strlen(k->own[i]);

		if (len <= n && memcmp(s, k->own[i], len) == 0) {
			*used = len;
			return k->own_key[i];
		}
	}
	return NO_KEY;
}

static int
decode_esc(const struct keys *k, const char *s, size_t n, size_t *used)
{
	int key;

	if (n < 2)
		return MORE;
	key = decode_own(k, s, n, used);
	if (key != NO_KEY)
		return key;
	switch (s[1]) {
	case '[':
		return decode_csi(s, n, used);
	case 'O':
		for (size_t i = 2; i < n; i++) {
			*used = i + 1;
			if (s[i] >= '0' && s[i] <= '9')
				continue; /* a modifier, as in ESC O 5 C */
			return i == 2 ? keytab_ss3(s[i]) : NO_KEY;
		}
		return MORE;
	case ']':
	case 'P':
	case '_':
	case '^':
	case 'X':
		return decode_string(s, n, used);
	case '\033': /* Alt and a named key, as rxvt says it */
		if (n < 3)
			return MORE;
		if (s[2] == '\033') { /* pressed again and again */
			*used = 1;
			return KEYS_ESCAPE;
		}
		key = decode_esc(k, s + 1, n - 1, used);
		if (key != MORE)
			(*used)++;
		return key == MORE ? MORE : NO_KEY;
	default: /* Alt and a character */
		key = decode_char(k, s + 1, n - 1, used);
		(*used)++;
		return key == MORE ? MORE : NO_KEY;
	}
}

/* Bytes of an 8-bit CSI at the start: 0x9b, or U+009B in UTF-8; else 0. */
static size_t
csi_8bit(const struct keys *k)
{
	if ((unsigned char)k->in[0] == 0x9b)
		return 1;
	return k->utf8 && k->len > 1 && memcmp(k->in, "\xc2\x9b", 2) == 0 ? 2
									  : 0;
}

/* As ESC [, which it stands for. */
static int
decode_8bit(const struct keys *k, size_t lead, size_t *used)
{
	char seq[64] = "\033[";
	size_t n = k->len - lead;
	int key;

	if (n > sizeof(seq) - 2)
		n = sizeof(seq) - 2;
	memcpy(seq + 2, k->in + lead, n);
	key = decode_csi(seq, n + 2, used);
	if (key != MORE)
		*used = *used - 2 + lead;
	return key;
}

static int
decode(struct keys *k, size_t *used)
{
	size_t lead = csi_8bit(k);

	if (lead > 0)
		return decode_8bit(k, lead, used);
	if (k->in[0] != '\033')
		return decode_char(k, k->in, k->len, used);
	if (starts_paste(k->in, k->len))
		return take_paste(k, used, false);
	return decode_esc(k, k->in, k->len, used);
}

/* Nothing more came in time: what is there must be settled. */
static int
give_up(struct keys *k, size_t *used)
{
	*used = k->len;
	if (starts_paste(k->in, k->len))
		return take_paste(k, used, true);
	if (csi_8bit(k) > 0)
		return NO_KEY;
	if (k->in[0] != '\033') {
		*used = 1;
		return NO_KEY;
	}
	if (k->len == 1 || (k->len == 2 && k->in[1] == '\033'))
		return KEYS_ESCAPE;
	return NO_KEY;
}

bool
keys_next(struct keys *k, int64_t now_ms, int *key)
{
	forget_paste(k);
	while (k->len > 0) {
		size_t used = 0;
		int got = decode(k, &used);

		if (got == MORE) {
			if (k->wait_from < 0 || k->fresh)
				k->wait_from = now_ms;
			k->fresh = false;
			k->wait_for =
			    starts_paste(k->in, k->len) ? PASTE_GAP : k->delay;
			if (now_ms - k->wait_from < k->wait_for)
				return false;
			got = give_up(k, &used);
		}
		k->wait_from = -1;
		drop(k, used);
		if (got >= 0) {
			*key = got;
			return true;
		}
	}
	k->wait_from = -1;
	return false;
}

int64_t
keys_deadline(const struct keys *k)
{
	return k->wait_from < 0 ? -1 : k->wait_from + k->wait_for;
}

const char *
keys_paste(const struct keys *k)
{
	return k->paste == NULL ? "" : k->paste;
}
