/* The extension qcStatements, which OpenSSL 3.0 cannot write itself. */
#include "config.h"
#include "portal/issue/ca-der.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "base/buf.h"

#include "base/banned.h"

#define QC_MAX	4096 /* bytes of the whole extension */
#define OID_MAX 128  /* characters of one OID */

static int
add_sequence(struct buf *to, const struct buf *inner)
{
	unsigned char head[8], *p = head;

	ASN1_put_object(
	    &p, 1, (int)inner->len, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
	buf_add(to, head, (size_t)(p - head));
	return buf_add(to, inner->data, inner->len);
}

static int
add_oid(struct buf *to, const char *text, size_t len)
{
	char name[OID_MAX];
	ASN1_OBJECT *oid;
	unsigned char *der = NULL;
	int n;

	if (len >= sizeof(name))
		return -1;
	memcpy(name, text, len);
	name[len] = '\0';
	oid = OBJ_txt2obj(name, 1);
	if (oid == NULL)
		return -1;
	n = i2d_ASN1_OBJECT(oid, &der);
	ASN1_OBJECT_free(oid);
	if (n <= 0)
		return -1;
	n = buf_add(to, der, (size_t)n);
	OPENSSL_free(der);
	return n;
}

/* QCStatement ::= SEQUENCE { statementId OID, statementInfo ANY OPTIONAL } */
static int
add_statement(struct buf *to, const char *text, size_t len)
{
	struct buf statement = BUF_INIT(QC_MAX), value = BUF_INIT(QC_MAX);
	const char *eq = memchr(text, '=', len);
	size_t id_len = eq == NULL ? len : (size_t)(eq - text);
	int rc = add_oid(&statement, text, id_len);

	if (rc == 0 && eq != NULL) {
		rc = add_oid(&value, eq + 1, len - id_len - 1);
		if (rc == 0)
			rc = add_sequence(&statement, &value);
	}
	if (rc == 0)
		rc = add_sequence(to, &statement);
	buf_free(&statement);
	buf_free(&value);
	return rc;
}

int
ca_add_qc_statements(X509 *cert, const char *list)
{
	struct buf all = BUF_INIT(QC_MAX), der = BUF_INIT(QC_MAX);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	X509_EXTENSION *ext = NULL;
	int rc = value == NULL ? -1 : 0;

	while (rc == 0 && *(list += strspn(list, " ")) != '\0') {
		size_t len = strcspn(list, " ");

		rc = add_statement(&all, list, len);
		list += len;
	}
	if (rc == 0)
		rc = add_sequence(&der, &all);
	if (rc == 0 &&
	    (ASN1_OCTET_STRING_set(
		 value, (const unsigned char *)der.data, (int)der.len) != 1 ||
		(ext = X509_EXTENSION_create_by_NID(
		     NULL, NID_qcStatements, 0, value)) == NULL ||
		X509_add_ext(cert, ext, -1) != 1))
		rc = -1;
	X509_EXTENSION_free(ext);
	ASN1_OCTET_STRING_free(value);
	buf_free(&all);
	buf_free(&der);
	return rc;
}
