# The form engine and the screens in a terminal inside the test.
check_PROGRAMS += tests/ui/test-form
TESTS += tests/ui/test-form
tests_ui_test_form_SOURCES = tests/ui/test-form.c tests/ui/terminal.c \
	tests/ui/terminal.h
tests_ui_test_form_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) \
	$(CMOCKA_CFLAGS) $(VTERM_CFLAGS)
tests_ui_test_form_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS) $(VTERM_LIBS) -lutil

check_PROGRAMS += tests/ui/test-linear
TESTS += tests/ui/test-linear
tests_ui_test_linear_SOURCES = tests/ui/test-linear.c
tests_ui_test_linear_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_ui_test_linear_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

EXTRA_DIST += \
	tests/ui/apply-132x43.screen \
	tests/ui/apply-40x10.screen \
	tests/ui/apply-60x20.screen \
	tests/ui/apply-end.screen \
	tests/ui/apply-vt100.screen \
	tests/ui/apply.screen \
	tests/ui/busy.screen \
	tests/ui/countdown.screen \
	tests/ui/date.screen \
	tests/ui/first-wrong.screen \
	tests/ui/help.screen \
	tests/ui/lines.screen \
	tests/ui/linear-list.screen \
	tests/ui/linear-marks.screen \
	tests/ui/linear-table.screen \
	tests/ui/linear-words.screen \
	tests/ui/marks.screen \
	tests/ui/list-60x20.screen \
	tests/ui/list-filter.screen \
	tests/ui/list-scrolled.screen \
	tests/ui/list-vt100.screen \
	tests/ui/list.screen \
	tests/ui/login-ascii.screen \
	tests/ui/login-linux.screen \
	tests/ui/login-narrow.screen \
	tests/ui/login.screen \
	tests/ui/menu-60x20.screen \
	tests/ui/menu-cut.screen \
	tests/ui/menu-help.screen \
	tests/ui/menu.screen \
	tests/ui/pick-chosen.screen \
	tests/ui/pick-filter.screen \
	tests/ui/pick-none.screen \
	tests/ui/pick-scrolled.screen \
	tests/ui/pick-short.screen \
	tests/ui/pick.screen \
	tests/ui/radio.screen \
	tests/ui/resized-132x43.screen \
	tests/ui/resized-60x20.screen \
	tests/ui/resized-80x24.screen \
	tests/ui/said-help.screen \
	tests/ui/said.screen \
	tests/ui/secret-shown.screen \
	tests/ui/secret.screen \
	tests/ui/text-132x43.screen \
	tests/ui/text-end.screen \
	tests/ui/text.screen \
	tests/ui/unknown-term.screen \
	tests/ui/wrong-60x20.screen \
	tests/ui/wrong.screen \
	tests/ui/linear-back.screen \
	tests/ui/linear-busy.screen \
	tests/ui/linear-clear.screen \
	tests/ui/linear-end.screen \
	tests/ui/linear-menu.screen \
	tests/ui/linear-small.screen \
	tests/ui/linear-text.screen
