/* The steps of one call; see job.h. */
#include "config.h"
#include "portal/api/job.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/banned.h"

static const struct {
	int code, status;
} statuses[] = {
	{ ERR_INVALID, 400 },
	{ ERR_DENIED, 403 },
	{ ERR_NOT_FOUND, 404 },
	{ ERR_CONFLICT, 409 },
	{ ERR_LIMIT, 429 },
	{ ERR_EXPIRED, 410 },
	{ ERR_UNAVAILABLE, 503 },
};

int
job_status(const struct err *e)
{
	if (e->code == ERR_DENIED && strcmp(e->reason, "session") == 0)
		return 401;
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].code == e->code)
			return statuses[i].status;
	return 500;
}

void
job_error(const struct err *e, long retry_in, long tries, struct buf *out)
{
	struct err copy = *e;
	char code[32];
	struct msg_error m = {
		.error = { .code = code,
		    .reason = copy.reason[0] == '\0' ? NULL : copy.reason,
		    .message = copy.text,
		    .field = copy.field[0] == '\0' ? NULL : copy.field,
		    .retry_in = retry_in > 0 ? retry_in : 0,
		    .tries = tries > 0 ? tries : 0 }
	};

	snprintf(code, sizeof(code), "%s", err_word(e->code));
	buf_reset(out);
	if (wire_encode(&wire_error, &m, out, NULL) < 0) {
		buf_reset(out);
		buf_addf(out, "{\"error\":{\"code\":\"%s\",\"message\":\"\"}}",
		    code);
	}
}

/* The token of "Bearer TOKEN" (RFC 6750 §2.1); NULL when it is not that. */
static char *
bearer(const char *authorization)
{
	char scheme[8];

	if (authorization == NULL || strlen(authorization) < 8 ||
	    authorization[6] != ' ')
		return NULL;
	memcpy(scheme, authorization, 6);
	scheme[6] = '\0';
	if (!text_ascii_equal(scheme, "bearer") ||
	    strlen(authorization + 7) > 128)
		return NULL;
	return strdup(authorization + 7);
}

static int
take_key(struct job *j, const char *key, struct err *e)
{
	size_t n = key == NULL ? 0 : strlen(key);

	if (j->route->key == KEY_NONE || (n == 0 && j->route->key == KEY_MAY))
		return 0;
	if (n == 0)
		return err_why(e, ERR_INVALID, "idempotency-key",
		    _("This call needs an Idempotency-Key."));
	for (size_t i = 0; i < n; i++)
		if (key[i] <= 0x20 || key[i] >= 0x7f)
			n = 0;
	if (n < JOB_KEY_MIN || n > JOB_KEY_MAX)
		return err_why(e, ERR_INVALID, "idempotency-key",
		    _("An Idempotency-Key has 16 to 64 printable characters."));
	j->repeatable = true;
	return 0;
}

static int
take_message(struct job *j, const struct http_request *rq, struct err *e)
{
	const struct op *op = j->route->op;
	const char *body = rq->body == NULL ? "" : rq->body;

	j->call.in = j->message = calloc(1, op->in->size);
	j->call.out = calloc(1, op->out->size);
	if (j->call.in == NULL || j->call.out == NULL ||
	    (j->repeatable && seal_make(&j->seal, rq->head.idempotency_key,
				  op->name, body, rq->body_len) < 0))
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	if (route_has_query(j->route))
		return wire_decode_query(op->in,
		    strchrnul(rq->head.target, '?') +
			(strchr(rq->head.target, '?') != NULL),
		    j->message, e);
	if (j->route->most == 0)
		return 0;
	return wire_decode(op->in, body, rq->body_len, j->message, e);
}

struct job *
job_new(const struct route *r, struct job_setting *setting,
    const struct http_request *rq, struct err *e)
{
	struct job *j = calloc(1, sizeof(*j));
	int rc;

	if (j == NULL) {
		err_fill(e, ERR_INTERNAL, _("Memory is out."));
		return NULL;
	}
	j->route = r;
	j->setting = setting;
	j->answer = (struct buf)BUF_INIT(JOB_ANSWER_MAX);
	j->answer.wipe = true;
	memcpy(j->peer, rq->peer, sizeof(j->peer));
	j->call.flow = &setting->flow;
	j->call.peer = j->peer;
	j->call.lang = rq->lang;
	j->call.now = clock_wall();
	j->call.tries = -1;
	j->token = bearer(rq->head.authorization);
	rc = take_key(j, rq->head.idempotency_key, e);
	if (rc == 0)
		rc = take_message(j, rq, e);
	if (rc == 0)
		return j;
	job_free(j);
	return NULL;
}

