# Fuzz targets: with LIB_FUZZING_ENGINE they fuzz, else each replays its corpus.
EXTRA_DIST += tests/fuzz/corpus-wire

check_PROGRAMS += tests/fuzz/fuzz-wire
tests_fuzz_fuzz_wire_SOURCES = tests/fuzz/fuzz-wire.c
tests_fuzz_fuzz_wire_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCORPUS='"tests/fuzz/corpus-wire"'
tests_fuzz_fuzz_wire_LDADD = $(COMMON_LIBS)
if FUZZING
tests_fuzz_fuzz_wire_LDADD += $(LIB_FUZZING_ENGINE)
else
tests_fuzz_fuzz_wire_SOURCES += tests/fuzz/replay.c
TESTS += tests/fuzz/fuzz-wire
endif

# Signatures.
EXTRA_DIST += tests/fuzz/corpus-cades tests/fuzz/cades-ca
check_PROGRAMS += tests/fuzz/fuzz-cades
tests_fuzz_fuzz_cades_SOURCES = tests/fuzz/fuzz-cades.c
tests_fuzz_fuzz_cades_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCORPUS='"tests/fuzz/corpus-cades"'
tests_fuzz_fuzz_cades_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=verify_value \
	-Wl,--wrap=verify_chain -Wl,--wrap=verify_lists
tests_fuzz_fuzz_cades_LDADD = $(COMMON_LIBS)
if FUZZING
tests_fuzz_fuzz_cades_LDADD += $(LIB_FUZZING_ENGINE)
else
tests_fuzz_fuzz_cades_SOURCES += tests/fuzz/replay.c
TESTS += tests/fuzz/fuzz-cades
endif

# Heads of HTTP requests.
EXTRA_DIST += tests/fuzz/corpus-http
check_PROGRAMS += tests/fuzz/fuzz-http
tests_fuzz_fuzz_http_SOURCES = tests/fuzz/fuzz-http.c
tests_fuzz_fuzz_http_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCORPUS='"tests/fuzz/corpus-http"'
tests_fuzz_fuzz_http_LDADD = $(PORTAL_LIBS)
if FUZZING
tests_fuzz_fuzz_http_LDADD += $(LIB_FUZZING_ENGINE)
else
tests_fuzz_fuzz_http_SOURCES += tests/fuzz/replay.c
TESTS += tests/fuzz/fuzz-http
endif

# Keys of a terminal.
EXTRA_DIST += tests/fuzz/corpus-key
check_PROGRAMS += tests/fuzz/fuzz-key
tests_fuzz_fuzz_key_SOURCES = tests/fuzz/fuzz-key.c
tests_fuzz_fuzz_key_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCORPUS='"tests/fuzz/corpus-key"'
tests_fuzz_fuzz_key_LDADD = $(CLIENT_LIBS)
if FUZZING
tests_fuzz_fuzz_key_LDADD += $(LIB_FUZZING_ENGINE)
else
tests_fuzz_fuzz_key_SOURCES += tests/fuzz/replay.c
TESTS += tests/fuzz/fuzz-key
endif

# Answers of a PKCS#11 module.
EXTRA_DIST += tests/fuzz/corpus-token
check_PROGRAMS += tests/fuzz/fuzz-token
tests_fuzz_fuzz_token_SOURCES = tests/fuzz/fuzz-token.c
tests_fuzz_fuzz_token_CPPFLAGS = $(AM_CPPFLAGS) $(P11KIT_CFLAGS) \
	-DCORPUS='"tests/fuzz/corpus-token"'
tests_fuzz_fuzz_token_LDADD = $(CLIENT_LIBS)
if FUZZING
tests_fuzz_fuzz_token_LDADD += $(LIB_FUZZING_ENGINE)
else
tests_fuzz_fuzz_token_SOURCES += tests/fuzz/replay.c
TESTS += tests/fuzz/fuzz-token
endif

# Requests for certificates, and questions to the OCSP responder.
EXTRA_DIST += tests/fuzz/corpus-issue
check_PROGRAMS += tests/fuzz/fuzz-issue
tests_fuzz_fuzz_issue_SOURCES = tests/fuzz/fuzz-issue.c
tests_fuzz_fuzz_issue_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCORPUS='"tests/fuzz/corpus-issue"'
tests_fuzz_fuzz_issue_LDADD = $(PORTAL_LIBS)
if FUZZING
tests_fuzz_fuzz_issue_LDADD += $(LIB_FUZZING_ENGINE)
else
tests_fuzz_fuzz_issue_SOURCES += tests/fuzz/replay.c
TESTS += tests/fuzz/fuzz-issue
endif

# Delivery reports of mail servers.
EXTRA_DIST += tests/fuzz/corpus-bounce
check_PROGRAMS += tests/fuzz/fuzz-bounce
tests_fuzz_fuzz_bounce_SOURCES = tests/fuzz/fuzz-bounce.c
tests_fuzz_fuzz_bounce_CPPFLAGS = $(AM_CPPFLAGS) \
	-DCORPUS='"tests/fuzz/corpus-bounce"'
tests_fuzz_fuzz_bounce_LDADD = $(PORTAL_LIBS)
if FUZZING
tests_fuzz_fuzz_bounce_LDADD += $(LIB_FUZZING_ENGINE)
else
tests_fuzz_fuzz_bounce_SOURCES += tests/fuzz/replay.c
TESTS += tests/fuzz/fuzz-bounce
endif
