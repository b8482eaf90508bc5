# A virtual card behind the real pcscd and the real OpenSC, in namespaces.
CARD_SOURCES = tests/card/card-world.c tests/card/card-world.h \
	tests/card/piv.c tests/card/piv.h \
	tests/card/place.c tests/card/place.h \
	tests/card/vcard.c tests/card/vcard.h
CARD_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(CRYPTO_CFLAGS) \
	$(PCSC_CFLAGS) -I$(top_srcdir)/tests/card
CARD_LIBS = $(CLIENT_LIBS) $(PORTAL_LIBS) $(CMOCKA_LIBS) $(PCSC_LIBS)

check_PROGRAMS += tests/card/with-card
tests_card_with_card_SOURCES = tests/card/with-card.c $(CARD_SOURCES)
tests_card_with_card_CPPFLAGS = $(CARD_CPPFLAGS)
tests_card_with_card_LDADD = $(CARD_LIBS)

CARD_TESTS = tests/card/test-sign tests/card/test-fault \
	tests/card/test-follow tests/card/test-idle tests/card/test-pin \
	tests/card/test-e2e tests/card/test-remote
check_PROGRAMS += $(CARD_TESTS)
TESTS += $(CARD_TESTS)
tests_card_test_sign_SOURCES = tests/card/test-sign.c $(CARD_SOURCES)
tests_card_test_sign_CPPFLAGS = $(CARD_CPPFLAGS)
tests_card_test_sign_LDADD = $(CARD_LIBS)
tests_card_test_fault_SOURCES = tests/card/test-fault.c $(CARD_SOURCES)
tests_card_test_fault_CPPFLAGS = $(CARD_CPPFLAGS)
tests_card_test_fault_LDADD = $(CARD_LIBS)
tests_card_test_follow_SOURCES = tests/card/test-follow.c $(CARD_SOURCES)
tests_card_test_follow_CPPFLAGS = $(CARD_CPPFLAGS)
tests_card_test_follow_LDADD = $(CARD_LIBS)
tests_card_test_idle_SOURCES = tests/card/test-idle.c $(CARD_SOURCES)
tests_card_test_idle_CPPFLAGS = $(CARD_CPPFLAGS)
tests_card_test_idle_LDADD = $(CARD_LIBS)
tests_card_test_pin_SOURCES = tests/card/test-pin.c $(CARD_SOURCES)
tests_card_test_pin_CPPFLAGS = $(CARD_CPPFLAGS)
tests_card_test_pin_LDADD = $(CARD_LIBS)
CARD_E2E_SOURCES = tests/card/demo-card.c tests/card/demo-card.h \
	$(CARD_SOURCES) $(E2E_SOURCES)
tests_card_test_e2e_SOURCES = tests/card/test-e2e.c $(CARD_E2E_SOURCES)
tests_card_test_e2e_CPPFLAGS = $(CARD_CPPFLAGS) $(E2E_CPPFLAGS)
tests_card_test_e2e_LDADD = $(E2E_LIBS) $(PCSC_LIBS)
tests_card_test_remote_SOURCES = tests/card/test-remote.c $(CARD_E2E_SOURCES)
tests_card_test_remote_CPPFLAGS = $(CARD_CPPFLAGS) $(E2E_CPPFLAGS)
tests_card_test_remote_LDADD = $(E2E_LIBS) $(PCSC_LIBS)
