/*
 * Tables in text files: fields separated by tabs, semicolons or commas
 * (whichever the first line has), in double quotes where they need it; the
 * first line names the columns.
 */
#ifndef PORTAL_TABLE_FILE_H
#define PORTAL_TABLE_FILE_H

#include "base/err.h"

#define TABLE_COLUMNS_MAX 16

/*
 * Calls each for every line after the first, with the fields in the order of
 * columns (ended by NULL; all must be named in the file, in any order; others
 * are refused). An error gets the file's name and the line before it.
 */
int table_file_read(const char *path, const char *const *columns,
    int (*each)(void *arg, char *const *fields, struct err *e), void *arg,
    struct err *e);

#endif
