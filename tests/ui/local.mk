# The form engine and the screens in a terminal inside the test.
check_PROGRAMS += tests/ui/test-form
TESTS += tests/ui/test-form
tests_ui_test_form_SOURCES = tests/ui/test-form.c tests/ui/terminal.c \
	tests/ui/terminal.h
tests_ui_test_form_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir) \
	$(CMOCKA_CFLAGS) $(VTERM_CFLAGS)
tests_ui_test_form_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS) $(VTERM_LIBS) -lutil
EXTRA_DIST += $(wildcard $(top_srcdir)/tests/ui/*.screen)
