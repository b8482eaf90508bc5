/* What is known at once: the session, the language, the settings. */
#include "config.h"
#include "client/doctor/probe.h"

#include <dlfcn.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/banned.h"

#define SYSTEMD "libsystemd.so.0"

/* sd-login(3), as polkit asks it; there need be no systemd here. */
struct sd_login {
	int (*pid_get_session)(pid_t pid, char **session);
	int (*uid_get_display)(uid_t uid, char **session);
	int (*is_remote)(const char *session);
	int (*is_active)(const char *session);
};

static bool
find(void *so, const char *name, void *out)
{
	void *f = dlsym(so, name);

	memcpy(out, &f, sizeof(f));
	return f != NULL;
}

static void
ask_login(const struct sd_login *sd, struct found_session *s)
{
	char *session = NULL;

	if (sd->pid_get_session(0, &session) < 0 &&
	    sd->uid_get_display(getuid(), &session) < 0) {
		s->elsewhere = true;
		return;
	}
	s->remote = s->remote || sd->is_remote(session) > 0;
	s->elsewhere = sd->is_active(session) <= 0;
	free(session);
}

void
probe_session(struct findings *f)
{
	struct found_session *s = &f->session;
	void *so = dlopen(SYSTEMD, RTLD_NOW | RTLD_LOCAL);
	const struct passwd *p = getpwuid(getuid());
	struct sd_login sd;

	s->remote = getenv("SSH_CONNECTION") != NULL ||
		    getenv("SSH_CLIENT") != NULL || getenv("SSH_TTY") != NULL;
	if (so != NULL && find(so, "sd_pid_get_session", &sd.pid_get_session) &&
	    find(so, "sd_uid_get_display", &sd.uid_get_display) &&
	    find(so, "sd_session_is_remote", &sd.is_remote) &&
	    find(so, "sd_session_is_active", &sd.is_active))
		ask_login(&sd, s);
	if (so != NULL)
		dlclose(so);
	/* polkit before 0.106 knows no rules in JavaScript. */
	s->rules = access("/etc/polkit-1/rules.d", F_OK) == 0 ||
		   access("/usr/share/polkit-1/rules.d", F_OK) == 0;
	if (p != NULL)
		snprintf(s->user, sizeof(s->user), "%s", p->pw_name);
}

void
probe_language(struct findings *f)
{
	/* gettext answers the text itself where it finds no other. */
	const char *word = N_("Memory is out.");
	enum lang before = lang_get();

	lang_set(LANG_TR);
	f->language.catalogue = lang_text(word) != word;
	lang_set(before);
}

void
probe_files(struct findings *f, const struct doctor_options *o)
{
	f->files = o->file_count < FOUND_FILES ? o->file_count : FOUND_FILES;
	for (size_t i = 0; i < f->files; i++) {
		struct found_file *to = &f->file[i];

		snprintf(to->path, sizeof(to->path), "%s", o->files[i].path);
		to->there = o->files[i].there;
		err_copy(&to->why, o->files[i].why);
	}
}
