#include "config.h"
#include "portal/send/bounce.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/text.h"
#include "portal/send/mail.h"
#include "base/banned.h"

#define LOCAL_MOST    64 /* RFC 5321 §4.5.3.1.1 */
#define BOUNDARY_MOST 70 /* RFC 2046 §5.1.1 */
#define FIELD_MOST    4096
#define BLANKS	      " \t"
#define AROUND	      " \t<>()[],;:\"" /* addresses */

/* Bytes of the mail, never copied. */
struct span {
	const char *at, *end;
};

int
bounce_base(const char *address, struct err *e)
{
	size_t local = address == NULL ? 0 : strcspn(address, "@");

	if (address != NULL && mail_address(address) &&
	    memchr(address, '+', local) == NULL &&
	    local + MESSAGE_REFERENCE <= LOCAL_MOST &&
	    strlen(address) + MESSAGE_REFERENCE < BOUNCE_ADDRESS)
		return 0;
	return err_set(e, ERR_INVALID,
	    _("\"%s\" must be an e-mail address with at most %d characters "
	      "and no \"+\" before the \"@\"."),
	    "mail.returns", LOCAL_MOST - MESSAGE_REFERENCE);
}

void
bounce_address(
    char out[BOUNCE_ADDRESS], const char *base, const char *reference)
{
	snprintf(out, BOUNCE_ADDRESS, "%.*s+%s%s", (int)strcspn(base, "@"),
	    base, reference, strchr(base, '@'));
}

static char
fold(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c + ('a' - 'A'));
	return c;
}

/* Whether the n bytes are these, in whatever case. */
static bool
same(const char *at, size_t n, const char *want)
{
	if (n != strlen(want))
		return false;
	while (n > 0 && fold(at[n - 1]) == fold(want[n - 1]))
		n--;
	return n == 0;
}

/* The name of a field or a parameter, or the first word of a value. */
static bool
begins_with(const char *text, const char *word)
{
	return same(text, strcspn(text, ":;=(" BLANKS), word);
}

/* The next line without its end; false behind the last. */
static bool
take_line(struct span *text, struct span *line)
{
	const char *end;

	if (text->at == text->end)
		return false;
	end = memchr(text->at, '\n', (size_t)(text->end - text->at));
	line->at = text->at;
	line->end = end == NULL ? text->end : end;
	text->at = end == NULL ? text->end : end + 1;
	if (line->end > line->at && line->end[-1] == '\r')
		line->end--;
	return true;
}

static bool
is_blank(const struct span *s)
{
	return s->at < s->end && strchr(BLANKS, *s->at) != NULL;
}

/* A field with its lines joined, as far as it fits; false at the blank line
 * behind a head. */
static bool
take_field(struct span *text, struct buf *field)
{
	struct span line;

	if (!take_line(text, &line) || line.at == line.end)
		return false;
	buf_reset(field);
	for (;;) {
		buf_add(field, line.at, (size_t)(line.end - line.at));
		if (!is_blank(text))
			return true;
		take_line(text, &line);
		while (is_blank(&line))
			line.at++;
		buf_addc(field, ' ');
	}
}

static const char *
value_of(const struct buf *field)
{
	const char *colon = strchr(buf_str(field), ':');

	return colon == NULL ? "" : colon + 1 + strspn(colon + 1, BLANKS);
}

/* The reference, when the n bytes are an address of base. */
static bool
take_reference(
    const char *at, size_t n, const char *base, char out[MESSAGE_REFERENCE])
{
	size_t local = strcspn(base, "@") + 1, digits = MESSAGE_REFERENCE - 1;
	char reference[MESSAGE_REFERENCE] = "", whole[BOUNCE_ADDRESS];

	if (n != strlen(base) + 1 + digits)
		return false;
	for (size_t i = 0; i < digits; i++)
		reference[i] = fold(at[local + i]);
	bounce_address(whole, base, reference);
	if (strspn(reference, "0123456789abcdef") != digits ||
	    !same(at, n, whole))
		return false;
	memcpy(out, reference, sizeof(reference));
	return true;
}

static void
find_reference(
    const char *addresses, const char *base, char out[MESSAGE_REFERENCE])
{
	size_t n = 0;

	for (const char *at = addresses; *at != '\0'; at += n) {
		at += strspn(at, AROUND);
		n = strcspn(at, AROUND);
		if (take_reference(at, n, base, out))
			return;
	}
}

