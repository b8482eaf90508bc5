/*
 * The sub-commands of eimza-portal. Each gets the arguments from its own name
 * on, speaks to standard output, says what is wrong on standard error, and
 * answers the exit status: 0 done, 1 refused or failed, 2 wrong usage.
 */
#ifndef PORTAL_COMMANDS_H
#define PORTAL_COMMANDS_H

/* Where a command finds its settings without --config. */
#define PORTAL_CONF SYSCONFDIR "/eimza/portal.conf"

int cmd_serve(int argc, char **argv);
int cmd_init(int argc, char **argv);
int cmd_import_population(int argc, char **argv);
int cmd_import_staff(int argc, char **argv);
int cmd_import_certificate(int argc, char **argv);
int cmd_applications(int argc, char **argv);
int cmd_decide(int argc, char **argv);
int cmd_officers(int argc, char **argv);
int cmd_audit(int argc, char **argv);
int cmd_produce(int argc, char **argv);
int cmd_ship(int argc, char **argv);
int cmd_deliver(int argc, char **argv);
int cmd_crl(int argc, char **argv);
int cmd_outbox(int argc, char **argv);
int cmd_search(int argc, char **argv);
int cmd_statistics(int argc, char **argv);
int cmd_reset_word(int argc, char **argv);
int cmd_export_person(int argc, char **argv);
int cmd_erase_person(int argc, char **argv);
int cmd_evidence(int argc, char **argv);
int cmd_verify(int argc, char **argv);

#endif
