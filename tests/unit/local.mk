# Unit tests: one file for each file of src/ that has something to judge.
UNIT_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(CRYPTO_CFLAGS)

check_PROGRAMS += tests/unit/test-ca
TESTS += tests/unit/test-ca
tests_unit_test_ca_SOURCES = tests/unit/test-ca.c
tests_unit_test_ca_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_ca_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
