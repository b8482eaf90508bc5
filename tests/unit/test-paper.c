/* The form on paper: what stands on it, and what never does; and the fonts,
 * undertakings and printing systems it may meet. */
#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "client/paper/barcode.h"
#include "client/paper/font.h"
#include "client/paper/paper.h"
#include "client/paper/pdf.h"
#include "client/paper/printer.h"
#include "unit.h"

static struct record *
person(void)
{
	static const struct {
		enum field_id id;
		const char *typed;
	} typed[] = {
		{ FIELD_READER, "mini" },
		{ FIELD_VALIDITY, "3" },
		{ FIELD_TCKN, "10000000214" },
		{ FIELD_NAME, "Işıl Ümmügülsüm" },
		{ FIELD_SURNAME, "Çağdaş" },
		{ FIELD_BIRTH_PLACE, "IĞDIR" },
		{ FIELD_BIRTH_DATE, "15.06.1985" },
		{ FIELD_WORD, "sakla beni 99" },
		{ FIELD_WORD_AGAIN, "sakla beni 99" },
		{ FIELD_EMPLOYER, "Muş Millî Eğitim Müdürlüğü" },
		{ FIELD_ADDRESS, "Zafer Mah.\nOkul Sok. No:1" },
		{ FIELD_MOBILE, "05301234567" },
		{ FIELD_CHANNEL, "both" },
	};
	struct record *r = record_new();

	assert_non_null(r);
	for (size_t i = 0; i < COUNT(typed); i++)
		assert_int_equal(
		    record_set(r, typed[i].id, typed[i].typed, NULL), 0);
	return r;
}

static int
make(const char *number, const char *undertaking, bool renewal,
    struct paper **out, struct err *e)
{
	struct paper_facts f = { number, "Portal \033[2J", "21.11.2026",
		undertaking };
	struct record *r = person();
	int rc;

	record_set_renewal(r, renewal);
	if (renewal)
		record_set(r, FIELD_REASON, "lost", NULL);
	rc = paper_new(out, r, &f, e);
	record_free(r);
	return rc;
}

static void
test_text(void **state)
{
	static const char *const lines[] = { "\nAdı: IŞIL ÜMMÜGÜLSÜM\n",
		"\nKurum Adı: MUŞ MİLLÎ EĞİTİM MÜDÜRLÜĞÜ\n",
		"\nGüvenlik Sözcüğü: (gizli)\n",
		"adresi): Zafer Mah. Okul Sok. No:1\n",
		"\nCep Telefonu: 0530 123 45 67\n", "\nEv Telefonu: -\n",
		"\nBilgi Kanalı: Her ikisi (E-posta+SMS)\n",
		"\nNüsha 2/3: ", "P.K. 74, 41470 Gebze/KOCAELİ\n" };
	struct buf b = BUF_INIT(PAPER_MAX);
	struct paper *p = NULL;

	(void)state;
	assert_int_equal(make("2026-000123", NULL, false, &p, NULL), 0);
	assert_int_equal(paper_text(p, 2, 0, &b, NULL), 0);
	for (size_t i = 0; i < COUNT(lines); i++)
		if (strstr(buf_str(&b), lines[i]) == NULL)
			fail_msg("not there: %s", lines[i]);
	assert_null(strstr(buf_str(&b), "sakla"));
	assert_null(strstr(buf_str(&b), "Başvuru Nedeni"));
	assert_null(strchr(buf_str(&b), '\033'));
	assert_null(strchr(buf_str(&b), '\f'));
	paper_free(p);
	assert_int_equal(make("2026-000123", NULL, true, &p, NULL), 0);
	buf_reset(&b);
	assert_int_equal(paper_text(p, 0, 40, &b, NULL), 0);
	assert_non_null(strstr(buf_str(&b), "Başvuru Nedeni: Kayıp Çalıntı\n"));
	assert_non_null(strstr(buf_str(&b), "\fTÜBİTAK"));
	paper_free(p);
	buf_free(&b);
}

/* The cross-reference table names the place of every object. */
static void
check_places(const struct buf *b)
{
	const char *data = buf_str(b), *last;
	size_t i = b->len - 8;
	char head[32];
	long n, at;

	/* The fonts have bytes of all kinds: look from the end. */
	while (i > 0 && memcmp(data + i, "\nxref\n0 ", 8) != 0)
		i--;
	assert_true(i > 0);
	last = data + i + 8;
	n = strtol(last, NULL, 10);
	assert_true(n > 10);
	last = strchr(last, '\n');
	assert_non_null(last);
	last++;
	for (long k = 1; k < n; k++) {
		at = strtol(last + k * 20, NULL, 10);
		snprintf(head, sizeof(head), "%ld 0 obj\n", k);
		assert_memory_equal(data + at, head, strlen(head));
	}
}

