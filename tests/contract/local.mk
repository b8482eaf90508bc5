# What client and portal must agree on.
check_PROGRAMS += tests/contract/test-checks
TESTS += tests/contract/test-checks
tests_contract_test_checks_SOURCES = tests/contract/test-checks.c $(FLOW_WORLD)
tests_contract_test_checks_CPPFLAGS = $(API_CPPFLAGS)
tests_contract_test_checks_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
