# End to end: the real programs, SoftHSM, a terminal.
E2E_SOURCES = tests/e2e/robot.c tests/e2e/robot.h \
	tests/e2e/world.c tests/e2e/world.h \
	tests/lib/vt.c tests/lib/vt.h
E2E_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(VTERM_CFLAGS) \
	$(SQLITE_CFLAGS) -I$(top_srcdir)/tests/lib -I$(top_srcdir)/tests/e2e
E2E_LIBS = $(CLIENT_LIBS) $(PORTAL_LIBS) $(CMOCKA_LIBS) $(VTERM_LIBS)

# What is left of a PIN in memory.
check_PROGRAMS += tests/e2e/test-pin-memory
TESTS += tests/e2e/test-pin-memory
tests_e2e_test_pin_memory_SOURCES = tests/e2e/test-pin-memory.c $(E2E_SOURCES)
tests_e2e_test_pin_memory_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_pin_memory_LDADD = $(E2E_LIBS)
EXTRA_tests_e2e_test_pin_memory_DEPENDENCIES = $(SHIM_PKCS11)

E2E_TESTS = tests/e2e/test-renewal \
	tests/e2e/test-resume \
	tests/e2e/test-second-machine \
	tests/e2e/test-trouble \
	tests/e2e/test-card-trouble \
	tests/e2e/test-card \
	tests/e2e/test-card-type \
	tests/e2e/test-paper \
	tests/e2e/test-personal \
	tests/e2e/test-lost \
	tests/e2e/test-officer \
	tests/e2e/test-demo \
	tests/e2e/test-text-differs \
	tests/e2e/test-akis \
	tests/e2e/test-hostile \
	tests/e2e/test-linear \
	tests/e2e/test-signals \
	tests/e2e/test-doctor \
	tests/e2e/test-file \
	tests/e2e/test-stamp
check_PROGRAMS += $(E2E_TESTS)
TESTS += $(E2E_TESTS)
tests_e2e_test_renewal_SOURCES = tests/e2e/test-renewal.c $(E2E_SOURCES)
tests_e2e_test_renewal_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_renewal_LDADD = $(E2E_LIBS)
tests_e2e_test_resume_SOURCES = tests/e2e/test-resume.c $(E2E_SOURCES)
tests_e2e_test_resume_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_resume_LDADD = $(E2E_LIBS)
tests_e2e_test_second_machine_SOURCES = tests/e2e/test-second-machine.c $(E2E_SOURCES)
tests_e2e_test_second_machine_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_second_machine_LDADD = $(E2E_LIBS)
tests_e2e_test_trouble_SOURCES = tests/e2e/test-trouble.c $(E2E_SOURCES)
tests_e2e_test_trouble_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_trouble_LDADD = $(E2E_LIBS)
tests_e2e_test_card_trouble_SOURCES = tests/e2e/test-card-trouble.c $(E2E_SOURCES)
tests_e2e_test_card_trouble_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_card_trouble_LDADD = $(E2E_LIBS)
tests_e2e_test_card_SOURCES = tests/e2e/test-card.c $(E2E_SOURCES)
tests_e2e_test_card_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_card_LDADD = $(E2E_LIBS)
tests_e2e_test_card_type_SOURCES = tests/e2e/test-card-type.c $(E2E_SOURCES)
tests_e2e_test_card_type_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_card_type_LDADD = $(E2E_LIBS)
tests_e2e_test_paper_SOURCES = tests/e2e/test-paper.c $(E2E_SOURCES)
tests_e2e_test_paper_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_paper_LDADD = $(E2E_LIBS)
tests_e2e_test_demo_SOURCES = tests/e2e/test-demo.c $(E2E_SOURCES)
tests_e2e_test_demo_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_demo_LDADD = $(E2E_LIBS)
tests_e2e_test_text_differs_SOURCES = tests/e2e/test-text-differs.c $(E2E_SOURCES)
tests_e2e_test_text_differs_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_text_differs_LDADD = $(E2E_LIBS)
tests_e2e_test_officer_SOURCES = tests/e2e/test-officer.c \
	tests/e2e/queue.c tests/e2e/queue.h $(E2E_SOURCES)
