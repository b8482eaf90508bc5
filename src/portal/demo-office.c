#include "config.h"
#include "portal/demo-office.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/file.h"
#include "base/lang.h"
#include "portal/demo-data.h"
#include "portal/demo-desk.h"
#include "portal/flow/flow.h"
#include "portal/flow/produce.h"
#include "portal/issue/ca-file-der.h"
#include "portal/issue/ca.h"
#include "portal/issue/issuer.h"
#include "portal/issue/request.h"
#include "portal/key.h"
#include "portal/office.h"
#include "portal/store/account.h"
#include "portal/store/officer.h"
#include "base/banned.h"

#define PROVINCE    "MUŞ"
#define DEMO_MOBILE "5301234567" /* of the telephone at the foot */
#define EMPLOYER    "MUŞ MİLLİ EĞİTİM MÜDÜRLÜĞÜ"
#define TEACHER	    "ÖĞRETMEN"
#define HEAD	    "OKUL MÜDÜRÜ/MÜDÜR YARDIMCISI"
#define SINCE	    "2019-09-02" /* when everybody's assignment began */
#define DER_MAX	    65536
#define EASY	    4 /* bits of work: nobody guesses here */

enum way { PAPER, CONSENT };

/* Ordered by how long they have waited: numbers grow with time. */
static const struct applicant {
	struct person person;
	const char *unit, *title;	      /* of the personnel record */
	const char *typed_unit, *typed_title; /* NULL: the same */
	const char *district, *postcode;
	enum way way;
	int days;  /* since the application */
	int ended; /* days since the assignment ended; 0: it has not */
} applicants[] = {
	{ { "20000000732", "CEM", "ARSLAN", "MUŞ", "11.05.1983" },
	    "MALAZGİRT ANADOLU LİSESİ", TEACHER, NULL, NULL, "MALAZGİRT",
	    "49400", PAPER, 21, 0 },
	{ { "20000001418", "ELİF", "ÇELİK", "BİTLİS", "02.09.1991" },
	    "VARTO CUMHURİYET ORTAOKULU", TEACHER, NULL, NULL, "VARTO", "49600",
	    PAPER, 18, 0 },
	{ { "20000002194", "HASAN", "KOÇ", "SİVAS", "19.12.1976" },
	    "HASKÖY FATİH İLKOKULU", HEAD, NULL, NULL, "HASKÖY", "49700", PAPER,
	    16, 9 },
	{ { "20000002880", "MERVE", "AYDIN", "ANKARA", "30.03.1994" },
	    "BULANIK FEN LİSESİ", TEACHER, "MUŞ FEN LİSESİ", NULL, "BULANIK",
	    "49500", PAPER, 12, 0 },
	{ { "20000003566", "OSMAN", "YILDIRIM", "VAN", "08.08.1980" },
	    "KORKUT ATATÜRK ORTAOKULU", TEACHER, NULL, NULL, "KORKUT", "49800",
	    CONSENT, 11, 0 },
	{ { "20000004242", "SELİN", "KURT", "İZMİR", "17.01.1989" },
	    "MUŞ ANADOLU LİSESİ", TEACHER, NULL, HEAD, "MUŞ MERKEZ", "49250",
	    PAPER, 9, 0 },
	{ { "20000004938", "TUNCAY", "ÖZTÜRK", "MUŞ", "25.06.1985" },
	    "MUŞ MESLEKİ VE TEKNİK ANADOLU LİSESİ", HEAD, NULL, NULL,
	    "MUŞ MERKEZ", "49250", CONSENT, 8, 0 },
	{ { "20000005614", "ŞEYMA", "GÜNEŞ", "ERZURUM", "04.11.1992" },
	    "BULANIK YUNUS EMRE İLKOKULU", TEACHER, NULL, NULL, "BULANIK",
	    "49500", PAPER, 6, 0 },
	{ { "20000006390", "İBRAHİM", "DOĞAN", "AĞRI", "21.02.1979" },
	    "VARTO ANADOLU LİSESİ", TEACHER, NULL, NULL, "VARTO", "49600",
	    PAPER, 5, 2 },
	{ { "20000007076", "NURAY", "POLAT", "BURSA", "13.07.1987" },
	    "MUŞ SOSYAL BİLİMLER LİSESİ", TEACHER, NULL, NULL, "MUŞ MERKEZ",
	    "49250", PAPER, 4, 0 },
	{ { "20000007762", "BURAK", "ŞEN", "KONYA", "09.10.1990" },
	    "MALAZGİRT ALPARSLAN ORTAOKULU", TEACHER, NULL, NULL, "MALAZGİRT",
	    "49400", CONSENT, 2, 0 },
	{ { "20000008448", "GÜLCAN", "TAŞ", "MALATYA", "28.04.1995" },
	    "HASKÖY İMAM HATİP LİSESİ", TEACHER, NULL, NULL, "HASKÖY", "49700",
	    PAPER, 1, 0 },
};

