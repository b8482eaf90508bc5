/* An allocator that wipes: see wiping.h. */
#include "config.h"
#include "net/wiping.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "net/curl.h"
#include "base/banned.h"

static void
wiping_free(void *p)
{
	if (p == NULL)
		return;
	explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

/* realloc itself would leave the old copy behind. */
static void *
wiping_realloc(void *p, size_t size)
{
	size_t old = p == NULL ? 0 : malloc_usable_size(p);
	void *q = malloc(size == 0 ? 1 : size);

	if (q == NULL)
		return NULL;
	if (p != NULL)
		memcpy(q, p, old < size ? old : size);
	wiping_free(p);
	return q;
}

int
wiping_curl_init(void)
{
	return curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, wiping_free,
		   wiping_realloc, strdup, calloc) == CURLE_OK
		   ? 0
		   : -1;
}
