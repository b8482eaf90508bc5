#include "config.h"
#include "bench-proc.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/banned.h"

static void __attribute__((noreturn)) fail(const char *path)
{
	fprintf(stderr, "%s cannot be read\n", path);
	exit(EXIT_FAILURE);
}

double
proc_cpu(pid_t pid)
{
	char path[64], text[512] = "";
	unsigned long user = 0, system = 0;
	const char *p;
	long ticks;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "re");
	if (f == NULL || fgets(text, sizeof(text), f) == NULL)
		fail(path);
	fclose(f);
	p = strrchr(text, ')');
	if (p == NULL || sscanf(p,
			     ") %*c %*d %*d %*d %*d %*d %*u %*u %*u "
			     "%*u %*u %lu %lu",
			     &user, &system) != 2)
		fail(path);
	ticks = sysconf(_SC_CLK_TCK);
	return (double)(user + system) / (double)ticks;
}

long
proc_private(pid_t pid)
{
	char path[64], line[256];
	long sum = 0, kb;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	f = fopen(path, "re");
	if (f == NULL)
		fail(path);
	while (fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "Private_Clean: %ld", &kb) == 1 ||
		    sscanf(line, "Private_Dirty: %ld", &kb) == 1)
			sum += kb;
	fclose(f);
	return sum * 1024;
}

static long
sleeps_of(const char *task, const char *tid)
{
	char path[384], line[256];
	long n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s/status", task, tid);
	f = fopen(path, "re");
	if (f == NULL)
		return 0; /* the thread has ended */
	while (fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "voluntary_ctxt_switches: %ld", &n) == 1)
			break;
	fclose(f);
	return n;
}

long
proc_sleeps(pid_t pid)
{
	char task[64];
	struct dirent *d;
	long n = 0;
	DIR *dir;

	snprintf(task, sizeof(task), "/proc/%d/task", (int)pid);
	dir = opendir(task);
	if (dir == NULL)
		fail(task);
	while ((d = readdir(dir)) != NULL)
		if (d->d_name[0] != '.')
			n += sleeps_of(task, d->d_name);
	closedir(dir);
	return n;
}
