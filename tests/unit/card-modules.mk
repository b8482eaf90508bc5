# The card over modules that lie, or have the habits of one driver.
CARD_TEST = tests/unit/card-fixture.c tests/unit/card-fixture.h
CARD_TEST_CPPFLAGS = $(UNIT_CPPFLAGS) -I$(top_srcdir)/tests/unit
CARD_TEST_LIBS = $(CLIENT_LIBS) $(PORTAL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-card-hostile
TESTS += tests/unit/test-card-hostile
tests_unit_test_card_hostile_SOURCES = tests/unit/test-card-hostile.c \
	$(CARD_TEST)
tests_unit_test_card_hostile_CPPFLAGS = $(CARD_TEST_CPPFLAGS)
tests_unit_test_card_hostile_LDADD = $(CARD_TEST_LIBS)
EXTRA_tests_unit_test_card_hostile_DEPENDENCIES = $(HOSTILE_PKCS11)

check_PROGRAMS += tests/unit/test-card-akis
TESTS += tests/unit/test-card-akis
tests_unit_test_card_akis_SOURCES = tests/unit/test-card-akis.c $(CARD_TEST)
tests_unit_test_card_akis_CPPFLAGS = $(CARD_TEST_CPPFLAGS)
tests_unit_test_card_akis_LDADD = $(CARD_TEST_LIBS)
EXTRA_tests_unit_test_card_akis_DEPENDENCIES = $(SHIM_PKCS11)