#define APPLICANTS (sizeof(applicants) / sizeof(applicants[0]))

/* Her card has come; it is not opened for use. */
static const struct applicant owner = { { "20000009124", "DERYA", "YILDIZ",
					    "MUŞ", "16.05.1986" },
	"MUŞ FEN LİSESİ", TEACHER, NULL, NULL, "MUŞ MERKEZ", "49250", PAPER, 30,
	0 };

struct work {
	struct office office;
	struct demo_desk desk;
	const char *dir;
	int64_t now;
	size_t n; /* applicants so far */
};

/* "2026-09-01" of a moment. */
static void
day(int64_t at, char out[11])
{
	struct date d = date_of(at);

	snprintf(out, 11, "%04u-%02u-%02u", (unsigned)d.year % 10000,
	    (unsigned)d.month % 100, (unsigned)d.day % 100);
}

static int
make_account(struct work *w, const char *tckn, const char *mobile,
    const char *word, struct err *e)
{
	struct account a = { .channel = "sms" };
	int rc = 0;

	snprintf(a.tckn, sizeof(a.tckn), "%s", tckn);
	snprintf(a.mobile, sizeof(a.mobile), "%s", mobile);
	snprintf(a.email, sizeof(a.email), "%s@example.org", tckn);
	if (word != NULL)
		rc = flow_word_hash(word, a.word, sizeof(a.word), e);
	return rc < 0 ? rc
		      : store_account_put(w->office.store, &a, w->desk.now, e);
}

/* A renewal with E-Onay needs all of it; a first application nothing. */
static int
make_holder(struct work *w, const struct applicant *p, const char *mobile,
    struct err *e)
{
	int rc = demo_certificate(
	    w->dir, w->office.store, &p->person, 45, w->now, e);

	if (rc == 0)
		rc = make_account(w, p->person.tckn, mobile, NULL, e);
	return rc < 0 ? rc
		      : store_consent_set(w->office.store, p->person.tckn, true,
			    w->desk.now, e);
}

static int
make_person(struct work *w, const struct applicant *p, const char *mobile,
    struct err *e)
{
	struct staff s = {
		.province = PROVINCE, .employer = EMPLOYER, .from = SINCE
	};
	int rc;

	snprintf(s.tckn, sizeof(s.tckn), "%s", p->person.tckn);
	snprintf(s.registry_no, sizeof(s.registry_no), "%zu", 700 + w->n);
	snprintf(s.unit, sizeof(s.unit), "%s", p->unit);
	snprintf(s.title, sizeof(s.title), "%s", p->title);
	if (p->ended > 0)
		day(w->now - (int64_t)p->ended * FLOW_DAY, s.until);
	rc = store_begin(w->office.store, e);
	if (rc < 0)
		return rc;
	rc = store_person_put(w->office.store, &p->person, e);
	if (rc == 0)
		rc = store_staff_put(w->office.store, &s, e);
	if (rc == 0 && p->way == CONSENT)
		rc = make_holder(w, p, mobile, e);
	return office_finish(&w->office, rc, e);
}

