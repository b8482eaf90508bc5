# The portal from outside: raw TLS to a child on a free port.
check_PROGRAMS += tests/api/test-http
TESTS += tests/api/test-http
tests_api_test_http_SOURCES = tests/api/test-http.c tests/api/server.c \
	tests/api/server.h
tests_api_test_http_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SSL_CFLAGS)
tests_api_test_http_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
EXTRA_tests_api_test_http_DEPENDENCIES = src/eimza-portal
