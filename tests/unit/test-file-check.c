/* A signature in a file: what is told of it, and where its text goes. */
#include "config.h"
#include "client/file/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lang.h"
#include "cades-recipe.h"
#include "cades-world.h"
#include "unit.h"

#include "base/banned.h"

#define MAX (1 << 20)

static struct world w;
static char ca_path[128], root_path[128], crls[2][128];
static const char *const both[] = { ca_path, NULL };
static const char *const only_root[] = { root_path, NULL };
static const char *const lists[] = { crls[0], crls[1], NULL };

static void
put(const char *name, const struct buf *b)
{
	char path[128];
	struct err e = { 0 };

	if (file_write(world_path(&w, name, path), b->data, b->len, 0600, &e) !=
	    0)
		fail_msg("%s", e.text);
}

/* A null stands for what is not given. */
struct question {
	int status;
	const char *says;
	const char *path, *content, *out;
	const char *const *ca, *const *crl;
};

static const char *
in_world(const char *name, char path[128])
{
	return name == NULL ? NULL : world_path(&w, name, path);
}

static void
ask(const struct question *q)
{
	char paths[3][128], *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	struct file_check c = { .path = in_world(q->path, paths[0]),
		.content = in_world(q->content, paths[1]),
		.out = in_world(q->out, paths[2]),
		.ca = q->ca,
		.crl = q->crl };
	int status;

	assert_non_null(f);
	status = file_check_print(&c, f, f);
	fclose(f);
	if (status != q->status || strstr(text, q->says) == NULL)
		fail_msg("%s: status %d: %s", q->path, status, text);
	for (const char *p = text; *p != '\0'; p++)
		assert_true(*p == '\n' || (unsigned char)*p >= ' ');
	free(text);
}

static void
test_told(void **state)
{
	static const struct question all[] = {
		{ 0, "The signature is good.\n", "good", NULL, NULL, both,
		    NULL },
		{ 0, "Signer: Ayşe Öğretmen\n", "good", NULL, NULL, both,
		    lists },
		{ 0, "not been checked", "good", NULL, NULL, both, NULL },
		{ 0, " bytes, inside the signature\n", "good", "text", NULL,
		    both, NULL },
		{ 0, " bytes, in a file of its own\n", "beside", "text", NULL,
		    both, NULL },
		{ 1, "detached: ", "beside", NULL, NULL, both, NULL },
		{ 1, "bad-digest: ", "beside", "other", NULL, both, NULL },
		{ 1, "other-content: ", "good", "other", NULL, both, NULL },
		{ 1, "unknown-root: ", "good", NULL, NULL, only_root, NULL },
		{ 1, "truncated: ", "text", NULL, NULL, both, NULL },
		{ 1, "too-large: ", "large", NULL, NULL, both, NULL },
		{ 2, "--ca", "good", NULL, NULL, NULL, NULL },
		{ 2, "cannot be read", "absent", NULL, NULL, both, NULL },
		{ 2, "abs?[2Jent", "abs\033[2Jent", NULL, NULL, both, NULL },
		{ 2, "cannot be read", "good", "absent", NULL, both, NULL },
		{ 2, "exists already", "good", NULL, "text", both, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(all); i++)
		ask(&all[i]);
}

static void
test_extracted(void **state)
{
	struct question q = { 0, "good", "good", NULL, "fresh", both, NULL };
	struct buf b = BUF_INIT(MAX);
	struct err e = { 0 };
	char path[128];

	(void)state;
	ask(&q);
	assert_int_equal(file_read(world_path(&w, "fresh", path), &b, &e), 0);
	assert_string_equal(buf_str(&b), RECIPE_TEXT);
	buf_free(&b);
	/* Nothing is written when the signature is bad. */
	q = (struct question){ 1, "unknown-root", "good", NULL, "never",
		only_root, NULL };
	ask(&q);
	assert_int_not_equal(access(world_path(&w, "never", path), F_OK), 0);
}

static int
setup(void **state)
{
	static const char block[CADES_MAX];
	struct recipe r = { 0 };
	struct buf b = BUF_INIT(MAX);

	(void)state;
	lang_set(LANG_EN);
	world_make(&w);
	world_path(&w, "chain.pem", ca_path);
	world_path(&w, "root.pem", root_path);
	world_path(&w, "root.crl", crls[0]);
	world_path(&w, "sub.crl", crls[1]);
	r.signer = w.person;
	r.when = w.now;
	recipe_make(&r, &b);
	put("good", &b);
	buf_add(&b, block, sizeof(block));
	b.len = CADES_MAX + 1;
	put("large", &b);
	buf_reset(&b);
	r.detached = true;
	recipe_make(&r, &b);
	put("beside", &b);
	buf_reset(&b);
	buf_adds(&b, RECIPE_TEXT);
	put("text", &b);
	buf_adds(&b, "!");
	put("other", &b);
	buf_free(&b);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	world_free(&w);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_told),
		cmocka_unit_test(test_extracted),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
