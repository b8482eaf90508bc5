#include "config.h"
#include "demo-card.h"

#include <limits.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "base/banned.h"

struct vcard *
demo_card(const char *dir, int slot)
{
	struct buf key = BUF_INIT(8192), cert = BUF_INIT(8192);
	struct vcard *v = card_make(0, "demo");
	const unsigned char *p;
	char path[PATH_MAX];
	EVP_PKEY *pkey;

	snprintf(path, sizeof(path), "%s/cards/%s.key", dir, TCKN);
	assert_int_equal(file_read(path, &key, NULL), 0);
	snprintf(path, sizeof(path), "%s/cards/%s.der", dir, TCKN);
	assert_int_equal(file_read(path, &cert, NULL), 0);
	p = (const unsigned char *)key.data;
	pkey = d2i_AutoPrivateKey(NULL, &p, (long)key.len);
	assert_non_null(pkey);
	vcard_put(v, slot, pkey, (const unsigned char *)cert.data, cert.len);
	EVP_PKEY_free(pkey);
	buf_free(&key);
	buf_free(&cert);
	return v;
}
