/* Random numbers from the kernel; for codes, tokens and numbers. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Fills; ends the program when the kernel has none, which cannot be mended. */
void random_bytes(void *out, size_t len);

/* A number from 0 to below - 1, each as likely. below > 0. */
uint32_t random_below(uint32_t below);

/* n decimal digits and NUL; the first is not 0 when nonzero_first is set. */
void random_digits(char *out, size_t n, int nonzero_first);

#endif
