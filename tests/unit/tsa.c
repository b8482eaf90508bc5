#include "config.h"
#include "tsa.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include "sign/tlv.h"
#include "unit.h"

#include "base/banned.h"

#define DAY   86400L
#define MAX   (2 << 20)
#define LARGE (1 << 20)

struct tsa {
	const struct tsa_order *order;
	int listener;
	char url[64];
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t came;
	int asked; /* guarded by lock */
	atomic_bool stop;
};

struct ca_profile
tsa_profile(int64_t now)
{
	struct ca_profile p =
	    ca_profile_server("Test TSA", NULL, now - DAY, 1000);

	p.extended_key_usage = "critical,timeStamping";
	p.key_usage = "critical,digitalSignature";
	return p;
}

/* What the authority is asked for. */
struct asked {
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int len;
	int nid;
	ASN1_INTEGER *nonce; /* NULL: none */
};

static X509_ALGOR *
algorithm(int nid)
{
	X509_ALGOR *a = X509_ALGOR_new();

	assert_non_null(a);
	X509_ALGOR_set0(a, OBJ_nid2obj(nid), V_ASN1_NULL, NULL);
	return a;
}

static void
set_nonce(TS_TST_INFO *info, const struct tsa_order *o, const struct asked *q)
{
	ASN1_INTEGER *other = ASN1_INTEGER_new();

	ASN1_INTEGER_set(other, 4711);
	if (o->trick == TSA_OTHER_NONCE)
		TS_TST_INFO_set_nonce(info, other);
	else if (o->trick != TSA_NO_NONCE && q->nonce != NULL)
		TS_TST_INFO_set_nonce(info, q->nonce);
	ASN1_INTEGER_free(other);
}

/* TSTInfo, RFC 3161 §2.4.2 */
static void
write_info(const struct tsa_order *o, const struct asked *q, struct buf *out)
{
	TS_TST_INFO *info = TS_TST_INFO_new();
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	X509_ALGOR *alg =
	    algorithm(o->trick == TSA_WEAK_IMPRINT ? NID_sha1 : q->nid);
	ASN1_OBJECT *policy = OBJ_txt2obj(
	    o->trick == TSA_OTHER_POLICY ? "1.2.3.4" : TSA_POLICY, 1);
	ASN1_GENERALIZEDTIME *when =
	    ASN1_GENERALIZEDTIME_set(NULL, (time_t)o->when);
	ASN1_INTEGER *serial = ASN1_INTEGER_new();
	unsigned char digest[EVP_MAX_MD_SIZE], *der = NULL;
	int len;

	memcpy(digest, q->digest, sizeof(digest));
	if (o->trick == TSA_OTHER_IMPRINT)
		digest[0] ^= 1;
	ASN1_INTEGER_set(serial, 17);
	TS_MSG_IMPRINT_set_algo(imprint, alg);
	TS_MSG_IMPRINT_set_msg(
	    imprint, digest, o->trick == TSA_WEAK_IMPRINT ? 20 : (int)q->len);
	TS_TST_INFO_set_version(info, 1);
	TS_TST_INFO_set_policy_id(info, policy);
	TS_TST_INFO_set_msg_imprint(info, imprint);
	TS_TST_INFO_set_serial(info, serial);
	TS_TST_INFO_set_time(info, when);
	set_nonce(info, o, q);
	len = i2d_TS_TST_INFO(info, &der);
	assert_true(len > 0);
	buf_add(out, der, (size_t)len);
	OPENSSL_free(der);
	ASN1_INTEGER_free(serial);
	ASN1_GENERALIZEDTIME_free(when);
	ASN1_OBJECT_free(policy);
	X509_ALGOR_free(alg);
	TS_MSG_IMPRINT_free(imprint);
	TS_TST_INFO_free(info);
}

/* SigningCertificate (RFC 2634 §5.4) of the signer: SHA-1 alone; and
 * SigningCertificateV2 of a certificate that does not exist. */
