/* The sub-commands of eimza-portal; each answers the exit status. argv[0] is
 * the command's name. */
#ifndef PORTAL_COMMANDS_H
#define PORTAL_COMMANDS_H

/* Where a command finds its settings without --config. */
#define PORTAL_CONF SYSCONFDIR "/eimza/portal.conf"

int cmd_serve(int argc, char **argv);

#endif