static int
fill_in(struct record *r, const struct applicant *p, const char *mobile,
    struct err *e)
{
	char email[64];
	const struct {
		enum field_id id;
		const char *value;
	} rows[] = {
		{ FIELD_READER, p->way == CONSENT ? "none" : "mini" },
		{ FIELD_VALIDITY, "3" },
		{ FIELD_REASON, p->way == CONSENT ? "renewal" : "" },
		{ FIELD_WORD, DEMO_WORD },
		{ FIELD_WORD_AGAIN, DEMO_WORD },
		{ FIELD_UNIT, p->typed_unit != NULL ? p->typed_unit : p->unit },
		{ FIELD_TITLE,
		    p->typed_title != NULL ? p->typed_title : p->title },
		{ FIELD_ADDRESS, "Okul Cad. No:1" },
		{ FIELD_POSTCODE, p->postcode },
		{ FIELD_PROVINCE, PROVINCE },
		{ FIELD_DISTRICT, p->district },
		{ FIELD_EMAIL, email },
		{ FIELD_WORK_PHONE, "4362120000" },
		{ FIELD_MOBILE, mobile },
		{ FIELD_OPERATOR, "TURKCELL" },
		{ FIELD_CHANNEL, "sms" },
	};
	int rc = 0;

	snprintf(email, sizeof(email), "%s@example.org", p->person.tckn);
	record_set_renewal(r, p->way == CONSENT);
	for (size_t i = 0; rc == 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
		rc = record_set(r, rows[i].id, rows[i].value, e);
	return rc;
}

static int
send_form(struct work *w, const struct applicant *p, const char *mobile,
    struct err *e)
{
	struct msg_form_request in = { record_new() };
	int rc = in.record != NULL
		     ? fill_in(in.record, p, mobile, e)
		     : err_set(e, ERR_INTERNAL, _("Memory is out."));

