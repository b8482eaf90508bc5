/* A form of newt, or a waiting that counts down, to compare with. newt is
 * looked for when the program runs: nobody needs it to build this one. */
#include "config.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/banned.h"

#define FIELDS 12

/* newt.h, version 0.52. */
struct newt {
	int (*init)(void);
	void (*cls)(void);
	int (*window)(int left, int top, unsigned width, unsigned height,
	    const char *title);
	void *(*form)(void *bar, void *help, int flags);
	void *(*label)(int left, int top, const char *text);
	void *(*entry)(int left, int top, const char *value, int width,
	    char **result, int flags);
	void (*add)(void *form, ...);
	void *(*run)(void *form);
	int (*finished)(void);
};

static void *
need(void *lib, const char *name)
{
	void *f = dlsym(lib, name);

	if (f == NULL) {
		fprintf(stderr, "%s: not found\n", name);
		exit(EXIT_FAILURE);
	}
	return f;
}

static void
load(struct newt *n)
{
	void *lib = dlopen("libnewt.so.0.52", RTLD_NOW);

	if (lib == NULL) {
		fprintf(stderr, "%s\n", dlerror());
		exit(EXIT_FAILURE);
	}
	*(void **)&n->init = need(lib, "newtInit");
	*(void **)&n->cls = need(lib, "newtCls");
	*(void **)&n->window = need(lib, "newtOpenWindow");
	*(void **)&n->form = need(lib, "newtForm");
	*(void **)&n->label = need(lib, "newtLabel");
	*(void **)&n->entry = need(lib, "newtEntry");
	*(void **)&n->add = need(lib, "newtFormAddComponents");
	*(void **)&n->run = need(lib, "newtRunForm");
	*(void **)&n->finished = need(lib, "newtFinished");
}

int
main(void)
{
	static char *values[FIELDS];
	struct newt n;
	char label[16];
	void *form;

	load(&n);
	n.init();
	n.cls();
	n.window(5, 3, 70, FIELDS + 2, "Application");
	form = n.form(NULL, NULL, 0);
	for (int i = 0; i < FIELDS; i++) {
		snprintf(label, sizeof(label), "Field %d", i + 1);
		n.add(form, n.label(1, i + 1, label),
		    n.entry(20, i + 1, "", 40, &values[i], 0), NULL);
	}
	n.run(form);
	return n.finished();
}