static void
add_ess(CMS_SignerInfo *si, const struct tsa_order *o)
{
	bool v1 = o->trick == TSA_ESS_V1;
	unsigned char digest[EVP_MAX_MD_SIZE] = { 1 };
	unsigned int len = 32;
	struct buf id = BUF_INIT(256), list = BUF_INIT(256);
	struct buf inner = BUF_INIT(256), all = BUF_INIT(256);

	if (v1)
		assert_int_equal(
		    X509_digest(ca_cert(o->id), EVP_sha1(), digest, &len), 1);
	tlv_add(&inner, TLV_OCTETS, digest, len);
	tlv_add(&id, TLV_SEQUENCE, inner.data, inner.len);
	tlv_add(&list, TLV_SEQUENCE, id.data, id.len);
	tlv_add(&all, TLV_SEQUENCE, list.data, list.len);
	assert_int_equal(CMS_signed_add1_attr_by_NID(si,
			     v1 ? NID_id_smime_aa_signingCertificate
				: NID_id_smime_aa_signingCertificateV2,
			     V_ASN1_SEQUENCE, all.data, (int)all.len),
	    1);
	buf_free(&inner);
	buf_free(&id);
	buf_free(&list);
	buf_free(&all);
}

static void
sign_info(const struct tsa_order *o, const struct buf *info, struct buf *out)
{
	bool by_hand = o->trick == TSA_ESS_V1 || o->trick == TSA_NO_ESS ||
		       o->trick == TSA_OTHER_ESS;
	unsigned flags = CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP;
	BIO *data = BIO_new_mem_buf(info->data, (int)info->len);
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
	CMS_SignerInfo *si;
	ASN1_OCTET_STRING *value;
	unsigned char *der = NULL;
	int len;

	if (!by_hand)
		flags |= CMS_CADES;
	if (o->trick == TSA_NO_CERT)
		flags |= CMS_NOCERTS;
	if (o->trick != TSA_NOT_INFO)
		CMS_set1_eContentType(
		    cms, OBJ_nid2obj(NID_id_smime_ct_TSTInfo));
	si = CMS_add1_signer(cms, ca_cert(o->id), ca_key(o->id),
	    o->trick == TSA_WEAK_DIGEST ? EVP_sha1() : EVP_sha256(), flags);
	assert_non_null(si);
	if (by_hand && o->trick != TSA_NO_ESS)
		add_ess(si, o);
	assert_int_equal(CMS_final(cms, data, NULL, flags), 1);
	value = CMS_SignerInfo_get0_signature(si);
	if (o->trick == TSA_FLIPPED)
		value->data[value->length - 1] ^= 1;
	len = i2d_CMS_ContentInfo(cms, &der);
	assert_true(len > 0);
	buf_add(out, der, (size_t)len);
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	BIO_free(data);
}

static void
make(const struct tsa_order *o, const struct asked *q, struct buf *out)
{
	struct buf info = BUF_INIT(4096);

	write_info(o, q, &info);
	sign_info(o, &info, out);
	buf_free(&info);
}

void
tsa_token(
    const struct tsa_order *o, const void *data, size_t len, struct buf *out)
{
	struct asked q = { .nid = NID_sha256 };

	assert_int_equal(
	    EVP_Digest(data, len, q.digest, &q.len, EVP_sha256(), NULL), 1);
	make(o, &q, out);
}

