/*
 * Functions that have no place in this project do not compile. Include this
 * header last.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#define BANNED(f) eimza_must_not_use_##f

#undef strcpy
#define strcpy(d, s) BANNED(strcpy)
#undef strcat
#define strcat(d, s) BANNED(strcat)
#undef strncpy
#define strncpy(d, s, n) BANNED(strncpy)
#undef strncat
#define strncat(d, s, n) BANNED(strncat)
#undef sprintf
#define sprintf(...) BANNED(sprintf)
#undef vsprintf
#define vsprintf(d, f, a) BANNED(vsprintf)
#undef gets
#define gets(s) BANNED(gets)
#undef strtok
#define strtok(s, d) BANNED(strtok)
#undef atoi
#define atoi(s) BANNED(atoi)
#undef atol
#define atol(s) BANNED(atol)
#undef rand
#define rand() BANNED(rand)
#undef localtime
#define localtime(t) BANNED(localtime)
#undef gmtime
#define gmtime(t) BANNED(gmtime)
#undef ctime
#define ctime(t) BANNED(ctime)
/* Locale decides what these say; protocol words need text_ascii_*(). */
#undef toupper
#define toupper(c) BANNED(toupper)
#undef tolower
#define tolower(c) BANNED(tolower)
#undef strcasecmp
#define strcasecmp(a, b) BANNED(strcasecmp)

#endif
