#include "config.h"
#include "portal/demo-data.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/lang.h"
#include "portal/issue/ca-file-der.h"
#include "portal/issue/ca.h"
#include "portal/store/people.h"
#include "sign/cert.h"
#include "base/banned.h"

#define DAY	     86400
#define CA_DAYS	     3650
#define CARD_DAYS    1095 /* 3 years */
#define DEMO_PATH    (PATH_MAX + 64)
#define EMPLOYER_MUS "MUŞ MİLLİ EĞİTİM MÜDÜRLÜĞÜ"

static const struct demo_person {
	struct person person;
	struct staff staff;
	int days; /* left of the certificate; 0: has none */
	const char *tr, *en;
} people[] = {
	{ { "10000000146", "AYŞE", "ÖĞRETMEN", "MUŞ", "01.02.1980" },
	    { "10000000146", EMPLOYER_MUS, "372", "BULANIK ATATÜRK ORTAOKULU",
		"OKUL MÜDÜRÜ/MÜDÜR YARDIMCISI", "MUŞ", "2020-09-01", "" },
	    60, "Sertifikası 60 gün sonra biter: e-imzalı yenileme",
	    "Certificate ends in 60 days: renewal signed with the card" },
	{ { "10000000214", "MEHMET", "YILMAZ", "BATMAN", "15.06.1985" },
	    { "10000000214", EMPLOYER_MUS, "418", "MUŞ FEN LİSESİ",
		"OKUL MÜDÜRÜ/MÜDÜR YARDIMCISI", "MUŞ", "2022-09-05", "" },
	    0, "Sertifikası yok: ilk başvuru, ıslak imzalı",
	    "No certificate: first application, signed on paper" },
	{ { "12345678950", "FATMA", "KAYA", "ZONGULDAK", "23.04.1978" },
	    { "12345678950", EMPLOYER_MUS, "", "VARTO ANADOLU LİSESİ",
		"ÖĞRETMEN", "MUŞ", "2019-02-11", "" },
	    20, "Sertifikası 20 gün sonra biter: geç kalma uyarısı",
	    "Certificate ends in 20 days: warning that it is late" },
	{ { "98765432150", "ALİ", "DEMİR", "ŞANLIURFA", "29.10.1990" },
	    { "98765432150", EMPLOYER_MUS, "507", "HASKÖY CUMHURİYET İLKOKULU",
		"ÖĞRETMEN", "MUŞ", "2021-09-06", "" },
	    200,
	    "Sertifikasına 200 gün var: yenileme için erken; kayıp/çalıntı "
	    "başvurusu yapılabilir",
	    "Certificate has 200 days left: too early for a renewal; a lost or "
	    "stolen card can be applied for" },
	{ { "31415926562", "ZEYNEP", "ŞAHİN", "IĞDIR", "14.03.1988" },
	    { "31415926562", EMPLOYER_MUS, "611", "KORKUT YATILI ORTAOKULU",
		"ÖĞRETMEN", "MUŞ", "2018-09-03", "2024-06-30" },
	    45, "Görevlendirmesi bitmiş: başvuru alınmaz",
	    "Assignment has ended: no application is taken" },
};

#define PEOPLE (sizeof(people) / sizeof(people[0]))

/* Makes DIR/SUB/NAME's path; the folder is there. */
static const char *
in_dir(const char *dir, const char *name, char path[DEMO_PATH])
{
	snprintf(path, DEMO_PATH, "%s/%s", dir, name);
	return path;
}

static int
write_id(const char *dir, const char *cert, const char *key,
    const struct ca_id *id, struct err *e)
{
	const struct ca_id *ids[] = { id };
	char path[DEMO_PATH];
	int rc = ca_write_cert(in_dir(dir, cert, path), ids, 1, e);

	return rc < 0 ? rc : ca_write_key(in_dir(dir, key, path), id, e);
}

