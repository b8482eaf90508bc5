/*
 * The 81 il, their 973 ilçe and 2,771 postal codes, compiled in from
 * data/places.tsv. Names are upper case; a central ilçe is "<İL> MERKEZ".
 */
#ifndef MODEL_PLACE_H
#define MODEL_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#define PLACE_PROVINCES 81

/* In Turkish order, 0 to PLACE_PROVINCES - 1; borrowed. */
const char *place_province(size_t i);

/* The exact name's index, or -1. */
int place_province_find(const char *name);

/* The ilçe of an il in Turkish order. */
size_t place_district_count(size_t province);
const char *place_district(size_t province, size_t i);

/* The exact name's index in that il, or -1. */
int place_district_find(size_t province, const char *name);

/* Il and ilçe of a postal code (no code belongs to two). */
bool place_of_postcode(const char *code, size_t *province, size_t *district);

/* The only postal code of an ilçe, or NULL when it has several. */
const char *place_only_postcode(size_t province, size_t district);

/* The postal codes of an ilçe, ascending. */
size_t place_postcode_count(size_t province, size_t district);
const char *place_postcode(size_t province, size_t district, size_t i);

/* The il a land line's area code (3 digits) belongs to; -1 when unknown. */
int place_of_area_code(const char *code);

#endif