void
job_free(struct job *j)
{
	if (j == NULL)
		return;
	if (j->route != NULL) {
		const struct op *op = j->route->op;

		if (op->free_state != NULL && j->call.state != NULL)
			op->free_state(j->call.state);
		if (j->message != NULL)
			wire_clear(op->in, j->message);
		if (j->call.out != NULL)
			wire_clear(op->out, j->call.out);
		free(j->message);
		free(j->call.out);
	}
	if (j->token != NULL)
		explicit_bzero(j->token, strlen(j->token));
	free(j->token);
	seal_wipe(&j->seal);
	buf_free(&j->answer);
	free(j);
}

bool
job_repeats(const struct job *j, const struct job *other)
{
	if (!j->repeatable || !other->repeatable ||
	    strcmp(j->seal.name, other->seal.name) != 0)
		return false;
	if (j->token == NULL || other->token == NULL)
		return j->token == other->token;
	return strcmp(j->token, other->token) == 0;
}

static void
answer_error(struct job *j)
{
	j->status = job_status(&j->err);
	job_error(&j->err, j->call.retry_in, j->call.tries, &j->answer);
}

static void
answer_success(struct job *j)
{
	buf_reset(&j->answer);
	j->status = 200;
	j->rc =
	    wire_encode(j->route->op->out, j->call.out, &j->answer, &j->err);
	if (j->rc < 0) {
		j->rc = err_set(&j->err, ERR_INTERNAL,
		    _("The portal has made a mistake. Please try again "
		      "later."));
		answer_error(j);
	}
}

static int
find_session(struct job *j)
{
	int rc;

	if (j->route->op->role == OP_PUBLIC)
		return 0;
	if (j->token == NULL)
		return err_why(
		    &j->err, ERR_DENIED, "session", _("Please log in first."));
	rc = flow_session_find(&j->setting->flow, j->token, j->call.now,
	    &j->call.session, &j->err);
	if (rc == 0)
		rc = op_allowed(j->route->op->role, &j->call.session, &j->err);
	return rc;
}

/* True when the call was made before: its answer (or the refusal of another
 * content) is then the job's. */
static bool
find_kept(struct job *j)
{
	struct buf closed = BUF_INIT(JOB_ANSWER_MAX + SEAL_MORE);
	int rc;

	if (!j->repeatable)
		return false;
	buf_reset(&j->answer);
	rc = store_reply_find(j->setting->flow.store, j->call.session.id,
	    j->seal.name, j->seal.hash, &j->status, &closed, &j->err);
	if (rc == 0)
		rc = seal_open(&j->seal, &closed, &j->answer, &j->err);
	buf_free(&closed);
	if (rc == ERR_NOT_FOUND) {
		err_clear(&j->err);
		return false;
	}
	if (rc < 0) {
		j->rc = rc;
		answer_error(j);
	}
	return true;
}

bool
job_load(struct job *j)
{
	const struct op *op = j->route->op;

	j->rc = find_session(j);
	if (j->rc >= 0 && find_kept(j))
		return false;
	if (j->rc >= 0 && op->load != NULL)
		j->rc = op->load(&j->call, &j->err);
	if (j->rc < 0) {
		answer_error(j);
		return false;
	}
	if (op->work != NULL)
		return true;
	job_save(j);
	return false;
}

void
job_work(struct job *j)
{
	j->worked = true;
	j->rc = j->route->op->work(&j->call, &j->err);
	if (j->rc < 0)
		answer_error(j);
}

static int
keep_answer(struct job *j)
{
	struct buf closed = BUF_INIT(JOB_ANSWER_MAX + SEAL_MORE);
	struct store_reply r = { .session = j->call.session.id,
		.key = j->seal.name,
		.hash = j->seal.hash,
		.status = j->status };
	int rc;

	if (!j->repeatable)
		return 0;
	rc = seal_close(&j->seal, &j->answer, &closed, &j->err);
	r.body = buf_str(&closed);
	r.len = closed.len;
	if (rc == 0)
		rc = store_reply_keep(
		    j->setting->flow.store, &r, j->call.now, &j->err);
	buf_free(&closed);
	return rc;
}

void
job_save(struct job *j)
{
	const struct op *op = j->route->op;
	struct store *s = j->setting->flow.store;
	int rc;

	if (op->save == NULL) {
		answer_success(j);
		return;
	}
	j->rc = store_begin(s, &j->err);
	/* The same call may have been made twice at once. */
	if (j->rc >= 0 && find_kept(j)) {
		store_rollback(s);
		return;
	}
	if (j->rc >= 0)
		j->rc = op->save(&j->call, &j->err);
	if (j->rc >= 0)
		answer_success(j);
	else
		answer_error(j);
	rc = j->rc >= 0 || j->call.keep ? keep_answer(j) : j->rc;
	if (rc >= 0)
		rc = store_commit(s, &j->err);
	if (rc >= 0)
		return;
	store_rollback(s);
	j->rc = rc;
	answer_error(j);
}