static void
find_boundary(const char *type, char out[BOUNDARY_MOST + 1])
{
	while ((type = strchr(type, ';')) != NULL) {
		type += 1 + strspn(type + 1, BLANKS);
		if (!begins_with(type, "boundary"))
			continue;
		type += strcspn(type, "=");
		type += strspn(type, "=\"");
		snprintf(out, BOUNDARY_MOST + 1, "%.*s",
		    (int)strcspn(type, "\";" BLANKS), type);
		return;
	}
}

static bool
is_receiver(const char *field)
{
	static const char *const names[] = { "To", "Delivered-To",
		"X-Original-To", "Envelope-To" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (begins_with(field, names[i]))
			return true;
	return false;
}

/* The head of the whole mail; leaves *mail behind it. */
static bool
read_head(struct span *mail, const char *base, struct bounce *out,
    char boundary[BOUNDARY_MOST + 1])
{
	struct buf field = BUF_INIT(FIELD_MOST);

	while (take_field(mail, &field)) {
		const char *value = value_of(&field);

		if (out->reference[0] == '\0' && is_receiver(buf_str(&field)))
			find_reference(value, base, out->reference);
		else if (begins_with(buf_str(&field), "Content-Type") &&
			 begins_with(value, "multipart/report"))
			find_boundary(value, boundary);
	}
	buf_free(&field);
	return boundary[0] != '\0' && out->reference[0] != '\0';
}

/* What stands before the next boundary; false behind the last. */
static bool
take_part(struct span *mail, const char *boundary, struct span *part)
{
	size_t n = strlen(boundary);
	struct span line;

	part->at = mail->at;
	while (take_line(mail, &line)) {
		part->end = line.at;
		if ((size_t)(line.end - line.at) >= n + 2 &&
		    memcmp(line.at, "--", 2) == 0 &&
		    memcmp(line.at + 2, boundary, n) == 0)
			return true;
	}
	return false;
}

/* Whether the part is the report itself; leaves *part behind its head. */
static bool
is_status(struct span *part)
{
	struct buf field = BUF_INIT(FIELD_MOST);
	bool status = false;

	while (take_field(part, &field))
		if (begins_with(buf_str(&field), "Content-Type"))
			status = begins_with(
			    value_of(&field), "message/delivery-status");
	buf_free(&field);
	return status;
}

static void
take_words(struct bounce *out, const char *words)
{
	char *shown = text_shown(words, strlen(words), BOUNCE_SAID);

	snprintf(
	    out->said, sizeof(out->said), "%s", shown == NULL ? "" : shown);
	free(shown);
}

/* One group of fields is about the message, each further one about one of its
 * recipients (RFC 3464 §2.1), of whom ours have one. */
static bool
read_status(struct span part, struct bounce *out)
{
	struct buf field = BUF_INIT(FIELD_MOST);
	int recipients = 0;

	while (part.at < part.end) {
		const char *name, *value, *words;

		if (!take_field(&part, &field))
			continue;
		name = buf_str(&field);
		value = value_of(&field);
		/* of a diagnostic: they stand behind their kind, "smtp;" */
		words = value + strcspn(value, ";");
		words += strspn(words, ";" BLANKS);
		if (begins_with(name, "Action")) {
			recipients++;
			out->failed = begins_with(value, "failed");
		} else if (begins_with(name, "Diagnostic-Code") &&
			   words[0] != '\0')
			take_words(out, words);
		else if (begins_with(name, "Status") && out->said[0] == '\0')
			take_words(out, value);
	}
	buf_free(&field);
	return recipients == 1 && out->said[0] != '\0';
}

static bool
read_parts(struct span mail, const char *boundary, struct bounce *out)
{
	struct span part;

	while (take_part(&mail, boundary, &part))
		if (is_status(&part))
			return read_status(part, out);
	return false;
}

int
bounce_read(struct bounce *out, const char *base, const char *mail, size_t len,
    struct err *e)
{
	struct span rest = { mail, mail + len };
	char boundary[BOUNDARY_MOST + 1] = "";

	memset(out, 0, sizeof(*out));
	if (len <= BOUNCE_MOST && memchr(mail, '\0', len) == NULL &&
	    read_head(&rest, base, out, boundary) &&
	    read_parts(rest, boundary, out))
		return 0;
	return err_set(e, ERR_INVALID,
	    _("This is not a delivery report about a message of this "
	      "portal."));
}
