/* The steps of an application that people can make, one function each, for
 * the test of the whole table. */
#ifndef TESTS_API_WORKFLOW_STEPS_H
#define TESTS_API_WORKFLOW_STEPS_H

#include "flow-world.h"
#include "model/workflow.h"

/* One application and whoever may do something with it. */
struct scene {
	struct world *w;
	int64_t id;
	char number[20];
	char applicant[65], personal[65], officer[65]; /* tokens */
	int64_t last;				       /* audit row seen last */
};

struct way {
	const char *name;
	enum event event;
	enum role role;
	int (*go)(struct scene *s);
	bool quiet; /* answers no error where there is nothing to do */
};

extern const struct way ways[];
extern const size_t way_count;

int approve_form(struct scene *s);
int edit(struct scene *s);
int verify_phone(struct scene *s);
int verify_again(struct scene *s);
int choose_signature(struct scene *s);
int choose_paper(struct scene *s);
int choose_consent(struct scene *s);
int change_method(struct scene *s);
int sign(struct scene *s);
int cancel(struct scene *s);
int open_it(struct scene *s);
int approve(struct scene *s);
int reject(struct scene *s);
int correct(struct scene *s);
int paper_received(struct scene *s);
int office_approve(struct scene *s);
int office_reject(struct scene *s);
int office_correct(struct scene *s);
int produce(struct scene *s);
int ship(struct scene *s);
int deliver(struct scene *s);
int revoke(struct scene *s);
int time_passes(struct scene *s);

#endif
