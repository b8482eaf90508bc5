/* The file that the screens work on. */
#ifndef CLIENT_FILE_WORK_H
#define CLIENT_FILE_WORK_H

#include <stdbool.h>

#include "client/file/text.h"

/* A file to sign or to check, named at the start or on the screen. */
struct file_work {
	char name[4096], out[4096], content[4096];
	bool sign_now; /* the command line named it: no need to ask */
	bool alone;    /* it is all that this run is for */
	bool replace;  /* out may be there already */
	struct file_text text;
	const char *const *trust; /* authorities of signers, or NULL */
	const char *tsa;	  /* service for time-stamps, or NULL */
};

#endif