static void
test_pdf(void **state)
{
	struct buf b = BUF_INIT(PAPER_MAX), again = BUF_INIT(PAPER_MAX);
	struct paper *p = NULL;

	(void)state;
	assert_int_equal(make("2026-000123", NULL, false, &p, NULL), 0);
	assert_int_equal(paper_pdf(p, &b, NULL), 0);
	assert_memory_equal(b.data, "%PDF-1.", 7);
	assert_memory_equal(b.data + b.len - 6, "%%EOF\n", 6);
	assert_true(b.len < 200000);
	check_places(&b);
	assert_int_equal(paper_pdf(p, &again, NULL), 0);
	assert_int_equal(again.len, b.len);
	assert_memory_equal(again.data, b.data, b.len);
	buf_free(&b);
	buf_free(&again);
	paper_free(p);
}

static void
test_refused(void **state)
{
	static const char *const numbers[] = { "", "../../etc", "-1", "2026 1",
		"20260000000000000000000" };
	static const struct {
		const char *text;
		size_t len;
		int rc;
	} files[] = {
		{ "1. Bir.\n2. İki.\n", 18, 0 },
		{ "\xef\xbb\xbf"
		  "1. Bir.\r\n\tİki.\r\n",
		    21, 0 },
		{ "", 0, ERR_INVALID },
		{ " \r\n\n", 4, ERR_INVALID },
		{ "a\033[2J", 5, ERR_INVALID },
		{ "G\xfcvenlik", 8, ERR_INVALID },
		{ "a\0b", 3, ERR_INVALID },
		{ "a\xe2\x80\xae", 4, ERR_INVALID },
	};
	char path[] = "/tmp/eimza-paper.XXXXXX";
	struct paper *p = NULL;
	struct err e;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	for (size_t i = 0; i < COUNT(numbers); i++)
		assert_int_equal(
		    make(numbers[i], NULL, false, &p, &e), ERR_INVALID);
	for (size_t i = 0; i < COUNT(files); i++) {
		assert_int_equal(
		    file_write(path, files[i].text, files[i].len, 0600, NULL),
		    0);
		p = NULL;
		if (make("2026-1", path, false, &p, &e) != files[i].rc)
			fail_msg("file %zu", i);
		paper_free(p);
	}
	unlink(path);
	assert_int_equal(make("2026-1", path, false, &p, &e), ERR_NOT_FOUND);
}

static void
test_barcode(void **state)
{
	unsigned char w[BARCODE_WIDTH];
	size_t n, modules, sum = 0;
	struct err e;

	(void)state;
	assert_int_equal(barcode_encode("2026-000123", w, &n, &modules, &e), 0);
	/* start, 11 characters, check, stop */
	assert_int_equal(modules, 13 * 11 + 13);
	assert_int_equal(n, 13 * 6 + 7);
	for (size_t i = 0; i < n; i++) {
		assert_true(w[i] >= 1 && w[i] <= 4);
		sum += w[i];
	}
	assert_int_equal(sum, modules);
	assert_memory_equal(w, "\2\1\1\2\1\4", 6); /* start B */
	assert_int_equal(
	    barcode_encode("2026-000000000000000000001", w, &n, &modules, &e),
	    ERR_INVALID);
	assert_int_equal(barcode_encode("ğ", w, &n, &modules, &e), ERR_INVALID);
	assert_int_equal(barcode_encode("", w, &n, &modules, &e), ERR_INVALID);
}

static const char letters[] = "ĞÜŞİÖÇ ğüşıöç Âîû Iİ ABC xyz 0123 - \u2026";

/* Everything that is done with a font. */
static void
use_font(const char *path)
{
	struct buf b = BUF_INIT((size_t)8 << 20);
	struct font *f = NULL, *g = NULL;
	struct font_metrics m;
	struct pdf_style s = { PDF_REGULAR, 9, 0 };
	struct pdf *p;

	if (font_open(&f, path, NULL) == 0 && font_open(&g, path, NULL) == 0) {
		font_metrics(f, &m);
		p = pdf_new(f, g);
		assert_non_null(p);
		pdf_text(p, &s, 40, 40, letters, strlen(letters));
		pdf_finish(p, "a", "b", &b, NULL);
		pdf_free(p);
	}
	font_free(f);
	font_free(g);
	buf_free(&b);
}

/* A font with a wrong byte anywhere in its directory and heads, or cut off
 * somewhere: wrong letters at worst. */
