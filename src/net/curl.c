#include "config.h"
#include "net/curl.h"

#include <dlfcn.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

#define CURL_LIBRARY "libcurl.so.4"
#define GNUTLS_QUIET "GNUTLS_NO_IMPLICIT_INIT"

struct curl_functions curl_functions;
static bool ours;

/* A new variable may move the whole environment, which a card's module reads in
 * another thread: it gets its place before there is one. "0": do as always. */
__attribute__((constructor)) static void
make_place(void)
{
	ours =
	    getenv(GNUTLS_QUIET) == NULL && setenv(GNUTLS_QUIET, "0", 1) == 0;
}

static const struct {
	const char *name;
	size_t offset;
} names[] = {
#define CURL_NAME(f) { "curl_" #f, offsetof(struct curl_functions, f) },
	CURL_FUNCTIONS(CURL_NAME)
#undef CURL_NAME
};

static int
find_all(void *library, struct curl_functions *out)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		void *f = dlsym(library, names[i].name);

		if (f == NULL)
			return -1;
		memcpy((char *)out + names[i].offset, &f, sizeof(f));
	}
	return 0;
}

int
curl_load(struct err *e)
{
	struct curl_functions found;
	void *library;

	if (curl_functions.easy_init != NULL)
		return 0;
	/* Before libcurl does it whole: the names of OpenSSL's errors are
	 * 100 kB that nobody reads. */
	OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_SSL_STRINGS |
			     OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
	    NULL);
	if (ours) /* only while it is loaded: a card's module may want it */
		setenv(GNUTLS_QUIET, "1", 1);
	library = dlopen(CURL_LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (ours)
		setenv(GNUTLS_QUIET, "0", 1);
	if (library == NULL || find_all(library, &found) < 0)
		return err_why(e, ERR_UNAVAILABLE, "no-curl",
		    _("The library libcurl 4 is missing. Please install the "
		      "package libcurl4."));
	curl_functions = found;
	return 0;
}