	if (rc == 0)
		rc = demo_call(&w->desk, &op_form, &in, NULL, e);
	record_free(in.record);
	return rc;
}

/* What the office or a kurum yetkilisi does with the application. */
static int
move(struct work *w, enum event ev, enum role by, struct err *e)
{
	struct op_call c = { .flow = &w->desk.flow, .now = w->desk.now };
	struct application a = { 0 };
	struct store *s = w->office.store;
	int rc = store_begin(s, e);

	if (rc < 0)
		return rc;
	rc = store_application_number(s, w->desk.number, &a, e);
	if (rc == 0)
		rc = flow_move(&c, &a, ev, by, NULL, e);
	/* The paper's coming is the submission. */
	if (rc == 0 && ev == EVENT_PAPER_RECEIVED)
		rc = flow_submitted(&c, &a, e);
	if (rc == 0)
		rc = flow_keep(&c, &a, PAGE_RESULT, NULL, e);
	rc = office_finish(&w->office, rc, e);
	application_clear(&a);
	return rc;
}

/* From the login to the queue, so many days ago. */
static int
apply(struct work *w, const struct applicant *p, struct err *e)
{
	char paper[] = "paper", consent[] = "e-approved", mobile[11];
	struct msg_method_request method = { p->way == PAPER ? paper
							     : consent };
	int rc;

	/* Not all at the same time of the day. */
	w->desk.now = w->now - (int64_t)p->days * FLOW_DAY -
		      (int64_t)(w->n * 37 % 170) * FLOW_MINUTE;
	snprintf(mobile, sizeof(mobile), "53000001%02zu", ++w->n % 100);
	rc = make_person(w, p, mobile, e);
	if (rc == 0)
		rc = demo_login(&w->desk, &p->person, e);
	if (rc == 0)
		rc = send_form(w, p, mobile, e);
	if (rc == 0)
		rc = demo_prove_phone(&w->desk, e);
	if (rc == 0)
		rc = demo_call(&w->desk, &op_method, &method, NULL, e);
	if (rc == 0 && p->way == PAPER)
		rc = move(w, EVENT_PAPER_RECEIVED, ROLE_OFFICE, e);
	return rc < 0 ? rc : demo_telephones(&w->desk, NULL, e);
}

/* The card's request: made by a key that nobody will ever use, for the card
 * is as made up as its owner. */
static int
make_request(struct work *w, struct buf *out, struct err *e)
{
	struct ca_profile p =
	    ca_profile_person("KART", owner.person.tckn, w->desk.now, 1);
	struct ca_id *id = NULL;
	int rc = ca_issue(&id, NULL, &p, e);

	if (rc == 0)
		rc = ca_request_der(id, out, e);
	ca_id_free(id);
	return rc;
}

static int
produce(struct work *w, struct err *e)
{
	struct produce x = { .store = w->office.store,
		.options = &w->office.options,
		.key = w->desk.flow.key,
		.now = w->desk.now };
	struct product p = { .production.application = 0 };
	struct buf request = BUF_INIT(REQUEST_MAX), der = BUF_INIT(DER_MAX);
	int rc = issuer_open(&x.issuer, &w->office.options, e);

	if (rc == 0)
		rc = produce_begin(&x, w->desk.number, &p, e);
	if (rc == 0)
		rc = make_request(w, &request, e);
	if (rc == 0)
		rc = produce_issue(
		    &x, &p, buf_str(&request), request.len, &der, e);
	if (rc == 0)
		rc = produce_done(&x, &p, e);
	product_clear(&p);
	issuer_free(x.issuer);
	buf_free(&request);
	buf_free(&der);
	return rc;
}

/* Approved a week later, produced the day after, brought within three. */
static int
deliver(struct work *w, struct err *e)
{
	const struct portal_options *o = &w->office.options;
	struct store *s = w->office.store;
	const char *number = w->desk.number;
	int rc;

	w->desk.now += (int64_t)7 * FLOW_DAY;
	rc = move(w, EVENT_APPROVE, ROLE_OFFICER, e);
	w->desk.now += FLOW_DAY;
	if (rc == 0)
		rc = produce(w, e);
	if (rc == 0)
		rc = produce_ship(s, o, number, "KP02026493", w->desk.now, e);
	if (rc == 0)
		rc = demo_telephones(&w->desk, NULL, e);
	w->desk.now += (int64_t)3 * FLOW_DAY;
	if (rc == 0)
		rc = produce_deliver(s, o, number, w->desk.now, e);
	return rc < 0 ? rc : demo_telephones(&w->desk, NULL, e);
}

static int
name_officer(struct work *w, struct err *e)
{
	struct officer o = { .tckn = DEMO_OFFICER,
		.province = PROVINCE,
		.valid_from = w->now - (int64_t)90 * FLOW_DAY };
	int rc = store_begin(w->office.store, e);

	w->desk.now = w->now;
	if (rc < 0)
		return rc;
	rc = store_officer_add(w->office.store, &o, e);
	if (rc == 0)
		rc = make_account(w, DEMO_OFFICER, DEMO_MOBILE, DEMO_WORD, e);
	return office_finish(&w->office, rc, e);
}

static int
fill(struct work *w, struct err *e)
{
	int rc = apply(w, &owner, e);

	if (rc == 0)
		rc = deliver(w, e);
	for (size_t i = 0; rc == 0 && i < APPLICANTS; i++)
		rc = apply(w, &applicants[i], e);
	return rc < 0 ? rc : name_officer(w, e);
}

/* For whoever shows the demonstration: what there is to type. */
static int
write_words(const struct work *w, struct err *e)
{
	char path[PATH_MAX + 16], text[256];
	int n = snprintf(text, sizeof(text),
	    "officer\t%s\nword\t%s\nnew-card\t%s\ndeputy\t%s\n", DEMO_OFFICER,
	    DEMO_WORD, owner.person.tckn, DEMO_DEPUTY);

	snprintf(path, sizeof(path), "%s/office.tsv", w->dir);
	return file_write(path, text, (size_t)n, 0600, e);
}

int
demo_office(const char *dir, int64_t now, struct err *e)
{
	struct work w = { .dir = dir, .now = now };
	char path[PATH_MAX + 16];
	int rc;

	snprintf(path, sizeof(path), "%s/portal.conf", dir);
	rc = office_open(&w.office, path, e);
	if (rc == 0)
		rc = portal_key_read(
		    w.office.options.secret_file, w.desk.flow.key, e);
	if (rc == 0) {
		w.office.options.work_bits = EASY;
		w.desk.flow.store = w.office.store;
		w.desk.flow.options = &w.office.options;
		rc = fill(&w, e);
	}
	if (rc == 0)
		rc = write_words(&w, e);
	demo_desk_clear(&w.desk);
	explicit_bzero(w.desk.flow.key, sizeof(w.desk.flow.key));
	office_close(&w.office);
	return rc;
}
