dnl EIMZA_WARNINGS: the warning set of the project, each flag only where the
dnl compiler knows it; kept out of the user's CFLAGS.
AC_DEFUN([EIMZA_WARNINGS], [
  WARN_CFLAGS=
  eimza_save_cflags=$CFLAGS
  for eimza_flag in -Wall -Wextra -Wformat=2 -Wshadow -Wconversion \
      -Wsign-conversion -Wstrict-prototypes -Wmissing-prototypes \
      -Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings \
      -Wundef -Wvla -Wswitch-enum -Wimplicit-fallthrough \
      -Wbad-function-cast -Wnull-dereference -Wno-format-nonliteral \
      -fno-common -fstack-protector-strong; do
    AS_VAR_PUSHDEF([eimza_cv], [eimza_cv_cc_$eimza_flag])
    AC_CACHE_CHECK([whether $CC knows $eimza_flag], [eimza_cv], [
      CFLAGS="$eimza_save_cflags -Werror $eimza_flag"
      AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[]], [[]])],
        [AS_VAR_SET([eimza_cv], [yes])], [AS_VAR_SET([eimza_cv], [no])])
    ])
    AS_VAR_IF([eimza_cv], [yes], [WARN_CFLAGS="$WARN_CFLAGS $eimza_flag"])
    AS_VAR_POPDEF([eimza_cv])
  done
  CFLAGS=$eimza_save_cflags
  AS_IF([test "x$enable_werror" = xyes],
    [WARN_CFLAGS="$WARN_CFLAGS -Werror"])
  AC_SUBST([WARN_CFLAGS])
])