static int
write_crl(const char *dir, const char *name, const struct ca_id *issuer,
    int64_t now, struct err *e)
{
	const struct ca_crl_profile p = { .number = 1,
		.this_update = now - DAY,
		.next_update = now + (int64_t)CA_DAYS * DAY };
	char path[DEMO_PATH];

	return ca_crl_file(in_dir(dir, name, path), issuer, &p, e);
}

static int
signing_authority(const char *dir, int64_t now, struct err *e)
{
	/* Older than the oldest card. */
	int64_t since = now - (int64_t)CARD_DAYS * DAY;
	struct ca_profile rp = ca_profile_root(
	    "Demo NES Kök Sertifikası", since, CARD_DAYS + CA_DAYS);
	struct ca_profile sp =
	    ca_profile_sub("Demo NES Alt Kök", since, CARD_DAYS + CA_DAYS);
	struct ca_id *root = NULL, *sub = NULL;
	char path[DEMO_PATH];
	int rc = file_make_dirs(in_dir(dir, "ca", path), 0700, e);

	if (rc == 0)
		rc = ca_issue(&root, NULL, &rp, e);
	if (rc == 0)
		rc = ca_issue(&sub, root, &sp, e);
	if (rc == 0)
		rc = write_id(dir, "ca/root.pem", "ca/root.key", root, e);
	if (rc == 0)
		rc = write_id(dir, "ca/sub.pem", "ca/sub.key", sub, e);
	if (rc == 0)
		rc = write_crl(dir, "ca/root.crl", root, now, e);
	if (rc == 0)
		rc = write_crl(dir, "ca/sub.crl", sub, now, e);
	ca_id_free(sub);
	ca_id_free(root);
	return rc;
}

/* "DNS:localhost,IP:127.0.0.1,..." with what was asked for. */
static void
alt_names(const char *const *hosts, struct buf *out)
{
	buf_adds(out, "DNS:localhost,IP:127.0.0.1,IP:::1");
	for (; *hosts != NULL; hosts++) {
		bool ip = strchr(*hosts, ':') != NULL ||
			  (*hosts)[strspn(*hosts, "0123456789.")] == '\0';

		buf_addf(out, ",%s:%s", ip ? "IP" : "DNS", *hosts);
	}
}

static int
server_authority(
    const char *dir, const char *const *hosts, int64_t now, struct err *e)
{
	struct buf names = BUF_INIT(8192);
	struct ca_profile cp =
	    ca_profile_root("Demo Portal TLS CA", now - DAY, CA_DAYS);
	struct ca_profile sp;
	struct ca_id *ca = NULL, *server = NULL;
	char path[DEMO_PATH];
	int rc = file_make_dirs(in_dir(dir, "tls", path), 0700, e);

	alt_names(hosts, &names);
	sp = ca_profile_server("localhost", buf_str(&names), now - DAY, 825);
	if (rc == 0)
		rc = ca_issue(&ca, NULL, &cp, e);
	if (rc == 0)
		rc = ca_issue(&server, ca, &sp, e);
	if (rc == 0)
		rc = write_id(dir, "tls/ca.pem", "tls/ca.key", ca, e);
	if (rc == 0)
		rc = write_id(
		    dir, "tls/portal.pem", "tls/portal.key", server, e);
	ca_id_free(server);
	ca_id_free(ca);
	buf_free(&names);
	return rc;
}

int
demo_authorities(
    const char *dir, const char *const *hosts, int64_t now, struct err *e)
{
	int rc = signing_authority(dir, now, e);

	return rc < 0 ? rc : server_authority(dir, hosts, now, e);
}

static int
write_card(const char *dir, const char *tckn, const struct ca_id *id,
    struct buf *cert, struct err *e)
{
	struct buf key = BUF_INIT(64UL * 1024);
	char path[DEMO_PATH], name[64];
	int rc = ca_key_der(id, &key, e);

