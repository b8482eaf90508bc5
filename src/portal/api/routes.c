/* The table of routes; see routes.h. */
#include "config.h"
#include "portal/api/routes.h"

#include <string.h>

#include "base/banned.h"

#define SMALL	  ((size_t)1024)
#define FORM	  ((size_t)32 * 1024)
#define SIGNATURE ((size_t)256 * 1024) /* 50 of 3 KiB, or one of 64 KiB */

/* clang-format off */
const struct route routes[] = {
	{ "GET", "/v1/info", &op_info, 0, RATE_CALL, KEY_NONE },
	{ "POST", "/v1/captcha", &op_captcha, SMALL, RATE_CAPTCHA, KEY_NONE },
	{ "POST", "/v1/login", &op_login, 4 * SMALL, RATE_LOGIN, KEY_MAY },
	{ "POST", "/v1/logout", &op_logout, SMALL, RATE_CALL, KEY_MUST },
	{ "GET", "/v1/application", &op_application, 0, RATE_CALL, KEY_NONE },
	{ "PUT", "/v1/application/draft", &op_draft, FORM, RATE_CALL,
	    KEY_MUST },
	{ "POST", "/v1/application/form", &op_form, FORM, RATE_CALL,
	    KEY_MUST },
	{ "POST", "/v1/application/edit", &op_edit, SMALL, RATE_CALL,
	    KEY_MUST },
	{ "POST", "/v1/application/sms", &op_sms, SMALL, RATE_CALL, KEY_MUST },
	{ "POST", "/v1/application/sms/verify", &op_sms_verify, SMALL,
	    RATE_CALL, KEY_MUST },
	{ "POST", "/v1/application/method", &op_method, SMALL, RATE_CALL,
	    KEY_MUST },
	{ "POST", "/v1/application/method/change", &op_method_change, SMALL,
	    RATE_CALL, KEY_MUST },
	{ "POST", "/v1/application/cancel", &op_cancel, SMALL, RATE_CALL,
	    KEY_MUST },
	{ "POST", "/v1/application/signing", &op_signing, SMALL, RATE_CALL,
	    KEY_MUST },
	{ "GET", "/v1/application/signing", &op_signing_status, 0, RATE_CALL,
	    KEY_NONE },
	{ "POST", "/v1/signing/open", &op_sign_open, SMALL, RATE_GUESS,
	    KEY_MAY },
	{ "POST", "/v1/signing/submit", &op_sign_submit, SIGNATURE,
	    RATE_GUESS, KEY_MAY },
	{ "POST", "/v1/esign", &op_esign, SMALL, RATE_LOGIN, KEY_MAY },
	{ "POST", "/v1/esign/take", &op_esign_take, SMALL, RATE_CALL,
	    KEY_MAY },
	{ "GET", "/v1/signing-status", &op_session_signing, 0, RATE_CALL,
	    KEY_NONE },
	{ "POST", "/v1/personal/login", &op_word_login, 4 * SMALL, RATE_LOGIN,
	    KEY_MAY },
	{ "POST", "/v1/personal/sms", &op_personal_sms, SMALL, RATE_CALL,
	    KEY_MUST },
	{ "POST", "/v1/personal/sms/verify", &op_personal_verify, SMALL,
	    RATE_CALL, KEY_MUST },
	{ "GET", "/v1/personal", &op_personal, 0, RATE_CALL, KEY_NONE },
	{ "POST", "/v1/personal/certificate", &op_certificate, SMALL,
	    RATE_CALL, KEY_MUST },
	{ "PUT", "/v1/personal/account", &op_account, 2 * SMALL, RATE_CALL,
	    KEY_MUST },
	{ "POST", "/v1/personal/account/verify", &op_account_verify, SMALL,
	    RATE_CALL, KEY_MUST },
	{ "POST", "/v1/personal/word", &op_word, SMALL, RATE_CALL, KEY_MUST },
	{ "POST", "/v1/personal/secret", &op_secret, SMALL, RATE_CALL,
	    KEY_MUST },
	{ "POST", "/v1/personal/consent", &op_consent, SMALL, RATE_CALL,
	    KEY_MUST },
	{ "POST", "/v1/office/queue", &op_queue, SMALL, RATE_CALL, KEY_NONE },
	{ "POST", "/v1/office/application", &op_office_application, SMALL,
	    RATE_CALL, KEY_NONE },
	{ "POST", "/v1/office/decisions", &op_decide, 8 * SMALL, RATE_CALL,
	    KEY_MUST },
	{ "GET", "/v1/office/decisions", &op_outcomes, 0, RATE_CALL,
	    KEY_NONE },
	{ "POST", "/v1/office/decided", &op_decided, SMALL, RATE_CALL,
	    KEY_NONE },
	{ "GET", "/v1/office/deputies", &op_deputies, 0, RATE_CALL, KEY_NONE },
	{ "POST", "/v1/office/deputy", &op_deputy, SMALL, RATE_CALL,
	    KEY_MUST },
	{ "POST", "/v1/office/deputy/end", &op_deputy_end, SMALL, RATE_CALL,
	    KEY_MUST },
	{ "GET", "/v1/report", &op_report, 0, RATE_REPORT, KEY_NONE },
	{ NULL, NULL, NULL, 0, RATE_CALL, KEY_NONE },
};
/* clang-format on */

/* What a call without a body takes stands behind the path. */
static bool
is_path(const struct route *r, const char *target)
{
	size_t len = strlen(r->path);

	if (strncmp(r->path, target, len) != 0)
		return false;
	return target[len] == '\0' ||
	       (target[len] == '?' && route_has_query(r));
}

bool
route_has_query(const struct route *r)
{
	return r->most == 0 && r->op->in != &wire_empty;
}

const struct route *
route_find(const struct route *table, const char *method, const char *path,
    char *allow, size_t size)
{
	size_t used = 0;

	allow[0] = '\0';
	for (const struct route *r = table; r->method != NULL; r++) {
		if (!is_path(r, path))
			continue;
		if (strcmp(r->method, method) == 0)
			return r;
		if (used < size)
			used += (size_t)snprintf(allow + used, size - used,
			    "%s%s", used == 0 ? "" : ", ", r->method);
	}
	return NULL;
}

void
routes_print(FILE *out)
{
	static const char *const keys[] = { "none", "may", "must" };

	for (const struct route *r = routes; r->method != NULL; r++)
		fprintf(out, "%s %s %s %s %zu %s\n", r->method, r->path,
		    r->op->name, op_role_name(r->op->role), r->most,
		    keys[r->key]);
}
