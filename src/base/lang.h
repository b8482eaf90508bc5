/*
 * The language of what a person reads. Texts in the code are English; Turkish
 * comes from the catalogue and is the default whatever the locale says. The
 * choice is per thread, so that the portal answers each caller in his own.
 */
#ifndef BASE_LANG_H
#define BASE_LANG_H

enum lang { LANG_TR, LANG_EN };

#define _(s)  lang_text(s)
#define N_(s) (s)

/*
 * Opens the catalogue: the installed one, or the one in the folder of the
 * program while it is not installed. Call once in main, before threads.
 */
void lang_init(void);

/* Chooses for this thread. */
void lang_set(enum lang l);
enum lang lang_get(void);

/* "tr" or "en"; and back, -1 when it is neither. */
const char *lang_name(enum lang l);
int lang_from_name(const char *name, enum lang *out);

/* The text in this thread's language; borrowed, never freed. */
const char *lang_text(const char *msgid) __attribute__((format_arg(1)));

/* As ngettext: one, many, count. */
const char *lang_plural(const char *one, const char *many, unsigned long n)
    __attribute__((format_arg(1), format_arg(2)));

#endif
