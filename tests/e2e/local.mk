# End to end: the real programs, SoftHSM, a terminal.
E2E_SOURCES = tests/e2e/robot.c tests/e2e/robot.h \
	tests/e2e/world.c tests/e2e/world.h \
	tests/lib/vt.c tests/lib/vt.h
E2E_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(VTERM_CFLAGS) \
	-I$(top_srcdir)/tests/lib -I$(top_srcdir)/tests/e2e
E2E_LIBS = src/libclient.a $(COMMON_LIBS) $(CMOCKA_LIBS) $(VTERM_LIBS) -ldl

check_PROGRAMS += tests/e2e/test-renewal tests/e2e/test-resume
TESTS += tests/e2e/test-renewal tests/e2e/test-resume
tests_e2e_test_renewal_SOURCES = tests/e2e/test-renewal.c $(E2E_SOURCES)
tests_e2e_test_renewal_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_renewal_LDADD = $(E2E_LIBS)
tests_e2e_test_resume_SOURCES = tests/e2e/test-resume.c $(E2E_SOURCES)
tests_e2e_test_resume_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_resume_LDADD = $(E2E_LIBS)