tests_e2e_test_officer_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_officer_LDADD = $(E2E_LIBS)
tests_e2e_test_linear_SOURCES = tests/e2e/test-linear.c $(E2E_SOURCES)
tests_e2e_test_linear_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_linear_LDADD = $(E2E_LIBS)
tests_e2e_test_file_SOURCES = tests/e2e/test-file.c $(TSA_TEST) $(E2E_SOURCES)
tests_e2e_test_file_CPPFLAGS = $(E2E_CPPFLAGS) $(CRYPTO_CFLAGS) \
	-I$(top_srcdir)/tests/unit
tests_e2e_test_file_LDADD = $(E2E_LIBS)
tests_e2e_test_stamp_SOURCES = tests/e2e/test-stamp.c $(TSA_TEST) $(E2E_SOURCES)
tests_e2e_test_stamp_CPPFLAGS = $(tests_e2e_test_file_CPPFLAGS)
tests_e2e_test_stamp_LDADD = $(E2E_LIBS)
tests_e2e_test_signals_SOURCES = tests/e2e/test-signals.c $(E2E_SOURCES)
tests_e2e_test_signals_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_signals_LDADD = $(E2E_LIBS)
EXTRA_tests_e2e_test_card_trouble_DEPENDENCIES = $(SHIM_PKCS11)
tests_e2e_test_akis_SOURCES = tests/e2e/test-akis.c $(E2E_SOURCES)
tests_e2e_test_akis_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_akis_LDADD = $(E2E_LIBS)
EXTRA_tests_e2e_test_akis_DEPENDENCIES = $(SHIM_PKCS11)
tests_e2e_test_hostile_SOURCES = tests/e2e/test-hostile.c $(E2E_SOURCES)
tests_e2e_test_hostile_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_hostile_LDADD = $(E2E_LIBS)
EXTRA_tests_e2e_test_hostile_DEPENDENCIES = $(HOSTILE_PKCS11)
EXTRA_tests_e2e_test_card_DEPENDENCIES = $(SHIM_PKCS11)
EXTRA_tests_e2e_test_card_type_DEPENDENCIES = $(SHIM_PKCS11)
tests_e2e_test_doctor_SOURCES = tests/e2e/test-doctor.c $(E2E_SOURCES) \
	tests/unit/link-server.c tests/unit/link-server.h
tests_e2e_test_doctor_CPPFLAGS = $(E2E_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_e2e_test_doctor_LDADD = $(E2E_LIBS)
EXTRA_tests_e2e_test_doctor_DEPENDENCIES = $(SHIM_PKCS11)
ACCOUNT_SOURCES = tests/e2e/account.c tests/e2e/account.h $(E2E_SOURCES)
tests_e2e_test_personal_SOURCES = tests/e2e/test-personal.c $(ACCOUNT_SOURCES)
tests_e2e_test_personal_CPPFLAGS = $(E2E_CPPFLAGS)
tests_e2e_test_personal_LDADD = $(E2E_LIBS)
tests_e2e_test_lost_SOURCES = tests/e2e/test-lost.c $(ACCOUNT_SOURCES)
tests_e2e_test_lost_CPPFLAGS = $(E2E_CPPFLAGS) $(CRYPTO_CFLAGS)
tests_e2e_test_lost_LDADD = $(E2E_LIBS)
EXTRA_tests_e2e_test_lost_DEPENDENCIES = $(SHIM_PKCS11)

# kill -9 under load: a few times in a check, "make check-kill" for 200.
check_PROGRAMS += tests/e2e/test-kill
TESTS += tests/e2e/test-kill
tests_e2e_test_kill_SOURCES = tests/e2e/test-kill.c \
	tests/e2e/kill-actors.c tests/e2e/kill-actors.h \
	tests/e2e/cut.c tests/e2e/cut.h \
	tests/bench/bench-world.c tests/bench/bench-world.h \
	tests/bench/headless.c tests/bench/headless.h
tests_e2e_test_kill_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	$(CRYPTO_CFLAGS) $(SQLITE_CFLAGS) -I$(top_srcdir)/tests/e2e \
	-I$(top_srcdir)/tests/bench
tests_e2e_test_kill_LDADD = src/libclient.a $(PORTAL_LIBS) $(CMOCKA_LIBS)
EXTRA_tests_e2e_test_kill_DEPENDENCIES = src/eimza-portal

check-kill: tests/e2e/test-kill src/eimza-portal
	LC_ALL=C.UTF-8 EIMZA_LOCALEDIR='$(abs_top_builddir)/src/locale' \
		EIMZA_BUILDDIR='$(abs_top_builddir)' EIMZA_KILLS=200 \
		tests/e2e/test-kill
.PHONY: check-kill
