/* Several drivers read the same card: the person chooses, and the choice is
 * found again in his own configuration, with all else in it untouched. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "client/card/provision.h"
#include "robot.h"

#define TYPE "Kart türü"

static const char *const kartim[] = { "kartim", NULL };

static void
write_conf(const struct world *w, const char *text)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/.config/eimza", w->dir);
	assert_int_equal(file_make_dirs(path, 0700, NULL), 0);
	snprintf(path, sizeof(path), "%s/.config/eimza/eimza.conf", w->dir);
	assert_int_equal(file_write(path, text, strlen(text), 0600, NULL), 0);
}

static void
is_conf(const struct world *w, const char *text)
{
	struct buf b = BUF_INIT(65536);
	char path[300];

	snprintf(path, sizeof(path), "%s/.config/eimza/eimza.conf", w->dir);
	assert_int_equal(file_read(path, &b, NULL), 0);
	assert_string_equal(buf_str(&b), text);
	buf_free(&b);
}

static void
test_remembered(void **state)
{
	char modules[700], was[1200], now[1200];
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_shim(&w, "");
	snprintf(modules, sizeof(modules),
	    "# benim ayarlarım\nmodule = [ \"%s\",\n  \"%s\" ]; # ikisi\n",
	    card_provision_module(), w.module);
	snprintf(was, sizeof(was),
	    "%s\tcard_type:\"eski\" # son\nlang = \"tr\"", modules);
	snprintf(now, sizeof(now),
	    "%s\tcard_type:\"shim-pkcs11.so\" # son\nlang = \"tr\"", modules);
	write_conf(&w, was);
	w.module[0] = '\0';
	unsetenv("XDG_CONFIG_HOME");
	t = world_client(&w, 24, 80, "xterm-256color", kartim);
	assert_true(vt_wait(t, "Kart: TEST (SoftHSM)"));
	is_conf(&w, was); /* looking changes nothing */
	robot_tab_to(t, TYPE);
	vt_type(t, "shim\r");
	assert_true(vt_wait(t, "Kart: TEST (shim"));
	is_conf(&w, now);
	vt_free(t);
	t = world_client(&w, 24, 80, "xterm-256color", kartim);
	assert_true(vt_wait(t, "Kart: TEST (shim"));
	is_conf(&w, now);
	vt_free(t);
	world_close(&w);
}

/* Where the choice is made while a signature waits: nothing is lost. */
static void
test_at_signature(void **state)
{
	static const char *const apply[] = { "basvuru", NULL };
	char conf[700];
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_card_expired(&w);
	world_shim(&w, "");
	snprintf(conf, sizeof(conf), "module = [ \"%s\", \"%s\" ];", w.module,
	    card_provision_module());
	write_conf(&w, conf);
	w.module[0] = '\0';
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_to_signature(t, &w);
	assert_true(vt_wait(t, "(kullanılamaz)"));
	vt_type(t, KEY_PGDN KEY_PGDN KEY_PGDN KEY_PGDN KEY_PGDN KEY_PGDN);
	assert_true(vt_wait(t, "PORTAL: "));
	robot_tab_to(t, TYPE);
	vt_type(t, "soft\r");
	assert_true(vt_wait(t, "Kart türü: SoftHSM"));
	assert_true(vt_wait(t, "PORTAL: "));
	snprintf(conf + strlen(conf), sizeof(conf) - strlen(conf),
	    "\ncard_type = \"SoftHSM\";\n");
	is_conf(&w, conf);
	vt_free(t);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_remembered),
		cmocka_unit_test(test_at_signature),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
