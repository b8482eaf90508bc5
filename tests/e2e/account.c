#include "config.h"
#include "account.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "portal/flow/flow.h"
#include "portal/key.h"
#include "portal/store/account.h"
#include "portal/store/store.h"
#include "robot.h"
#include "sign/cert.h"

static const char *const bireysel[] = { "bireysel", NULL };

/* The serial number of the demo person's certificate, as the portal has it. */
static void
read_serial(const struct world *w, char serial[48])
{
	struct buf der = BUF_INIT(8192);
	struct cert_facts f;
	char path[256];

	snprintf(path, sizeof(path), "%s/cards/" WORLD_TCKN ".der", w->dir);
	assert_int_equal(file_read(path, &der, NULL), 0);
	assert_int_equal(
	    cert_read((unsigned char *)der.data, der.len, &f, NULL), 0);
	snprintf(serial, 48, "%s", f.serial);
	buf_free(&der);
}

void
account_make(struct world *w, struct card_secret *k)
{
	unsigned char key[PORTAL_KEY];
	struct account a = { .tckn = WORLD_TCKN,
		.mobile = "5301234567",
		.email = "ayse@example.org",
		.channel = "both" };
	struct store *s = NULL;
	char path[256], serial[48];

	read_serial(w, serial);
	assert_int_equal(flow_word_hash(WORD, a.word, sizeof(a.word), NULL), 0);
	snprintf(path, sizeof(path), "%s/secret", w->dir);
	assert_int_equal(portal_key_read(path, key, NULL), 0);
	snprintf(path, sizeof(path), "%s/portal.db", w->dir);
	assert_int_equal(store_open(&s, path, NULL), 0);
	assert_int_equal(store_begin(s, NULL), 0);
	assert_int_equal(store_account_put(s, &a, clock_wall(), NULL), 0);
	assert_int_equal(card_secret_make(s, key, WORLD_TCKN, serial, NULL), 0);
	assert_int_equal(
	    card_secret_open(s, key, WORLD_TCKN, serial, k, NULL), 0);
	assert_int_equal(store_commit(s, NULL), 0);
	store_close(s);
}

void
account_type_word(struct vt *t, const char *word)
{
	vt_type(t, KEY_F6);
	assert_true(vt_wait(t, "resim gerekmiyor"));
	robot_tab_to(t, "Güvenlik Sözcüğü");
	vt_type(t, word);
	vt_type(t, KEY_F10);
}

/* From the choice of how to the SMS page. */
static void
word_login(struct vt *t, const char *word)
{
	assert_true(vt_wait(t, "1  Şifreli Giriş"));
	vt_type(t, "1");
	assert_true(vt_wait(t, LOGIN));
	/* The card in the reader says whose account it is. */
	assert_true(vt_wait(t, WORLD_TCKN));
	account_type_word(t, word);
	assert_true(vt_wait(t, SMS_PAGE));
}

void
account_type_code(struct vt *t, struct world *w)
{
	char code[7];

	world_sms_code(w, code);
	assert_true(
	    vt_wait_for(t, robot_at, (void *)(uintptr_t) "SMS Doğrulama"));
	vt_type(t, code);
	vt_type(t, KEY_F10);
}

struct vt *
account_log_in(
    struct world *w, int rows, int cols, const char *term, const char *word)
{
	struct vt *t = world_client(w, rows, cols, term, bireysel);

	word_login(t, word);
	account_type_code(t, w);
	assert_true(vt_wait(t, MENU));
	return t;
}
