/* Waits for pcscd without asking again and again: for its socket. */
#ifndef CLIENT_CARD_SERVICE_H
#define CLIENT_CARD_SERVICE_H

#include <stdbool.h>

struct service {
	int notify;	/* inotify, or -1 */
	char name[256]; /* what is awaited in the folder that exists */
	unsigned tries; /* since something happened to it */
};

/* Before a try to connect: what happens to the socket from now on counts. */
void service_arm(struct service *s);

/* After a try that failed. Returns when the next one is worth while; false:
 * stop has become readable. */
bool service_wait(struct service *s, int stop);

/* When it is not waited for; service_arm may follow. */
void service_rest(struct service *s);

#endif
