/*
 * Loading of a PKCS#11 module. p11-kit's own loader is not used: the card
 * that counts here has a driver that refuses threads and states its version
 * in letters, and one module at a time is all that is needed.
 */
#include "config.h"
#include "card/module.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

/* A module may leave out what it cannot do; these are needed. */
static bool
complete(const CK_FUNCTION_LIST *f)
{
	return f->C_Initialize != NULL && f->C_Finalize != NULL &&
	       f->C_GetSlotList != NULL && f->C_GetSlotInfo != NULL &&
	       f->C_GetTokenInfo != NULL && f->C_GetMechanismList != NULL &&
	       f->C_OpenSession != NULL && f->C_CloseSession != NULL &&
	       f->C_Login != NULL && f->C_Logout != NULL &&
	       f->C_FindObjectsInit != NULL && f->C_FindObjects != NULL &&
	       f->C_FindObjectsFinal != NULL &&
	       f->C_GetAttributeValue != NULL && f->C_SignInit != NULL &&
	       f->C_Sign != NULL;
}

static int
bad(struct err *e, const char *path, const char *detail)
{
	char *shown = text_shown(detail, strlen(detail), 200);
	char *which = text_shown(path, strlen(path), 200);
	int rc = err_why(e, ERR_UNAVAILABLE, "module-bad",
	    _("The card driver %s cannot be used (%s). Install the driver "
	      "that came with the card again."),
	    which != NULL ? which : "?", shown != NULL ? shown : "?");

	free(shown);
	free(which);
	return rc;
}

static int
missing(struct err *e, const char *path)
{
	char *which = text_shown(path, strlen(path), 200);
	int rc = err_why(e, ERR_NOT_FOUND, "no-module",
	    _("The card driver %s does not exist. Install the driver of the "
	      "card or correct the setting."),
	    which != NULL ? which : "?");

	free(which);
	return rc;
}

static int
open_so(struct module *m, const char *path, struct err *e)
{
	CK_C_GetFunctionList get = NULL;
	const char *why;
	void *symbol;

	if (strchr(path, '/') != NULL && access(path, F_OK) != 0)
		return missing(e, path);
	/* Never unmapped: a module may leave threads or handlers behind that
	 * run when the program ends. */
	m->so = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (m->so == NULL) {
		why = dlerror();
		return bad(e, path, why != NULL ? why : "dlopen");
	}
	symbol = dlsym(m->so, "C_GetFunctionList");
	if (symbol == NULL)
		return bad(e, path, "C_GetFunctionList");
	memcpy(&get, &symbol, sizeof(get));
	if (get(&m->call) != CKR_OK || m->call == NULL || !complete(m->call))
		return bad(e, path, "CK_FUNCTION_LIST");
	return 0;
}

/*
 * A driver may start programs (a PIN window, a service of its own): nothing
 * that is open here is for them. Libraries do not all see to that themselves.
 */
static void
keep_files(void)
{
	(void)close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
}

/*
 * Without arguments: every call comes from one thread, so that no lock of the
 * module's is needed, and none can be forgotten. OpenSC 0.23 waits for ever
 * for its own when a card is pulled behind the PIN.
 */
static int
start(struct module *m, const char *path, struct err *e)
{
	CK_C_INITIALIZE_ARGS args = { .flags = CKF_OS_LOCKING_OK };
	CK_RV rv = m->call->C_Initialize(NULL);

	if (rv == CKR_ARGUMENTS_BAD)
		rv = m->call->C_Initialize(&args);
	if (rv == CKR_CRYPTOKI_ALREADY_INITIALIZED)
		return 0;
	if (rv != CKR_OK)
		return bad(e, path, "C_Initialize");
	m->ours = true;
	return 0;
}

int
module_load(struct module **out, const char *path, const atomic_bool *stop,
    struct err *e)
{
	struct module *m = calloc(1, sizeof(*m));
	int rc;

	*out = NULL;
	if (m == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	m->stop = stop;
	keep_files();
	rc = open_so(m, path, e);
	if (rc == 0)
		rc = start(m, path, e);
	if (rc < 0)
		goto out;
	*out = m;
	m = NULL;
out:
	module_free(m);
	return rc;
}

void
module_free(struct module *m)
{
	if (m == NULL)
		return;
	if (m->ours)
		m->call->C_Finalize(NULL);
	if (m->so != NULL)
		dlclose(m->so);
	free(m);
}

int
module_go_on(const struct module *m, struct err *e)
{
	if (m->stop == NULL || !atomic_load(m->stop))
		return 0;
	return err_why(e, ERR_CANCELLED, "cancelled",
	    _("The work with the card was cancelled. Nothing was signed."));
}
