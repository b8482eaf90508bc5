/* What the client was asked to do: command line over configuration files. */
#ifndef CLIENT_OPTIONS_H
#define CLIENT_OPTIONS_H

#include <stdbool.h>

#include "base/conf.h"
#include "base/err.h"

enum client_command {
	COMMAND_MENU,
	COMMAND_APPLY,	  /* basvuru, apply */
	COMMAND_SIGN,	  /* imzala, sign */
	COMMAND_CARD,	  /* kartim, card */
	COMMAND_PERSONAL, /* bireysel, personal */
	COMMAND_OFFICER,  /* yetkili, officer */
	COMMAND_CHECK,	  /* dogrula, verify */
	COMMAND_DOCTOR,	  /* tani, doctor */
	COMMAND_HELP,
	COMMAND_VERSION
};

/* A configuration file, and how reading it went. */
struct client_conf {
	char path[4096];
	bool there;
	struct err why; /* code 0: well */
};

#define CLIENT_CONFS 2

#define CLIENT_LIST_MAX 16

/* What "imzala --dosya" and "dogrula" work on; borrowed from argv. */
struct client_files {
	const char *file, *out, *content;
	/* The authorities of the command line; ended by NULL. */
	const char *ca[CLIENT_LIST_MAX + 1], *crl[CLIENT_LIST_MAX + 1];
};

struct client_options {
	enum client_command command;
	const char *config; /* of --config; borrowed from argv, or NULL */
	struct client_conf confs[CLIENT_CONFS];
	size_t conf_count;
	bool json, personal; /* of tani */
	long seconds;	     /* of tani; 0: the standard */
	const char *code;    /* of "imzala KOD", the file of "dogrula"; borrowed
				from argv */
	struct client_files files;
	bool demo;
	char *own_conf; /* the person's file, there or not; NULL: no HOME */
	/* configuration */
	char *portal;	   /* https://… */
	char *ca;	   /* file, NULL: the system's */
	char **module;	   /* PKCS#11 modules, empty: found by themselves */
	char *card_type;   /* name or path of the driver to try first, NULL */
	char *tsa;	   /* http://... of a time-stamp service, or NULL */
	char **trust;	   /* authorities for "dogrula", empty: none */
	char *undertaking; /* file with the text to print, NULL: our own */
	char *lang;
	bool linear, ascii;
};

/* The keys of eimza.conf. */
extern const struct conf_row client_option_rows[];

/*
 * Reads /etc/eimza/eimza.conf, the person's own file (or the one --config
 * names) and the command line, in this order. Sets the language. A file that
 * is wrong is an error, except where the command is to look for what is wrong.
 * Caller frees with client_options_free, also after an error.
 */
int client_options_read(
    struct client_options *o, int argc, char **argv, struct err *e);
void client_options_free(struct client_options *o);

/* What --help prints. */
void client_options_usage(void);

#endif
