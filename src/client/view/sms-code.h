/* The fields of an SMS Onay Kodu and what is said at them, wherever a
 * telephone is proven. Where the code goes is the screen's own business. */
#ifndef CLIENT_VIEW_SMS_CODE_H
#define CLIENT_VIEW_SMS_CODE_H

#include <stdint.h>

#include "client/view/view.h"
#include "wire/messages.h"

enum sms_code_id {
	SMS_CODE = 1,
	SMS_CODE_LEFT,
	SMS_CODE_OK,
	SMS_CODE_NEW,
	SMS_CODE_CANCEL,
};

/* Code, countdown to the deadline (0: not known) and buttons; the screen sets
 * the cursor when it has added the rest. */
void sms_code_add(struct view *v, int64_t deadline);

/* What was typed, into a request (wire_clear); -1 when it cannot be a code,
 * which is said at the field. */
int sms_code_take(struct view *v, struct msg_sms_verify_request *out);

/* It has run out of time. */
void sms_code_timeout(struct view *v);

/* Another one is on its way. */
void sms_code_renewed(struct view *v, int64_t deadline);

/* The portal has not taken it. */
void sms_code_refused(struct view *v, const struct err *e);

#endif
