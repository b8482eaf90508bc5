/*
 * One error: a code for the program, a sentence for the person, and the field
 * it concerns. The sentence is set where the cause is known and passed up
 * untouched.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err_code {
	ERR_OK = 0,
	ERR_INVALID = -1,     /* what was typed or sent is wrong */
	ERR_DENIED = -2,      /* not allowed, or identity not proven */
	ERR_NOT_FOUND = -3,   /* no such thing */
	ERR_CONFLICT = -4,    /* the state does not allow it */
	ERR_LIMIT = -5,	      /* too many, too often, too large */
	ERR_EXPIRED = -6,     /* a time limit has passed */
	ERR_UNAVAILABLE = -7, /* not reachable now; trying again may help */
	ERR_CANCELLED = -8,   /* the person or a signal ended it */
	ERR_INTERNAL = -9     /* our own mistake, or the system's */
};

#define ERR_TEXT_MAX 512

struct err {
	int code;
	char reason[40];	 /* stable word for programs: "bad-digest" */
	char field[40];		 /* JSON name of the field, or empty */
	char text[ERR_TEXT_MAX]; /* one sentence in the reader's language */
};

/* Clears *e. A static struct err may also start as {0}. */
void err_clear(struct err *e);

/*
 * Sets the sentence and answers the code, so that compiler and analyser see
 * which one returns: return err_set(e, ERR_INVALID, _("..."), ...);
 * e may be NULL. reason and field are cleared.
 */
#define err_set(e, code, ...) (err_fill((e), (code), __VA_ARGS__), (code))
void err_fill(struct err *e, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* As err_set, with the stable word of the reason. */
#define err_why(e, code, word, ...)                                            \
	(err_fill((e), (code), __VA_ARGS__), err_reason((e), (word)), (code))
void err_reason(struct err *e, const char *word);

/* Names the field an error that was just set belongs to. */
void err_field(struct err *e, const char *name);

/* Copies an error; both may be NULL. */
void err_copy(struct err *to, const struct err *from);

/* The protocol's word of a code ("invalid", "denied", ...); never NULL. */
const char *err_word(int code);

/* The code of a protocol word; ERR_INTERNAL when unknown. */
int err_from_word(const char *word);

#endif