	key.wipe = true;
	snprintf(name, sizeof(name), "cards/%.11s.key", tckn);
	if (rc == 0)
		rc = file_write(
		    in_dir(dir, name, path), key.data, key.len, 0600, e);
	snprintf(name, sizeof(name), "cards/%.11s.der", tckn);
	if (rc == 0)
		rc = file_write(
		    in_dir(dir, name, path), cert->data, cert->len, 0600, e);
	buf_free(&key);
	return rc;
}

static int
register_card(struct store *s, const struct buf *cert, struct err *e)
{
	struct certificate c = { .state = CERTIFICATE_VALID };
	struct cert_facts f;
	int rc = cert_read((const unsigned char *)cert->data, cert->len, &f, e);

	if (rc < 0)
		return rc;
	memcpy(c.tckn, f.tckn, sizeof(c.tckn));
	memcpy(c.serial, f.serial, sizeof(c.serial));
	snprintf(c.issuer, sizeof(c.issuer), "%s", f.issuer);
	c.not_before = f.not_before;
	c.not_after = f.not_after;
	return store_certificate_put(s, &c, e);
}

static int
make_card(const char *dir, struct store *s, const struct ca_id *sub,
    const struct person *p, int days, int64_t now, struct err *e)
{
	struct buf cert = BUF_INIT(64UL * 1024);
	struct ca_profile profile;
	struct ca_id *id = NULL;
	char cn[2 * PEOPLE_NAME + 2];
	int rc;

	snprintf(cn, sizeof(cn), "%s %s", p->name, p->surname);
	profile = ca_profile_person(cn, p->tckn, now, days);
	profile.given_name = p->name;
	profile.surname = p->surname;
	profile.not_before = now - (int64_t)(CARD_DAYS - days) * DAY;
	profile.not_after = now + (int64_t)days * DAY;
	rc = ca_issue(&id, sub, &profile, e);
	if (rc == 0)
		rc = ca_cert_der(id, &cert, e);
	if (rc == 0)
		rc = write_card(dir, p->tckn, id, &cert, e);
	if (rc == 0)
		rc = register_card(s, &cert, e);
	ca_id_free(id);
	buf_free(&cert);
	return rc;
}

static int
read_sub(const char *dir, struct ca_id **sub, struct err *e)
{
	char cert[DEMO_PATH], key[DEMO_PATH];

	return ca_read(sub, in_dir(dir, "ca/sub.pem", cert),
	    in_dir(dir, "ca/sub.key", key), e);
}

int
demo_certificate(const char *dir, struct store *s, const struct person *p,
    int days, int64_t now, struct err *e)
{
	struct ca_id *sub = NULL;
	int rc = read_sub(dir, &sub, e);

	if (rc == 0)
		rc = make_card(dir, s, sub, p, days, now, e);
	ca_id_free(sub);
	return rc;
}

static int
add_person(const char *dir, struct store *s, const struct ca_id *sub,
    const struct demo_person *d, int64_t now, struct err *e)
{
	int rc = store_person_put(s, &d->person, e);

	if (rc == 0)
		rc = store_staff_put(s, &d->staff, e);
	return rc < 0 || d->days == 0
		   ? rc
		   : make_card(dir, s, sub, &d->person, d->days, now, e);
}

int
demo_people(const char *dir, struct store *s, int64_t now, struct err *e)
{
	struct buf list = BUF_INIT(64UL * 1024);
	char path[DEMO_PATH];
	struct ca_id *sub = NULL;
	int rc = read_sub(dir, &sub, e);

	if (rc == 0)
		rc = file_make_dirs(in_dir(dir, "cards", path), 0700, e);
	for (size_t i = 0; rc == 0 && i < PEOPLE; i++) {
		const struct person *p = &people[i].person;

		rc = add_person(dir, s, sub, &people[i], now, e);
		buf_addf(&list, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", p->tckn,
		    p->name, p->surname, p->birth_place, p->birth_date,
		    people[i].tr, people[i].en);
	}
	if (rc == 0)
		rc = file_write(in_dir(dir, "people.tsv", path), list.data,
		    list.len, 0600, e);
	ca_id_free(sub);
	buf_free(&list);
	return rc;
}
