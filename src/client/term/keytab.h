/* The sequences of the usual terminals, as tables. Used by key.c alone. */
#ifndef CLIENT_TERM_KEYTAB_H
#define CLIENT_TERM_KEYTAB_H

/* Each answers the key, or -1 for what means nothing here. */
int keytab_csi_final(int final); /* ESC [ X and ESC [ 1 X */
int keytab_csi_number(int n);	 /* ESC [ n ~ */
int keytab_ss3(int final);	 /* ESC O X */
int keytab_linux(int final);	 /* ESC [ [ X */

/* Row i of the terminfo names and their keys; -1 behind the last. */
int keytab_terminfo(unsigned i, const char **name);

#endif