/* TimeStampResp */
static void
respond(const struct tsa_order *o, TS_REQ *request, struct buf *out)
{
	TS_MSG_IMPRINT *imprint = TS_REQ_get_msg_imprint(request);
	ASN1_OCTET_STRING *digest = TS_MSG_IMPRINT_get_msg(imprint);
	const ASN1_OBJECT *oid = NULL;
	struct asked q = { .len = (unsigned)ASN1_STRING_length(digest) };
	struct buf inner = BUF_INIT(MAX);
	char granted = 0, rejected = 2;
	bool no = o->trick == TSA_REJECTED;

	X509_ALGOR_get0(&oid, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
	q.nid = OBJ_obj2nid(oid);
	memcpy(q.digest, ASN1_STRING_get0_data(digest), q.len);
	q.nonce = ASN1_INTEGER_dup(TS_REQ_get_nonce(request));
	buf_add(&inner, "\x30\x03\x02\x01", 4);
	buf_add(&inner, no ? &rejected : &granted, 1);
	if (!no)
		make(o, &q, &inner);
	tlv_add(out, TLV_SEQUENCE, inner.data, inner.len);
	if (o->trick == TSA_TRAILING)
		buf_addc(out, 0);
	ASN1_INTEGER_free(q.nonce);
	buf_free(&inner);
}

void
tsa_answer(const struct tsa_order *o, const unsigned char *request, size_t len,
    struct buf *out)
{
	const unsigned char *p = request;
	TS_REQ *q = d2i_TS_REQ(NULL, &p, (long)len);

	assert_non_null(q);
	respond(o, q, out);
	TS_REQ_free(q);
}

/* The body of one request, as far as Content-Length says. */
static TS_REQ *
read_request(int fd)
{
	struct buf in = BUF_INIT(MAX);
	TS_REQ *request = NULL;
	char chunk[4096];

	while (request == NULL) {
		const char *body, *says;
		ssize_t n = recv(fd, chunk, sizeof(chunk), 0);
		const unsigned char *p;
		long want;

		if (n <= 0 || buf_add(&in, chunk, (size_t)n) < 0)
			break;
		body = strstr(in.data, "\r\n\r\n");
		says = strstr(in.data, "Content-Length: ");
		if (body == NULL || says == NULL)
			continue;
		body += 4;
		want = strtol(says + strlen("Content-Length: "), NULL, 10);
		if (in.data + in.len - body < want)
			continue;
		p = (const unsigned char *)body;
		request = d2i_TS_REQ(NULL, &p, want);
		if (request == NULL)
			break;
	}
	buf_free(&in);
	return request;
}

static void
send_all(int fd, const struct buf *out)
{
	size_t done = 0;

	while (done < out->len) {
		ssize_t n =
		    send(fd, out->data + done, out->len - done, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		done += (size_t)n;
	}
}

static void
answer(int fd, const struct tsa_order *o, TS_REQ *request)
{
	struct buf body = BUF_INIT(MAX), out = BUF_INIT(MAX);
	bool failed = o->trick == TSA_HTTP_500;
	char byte = 'x';

	if (o->trick == TSA_SILENT) { /* until the other side has had enough */
		while (recv(fd, &byte, 1, 0) > 0)
			;
		return;
	}
	if (o->trick == TSA_LARGE)
		while (body.len < LARGE)
			buf_add(&body, "\x30\x82 more", 7);
	else
		respond(o, request, &body);
	if (o->trick == TSA_GARBAGE)
		body.data[body.len / 2] ^= 0x7f;
	buf_addf(&out,
	    "HTTP/1.1 %s\r\nContent-Type: application/%s\r\n"
	    "Content-Length: %zu\r\nConnection: close\r\n\r\n",
	    failed ? "500 Internal Server Error" : "200 OK",
	    o->trick == TSA_OTHER_TYPE ? "json" : "timestamp-reply", body.len);
	buf_add(&out, body.data, body.len);
	if (o->trick != TSA_HANG_UP)
		send_all(fd, &out);
	buf_free(&body);
	buf_free(&out);
}

static void *
serve(void *arg)
{
	struct tsa *t = arg;

	for (;;) {
		int fd = accept(t->listener, NULL, NULL);
		TS_REQ *request;

		if (fd < 0 || t->stop) {
			if (fd >= 0)
				close(fd);
			return NULL;
		}
		request = read_request(fd);
		if (request != NULL) {
			pthread_mutex_lock(&t->lock);
			t->asked++;
			pthread_cond_broadcast(&t->came);
			pthread_mutex_unlock(&t->lock);
			answer(fd, t->order, request);
		}
		TS_REQ_free(request);
		close(fd);
	}
}

struct tsa *
tsa_start(const struct tsa_order *o)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	struct tsa *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->came, NULL);
	t->order = o;
	t->listener = socket(AF_INET, SOCK_STREAM, 0);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(
	    bind(t->listener, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(t->listener, 8), 0);
	assert_int_equal(
	    getsockname(t->listener, (struct sockaddr *)&a, &len), 0);
	snprintf(t->url, sizeof(t->url), "http://127.0.0.1:%d/tsa",
	    ntohs(a.sin_port));
	assert_int_equal(pthread_create(&t->thread, NULL, serve, t), 0);
	return t;
}

const char *
tsa_url(const struct tsa *t)
{
	return t->url;
}

int
tsa_asked(struct tsa *t)
{
	int n;

	pthread_mutex_lock(&t->lock);
	n = t->asked;
	pthread_mutex_unlock(&t->lock);
	return n;
}

void
tsa_wait(struct tsa *t, int n)
{
	pthread_mutex_lock(&t->lock);
	while (t->asked < n)
		pthread_cond_wait(&t->came, &t->lock);
	pthread_mutex_unlock(&t->lock);
}

void
tsa_stop(struct tsa *t)
{
	t->stop = true;
	shutdown(t->listener, SHUT_RDWR);
	pthread_join(t->thread, NULL);
	close(t->listener);
	pthread_cond_destroy(&t->came);
	pthread_mutex_destroy(&t->lock);
	free(t);
}
