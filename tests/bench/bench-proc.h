/* What the kernel says about a process. */
#ifndef TESTS_BENCH_BENCH_PROC_H
#define TESTS_BENCH_BENCH_PROC_H

#include <sys/types.h>

/* Each ends the program when the process cannot be looked at. */

/* CPU seconds so far. */
double proc_cpu(pid_t pid);

/* Bytes of memory that are the process's alone. */
long proc_private(pid_t pid);

/* How often its threads have gone to sleep of their own will. */
long proc_sleeps(pid_t pid);

#endif
