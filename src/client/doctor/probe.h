/*
 * Looking at what may hang or crash: drivers, services, the network. Each
 * probe runs in a process of its own with the same time limit, all of them at
 * once.
 */
#ifndef CLIENT_DOCTOR_PROBE_H
#define CLIENT_DOCTOR_PROBE_H

#include <stddef.h>

#include "client/doctor/doctor.h"

struct probe {
	void (*run)(struct findings *f, const struct doctor_options *o);
	size_t end; /* offset of its struct found_end in findings */
};

/* f must be memory that is shared with child processes. */
void probe_run(const struct probe *list, size_t n, struct findings *f,
    const struct doctor_options *o);

void probe_pcsc(struct findings *f, const struct doctor_options *o);
void probe_card(struct findings *f, const struct doctor_options *o);
void probe_portal(struct findings *f, const struct doctor_options *o);

/* These come back at once and need no process. */
void probe_session(struct findings *f);
void probe_language(struct findings *f);
void probe_files(struct findings *f, const struct doctor_options *o);

/* Readers among the USB devices of a folder as /sys/bus/usb/devices: those
 * with an interface of class 0x0b (USB-IF, Smart Card). */
size_t probe_usb(const char *dir);

#endif