static void
test_bad_font(void **state)
{
	struct buf file = BUF_INIT((size_t)8 << 20);
	const char *regular, *bold;
	char path[64];
	int fd;

	(void)state;
	assert_int_equal(font_find(&regular, &bold), 0);
	assert_int_equal(file_read(regular, &file, NULL), 0);
	fd = memfd_create("font", 0);
	assert_true(fd >= 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	assert_true(write(fd, file.data, file.len) == (ssize_t)file.len);
	for (size_t i = 0; i < 500; i++) {
		/* the directory byte by byte, then all over the file */
		size_t at = i < 320 ? i : (i - 320) * (file.len / 180);
		char wrong = (char)~file.data[at];

		assert_int_equal(pwrite(fd, &wrong, 1, (off_t)at), 1);
		use_font(path);
		assert_int_equal(pwrite(fd, file.data + at, 1, (off_t)at), 1);
	}
	for (size_t i = 0; i < 60; i++) {
		assert_int_equal(
		    ftruncate(fd, (off_t)(file.len - file.len / 60 * i - 1)),
		    0);
		use_font(path);
	}
	close(fd);
	buf_free(&file);
}

static void
test_wrap(void **state)
{
	struct pdf_style s = { PDF_BOLD, 10, 0 };
	struct font *f[2] = { NULL, NULL };
	const char *regular, *bold, *text = "bir iki   üç\ndörtbeşaltıyedi";
	struct pdf *p;
	size_t n, skip, lines = 0;

	(void)state;
	assert_int_equal(font_find(&regular, &bold), 0);
	assert_int_equal(font_open(&f[0], regular, NULL), 0);
	assert_int_equal(font_open(&f[1], bold, NULL), 0);
	p = pdf_new(f[0], f[1]);
	assert_non_null(p);
	n = pdf_text_wrap(
	    p, &s, pdf_text_width(p, &s, "bir iki") + 0.1, text, &skip);
	assert_int_equal(n, 7);
	assert_int_equal(skip, 3);
	/* Even where nothing fits, each line takes a letter. */
	while ((n = pdf_text_wrap(p, &s, 1, text, &skip)) > 0 || skip > 0) {
		text += n + skip;
		assert_true(lines++ < 40);
	}
	assert_int_equal(*text, '\0');
	pdf_free(p);
	font_free(f[0]);
	font_free(f[1]);
}

/* Programs of a printing system, in a folder that is the whole PATH. */
static void
put_program(const char *dir, const char *name, const char *script)
{
	char path[256], text[1024];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", script);
	assert_int_equal(file_write(path, text, strlen(text), 0700, NULL), 0);
}

static int
finish(struct printer_job *j, struct err *e)
{
	int rc;

	while ((rc = printer_poll(j, e)) > 0)
		poll(NULL, 0, 5);
	return rc;
}

static void
test_printer(void **state)
{
	char dir[] = "/tmp/eimza-lp.XXXXXX", path[64], *before;
	const char *names[PRINTERS_MAX];
	struct printer_job *j = NULL;
	struct buf got = BUF_INIT(1 << 20);
	char form[100000];
	struct err e = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	before = getenv("PATH");
	before = strdup(before == NULL ? "/bin" : before);
	setenv("PATH", dir, 1);
	setenv("LP_DIR", dir, 1);
	assert_int_equal(printer_list(&j, &e), ERR_NOT_FOUND);
	put_program(dir, "lpstat",
	    "printf 'A\\n-rf\\nb c\\nX/y\\nB\\n'; "
	    "echo 'system default destination: B'");
	assert_int_equal(printer_list(&j, &e), 0);
	assert_int_equal(finish(j, &e), 0);
	assert_int_equal(printer_names(j, names), 2);
	assert_string_equal(names[0], "B");
	assert_string_equal(names[1], "A");
	printer_end(j);
	put_program(dir, "lpstat", "echo 'Bad file descriptor' >&2; exit 1");
	assert_int_equal(printer_list(&j, &e), 0);
	assert_int_equal(finish(j, &e), ERR_UNAVAILABLE);
	printer_end(j);
	/* More than a pipe holds, read whole. */
	memset(form, 'x', sizeof(form));
	put_program(dir, "lp", "exec /bin/cat >\"$LP_DIR/got\"");
	assert_int_equal(
	    printer_print(&j, "B", "eimza 1", form, sizeof(form), &e), 0);
	assert_int_equal(finish(j, &e), 0);
	printer_end(j);
	snprintf(path, sizeof(path), "%s/got", dir);
	assert_int_equal(file_read(path, &got, NULL), 0);
	assert_int_equal(got.len, sizeof(form));
	/* What it says is shown without moving a cursor. */
	put_program(dir, "lp", "printf 'no \\033[2J paper.\\n' >&2; exit 1");
	assert_int_equal(printer_print(&j, "B", "a", "x", 1, &e), 0);
	assert_int_equal(finish(j, &e), ERR_UNAVAILABLE);
	assert_non_null(strstr(e.text, " paper. "));
	assert_null(strchr(e.text, '\033'));
	printer_end(j);
	/* One that hangs is stopped. */
	put_program(dir, "lp", "read -r line </dev/zero");
	assert_int_equal(printer_print(&j, "B", "a", "x", 1, &e), 0);
	assert_int_equal(printer_poll(j, &e), 1);
	printer_end(j);
	setenv("PATH", before, 1);
	free(before);
	buf_free(&got);
	file_remove_tree(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_pdf),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_barcode),
		cmocka_unit_test(test_bad_font),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_printer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
