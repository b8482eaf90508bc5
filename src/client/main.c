/* eimza: the applicant's program. Parse, wire, run. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/lang.h"
#include "base/log.h"
#include "client/demo.h"
#include "client/doctor/doctor.h"
#include "client/file/check.h"
#include "client/loop.h"
#include "client/options.h"
#include "client/view/esign.h"
#include "sign/timestamp.h"
#include "base/banned.h"

static int
fail(const struct err *e)
{
	fprintf(stderr, "eimza: %s\n", e->text);
	return 2;
}

/* The demonstration's portal and card in place of the configured ones. */
static int
start_demo(const struct client_options *o, struct demo **demo, struct err *e)
{
	if (!o->demo)
		return 0;
	fprintf(stderr, "%s\n", _("Preparing the demonstration ..."));
	return demo_open(demo, e);
}

static int
open_link(struct app *a, const struct client_options *o,
    const struct demo *demo, struct err *e)
{
	struct link_options l = { o->portal, o->ca, PACKAGE_VERSION };

	if (demo != NULL) {
		l.url = demo_url(demo);
		l.ca_file = demo_ca(demo);
		a->cards.options.modules = demo_modules(demo);
		a->demo = demo_facts(demo);
		a->demo_pin = demo_pin(demo);
	} else if (o->module != NULL && o->module[0] != NULL) {
		a->cards.options.modules = (const char *const *)o->module;
	}
	if (o->trust != NULL && o->trust[0] != NULL)
		a->file.trust = (const char *const *)o->trust;
	a->file.tsa = o->tsa;
	if (o->tsa != NULL && timestamp_address(o->tsa, e) < 0)
		return ERR_INVALID;
	/* A file is signed without a portal, and none is told of it; a card
	 * is looked at without one. */
	if (o->files.file != NULL)
		l.url = NULL;
	else if (l.url == NULL && o->command != COMMAND_CARD)
		return err_set(e, ERR_INVALID,
		    _("Which portal? Name it with "
		      "--portal https://... or in eimza.conf, or try \"eimza "
		      "--demo\"."));
	a->url = l.url;
	a->ca = l.ca_file;
	a->config = o->config;
	return link_open(&a->link, &l, e);
}

static const struct view_ops *
first_view(struct app *a, const struct client_options *o)
{
	if (o->command == COMMAND_APPLY)
		return &view_login;
	if (o->command == COMMAND_CARD)
		return &view_card;
	if (o->command == COMMAND_PERSONAL)
		return &view_personal;
	if (o->command == COMMAND_OFFICER) {
		a->session.wanted = APP_OFFICER;
		return &view_esign;
	}
	if (o->command != COMMAND_SIGN)
		return &view_menu;
	if (o->files.file != NULL) {
		snprintf(
		    a->file.name, sizeof(a->file.name), "%s", o->files.file);
		snprintf(a->file.out, sizeof(a->file.out), "%s",
		    o->files.out == NULL ? "" : o->files.out);
		a->file.sign_now = true;
		a->file.alone = true;
		a->exit_status = 1; /* until it is signed */
		return &view_file;
	}
	if (o->code != NULL)
		snprintf(a->code, sizeof(a->code), "%s", o->code);
	return &view_enter_code;
}

static int
run(const struct client_options *o, struct demo *demo)
{
	struct app a = { .cms = BUF_INIT(1 << 17),
		.bare = BUF_INIT(1 << 17),
		.report = BUF_INIT(1 << 18) };
	struct err e = { 0 };
	int rc;

	a.undertaking = o->undertaking;
	/* The demonstration leaves nothing behind, no setting either. */
	if (demo == NULL) {
		a.cards.own_conf = o->own_conf;
		if (o->card_type != NULL)
			a.cards.prefer = strdup(o->card_type);
	}
	rc = open_link(&a, o, demo, &e);
	if (rc == 0)
		rc = ui_open(
		    &a.ui, o->linear ? UI_LINEAR : UI_SCREEN, o->ascii, &e);
	rc = rc < 0 ? fail(&e) : loop_run(&a, first_view(&a, o), demo);
	personal_forget(&a);
	esign_forget(&a);
	cards_close(&a);
	stamp_drop(a.stamp);
	ui_close(a.ui);
	link_close(a.link);
	wire_clear(&wire_application, &a.application);
	wire_clear(&wire_signing, &a.signing.request);
	file_text_free(&a.file.text);
	record_free(a.record);
	record_free(a.login);
	buf_free(&a.cms);
	buf_free(&a.report);
	buf_free(&a.bare);
	return rc;
}

/* Where the portal and the card are: the demonstration's before those that
 * are configured. */
static int
examine(const struct client_options *o, const struct demo *demo)
{
	struct doctor_file files[CLIENT_CONFS];
	struct doctor_options d = { .portal = o->portal,
		.ca = o->ca,
		.version = PACKAGE_VERSION,
		.files = files,
		.file_count = o->conf_count,
		.personal = o->personal,
		.json = o->json,
		.prefer = o->card_type,
		.seconds = (int)o->seconds };

	for (size_t i = 0; i < o->conf_count; i++)
		files[i] = (struct doctor_file){ o->confs[i].path,
			o->confs[i].there, &o->confs[i].why };
	if (o->module != NULL && o->module[0] != NULL)
		d.modules = (const char *const *)o->module;
	if (demo != NULL) {
		d.portal = demo_url(demo);
		d.ca = demo_ca(demo);
		d.modules = demo_modules(demo);
	}
	return doctor_main(&d);
}

static int
check_file(const struct client_options *o)
{
	const struct client_files *f = &o->files;
	struct file_check c = { .path = o->code,
		.content = f->content,
		.out = f->out,
		.ca = f->ca[0] != NULL ? f->ca : (const char *const *)o->trust,
		.crl = f->crl };

	return file_check_print(&c, stdout, stderr);
}

/* What was asked for, once it is understood. */
static int
obey(const struct client_options *o)
{
	struct demo *demo = NULL;
	struct err e = { 0 };
	int rc;

	if (o->command == COMMAND_HELP) {
		client_options_usage();
		return 0;
	}
	if (o->command == COMMAND_VERSION) {
		printf("eimza %s\n", PACKAGE_VERSION);
		return 0;
	}
	if (o->command == COMMAND_CHECK)
		return check_file(o);
	if (start_demo(o, &demo, &e) < 0)
		rc = fail(&e);
	else if (o->command == COMMAND_DOCTOR)
		rc = examine(o, demo);
	else
		rc = run(o, demo);
	demo_close(demo);
	return rc;
}

int
main(int argc, char **argv)
{
	struct client_options o;
	struct err e = { 0 };
	int rc;

	prctl(PR_SET_DUMPABLE, 0); /* a PIN has no place in a core file */
	log_to(-1);		   /* standard error belongs to the screen */
	lang_init();
	rc = client_options_read(&o, argc, argv, &e) < 0 ? fail(&e) : obey(&o);
	client_options_free(&o);
	return rc;
}
