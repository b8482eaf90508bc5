/* What probes may have found on a computer: situations by name. */
#ifndef TESTS_UNIT_DOCTOR_FOUND_H
#define TESTS_UNIT_DOCTOR_FOUND_H

#include "client/doctor/findings.h"

/* "well" and everything that is one step from it; an unknown name fails the
 * test. */
void found_set(struct findings *f, const char *situation);

#endif
