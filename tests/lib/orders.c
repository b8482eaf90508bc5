#include "orders.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *
in_dir(const char *name, char *path, size_t size)
{
	const char *dir = getenv("SHIM_DIR");

	snprintf(path, size, "%s/%s", dir != NULL ? dir : ".", name);
	return path;
}

bool
told(const char *word)
{
	char path[4096], text[512] = " ", look[64];
	int fd = open(in_dir("do", path, sizeof(path)), O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, text + 1, sizeof(text) - 3);
	close(fd);
	if (n <= 0)
		return false;
	text[n + 1] = ' ';
	text[n + 2] = '\0';
	snprintf(look, sizeof(look), " %s ", word);
	return strstr(text, look) != NULL;
}

bool
told_of(const char *first, const char *second)
{
	char word[48];

	snprintf(word, sizeof(word), "%s-%s", first, second);
	return told(word);
}

void
note(const char *line)
{
	char path[4096];
	int fd = open(in_dir("log", path, sizeof(path)),
	    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (fd < 0)
		return;
	if (write(fd, line, strlen(line)) < 0)
		abort();
	close(fd);
}

void
hang(void)
{
	char path[4096], byte;
	int fd = open(in_dir("hang", path, sizeof(path)), O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		abort();
	while (read(fd, &byte, 1) > 0)
		continue;
	close(fd);
}
