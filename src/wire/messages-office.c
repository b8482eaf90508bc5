/* The tables of messages-office.h. */
#include "config.h"
#include "wire/messages-office.h"

#include "wire/rows.h"
#include "base/banned.h"

#define ROWS	1000000000
#define REASON	500 /* characters */
#define NAME	60
#define LINE	120
#define HISTORY 500

static const struct wire_row queue_request_rows[] = {
	STR(msg_queue_request, after, false, QUEUE_CURSOR),
	STR(msg_queue_request, sort, true, 16),
	STR(msg_queue_request, find, false, LINE),
	STR(msg_queue_request, rule, true, 8),
	INT(msg_queue_request, days, true, 100000),
	END,
};
MESSAGE(queue_request, msg_queue_request, queue_request_rows);

static const struct wire_row queue_row_rows[] = {
	STR(msg_queue_row, number, true, 20),
	STR(msg_queue_row, name, true, NAME),
	STR(msg_queue_row, surname, true, NAME),
	STR(msg_queue_row, unit, false, LINE),
	STR(msg_queue_row, reason, true, 16),
	INT(msg_queue_row, days, true, 100000),
	BOOL(msg_queue_row, meets, true),
	STR(msg_queue_row, note, false, 200),
	INT(msg_queue_row, version, true, ROWS),
	BOOL(msg_queue_row, own, true),
	END,
};
static const struct wire_row queue_rows[] = {
	STR(msg_queue, province, true, 40),
	INT(msg_queue, waiting, true, ROWS),
	INT(msg_queue, meeting, true, ROWS),
	INT(msg_queue, late, true, ROWS),
	LIST(msg_queue, rows, true, QUEUE_PAGE, queue_row_rows, msg_queue_row),
	STR(msg_queue, next, false, QUEUE_CURSOR),
	END,
};
MESSAGE(queue, msg_queue, queue_rows);

static const struct wire_row number_request_rows[] = {
	STR(msg_number_request, number, true, 20),
	END,
};
MESSAGE(number_request, msg_number_request, number_request_rows);

static const struct wire_row compared_rows[] = {
	STR(msg_compared, field, true, 40),
	STR(msg_compared, form, false, 500),
	STR(msg_compared, staff, false, 500),
	BOOL(msg_compared, differs, true),
	END,
};
static const struct wire_row step_rows[] = {
	STR(msg_step, at, true, 20),
	STR(msg_step, state, true, 32),
	END,
};
static const struct wire_row office_application_rows[] = {
	STR(msg_office_application, number, true, 20),
	STR(msg_office_application, state, true, 32),
	STR(msg_office_application, since_at, true, 20),
	INT(msg_office_application, version, true, ROWS),
	BOOL(msg_office_application, meets, true),
	BOOL(msg_office_application, own, true),
	STR(msg_office_application, note, false, 200),
	RECORD(msg_office_application, record, WIRE_DRAFT),
	LIST(msg_office_application, compared, true, 40, compared_rows,
	    msg_compared),
	STR(msg_office_application, signed_at, false, 20),
	LIST(msg_office_application, history, true, HISTORY, step_rows,
	    msg_step),
	END,
};
MESSAGE(office_application, msg_office_application, office_application_rows);

static const struct wire_row decide_item_rows[] = {
	STR(msg_decide_item, number, true, 20),
	INT(msg_decide_item, version, true, ROWS),
	END,
};
static const struct wire_row decide_request_rows[] = {
	STR(msg_decide_request, action, true, 16),
	STR(msg_decide_request, reason, false, REASON),
	LIST(msg_decide_request, fields, true, FIELD_COUNT,
	    wire_field_name_rows, msg_field_name),
	LIST(msg_decide_request, items, true, DECIDE_MOST, decide_item_rows,
	    msg_decide_item),
	END,
};
MESSAGE(decide_request, msg_decide_request, decide_request_rows);

static const struct wire_row outcome_rows[] = {
	STR(msg_outcome, number, true, 20),
	STR(msg_outcome, why, false, 512),
	END,
};
static const struct wire_row decide_rows[] = {
	LIST(msg_decide, refused, true, DECIDE_MOST, outcome_rows, msg_outcome),
	BOOL(msg_decide, any, true),
	LIST(msg_decide, signing, true, 1, wire_signing_rows, msg_signing),
	END,
};
MESSAGE(decide, msg_decide, decide_rows);

static const struct wire_row outcomes_rows[] = {
	STR(msg_outcomes, state, true, 16),
	STR(msg_outcomes, refusal, false, 512),
	LIST(msg_outcomes, outcomes, true, DECIDE_MOST, outcome_rows,
	    msg_outcome),
	END,
};
MESSAGE(outcomes, msg_outcomes, outcomes_rows);

static const struct wire_row after_request_rows[] = {
	INT(msg_after_request, after, true, ROWS),
	END,
};
MESSAGE(after_request, msg_after_request, after_request_rows);

static const struct wire_row decided_rows[] = {
	INT(msg_decided, id, true, ROWS),
	STR(msg_decided, number, true, 20),
	STR(msg_decided, name, true, NAME),
	STR(msg_decided, surname, true, NAME),
	STR(msg_decided, action, true, 32),
	STR(msg_decided, reason, false, REASON),
	STR(msg_decided, at, true, 20),
	END,
};
static const struct wire_row decided_list_rows[] = {
	LIST(msg_decided_list, rows, true, QUEUE_PAGE, decided_rows,
	    msg_decided),
	END,
};
MESSAGE(decided_list, msg_decided_list, decided_list_rows);

static const struct wire_row deputy_request_rows[] = {
	STR(msg_deputy_request, tckn, true, 11),
	STR(msg_deputy_request, from, true, 10),
	STR(msg_deputy_request, until, true, 10),
	END,
};
MESSAGE(deputy_request, msg_deputy_request, deputy_request_rows);

static const struct wire_row deputy_rows[] = {
	INT(msg_deputy, id, true, ROWS),
	STR(msg_deputy, tckn, true, 11),
	STR(msg_deputy, name, false, NAME),
	STR(msg_deputy, surname, false, NAME),
	STR(msg_deputy, from, true, 10),
	STR(msg_deputy, until, true, 10),
	END,
};
static const struct wire_row deputies_rows[] = {
	LIST(msg_deputies, rows, true, QUEUE_PAGE, deputy_rows, msg_deputy),
	END,
};
MESSAGE(deputies, msg_deputies, deputies_rows);

static const struct wire_row id_request_rows[] = {
	INT(msg_id_request, id, true, ROWS),
	END,
};
MESSAGE(id_request, msg_id_request, id_request_rows);
