# Tests of src/base, src/model and src/wire: a file each, alike.
EXTRA_DIST += tests/unit/people.h tests/unit/unit.h

check_PROGRAMS += tests/unit/test-base64
TESTS += tests/unit/test-base64
tests_unit_test_base64_SOURCES = tests/unit/test-base64.c
tests_unit_test_base64_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_base64_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-buf
TESTS += tests/unit/test-buf
tests_unit_test_buf_SOURCES = tests/unit/test-buf.c
tests_unit_test_buf_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_buf_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-check
TESTS += tests/unit/test-check
tests_unit_test_check_SOURCES = tests/unit/test-check.c
tests_unit_test_check_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_check_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-codec
TESTS += tests/unit/test-codec
tests_unit_test_codec_SOURCES = tests/unit/test-codec.c
tests_unit_test_codec_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_codec_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-conf
TESTS += tests/unit/test-conf
tests_unit_test_conf_SOURCES = tests/unit/test-conf.c
tests_unit_test_conf_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_conf_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-date
TESTS += tests/unit/test-date
tests_unit_test_date_SOURCES = tests/unit/test-date.c
tests_unit_test_date_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_date_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-err
TESTS += tests/unit/test-err
tests_unit_test_err_SOURCES = tests/unit/test-err.c
tests_unit_test_err_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_err_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-field
TESTS += tests/unit/test-field
tests_unit_test_field_SOURCES = tests/unit/test-field.c
tests_unit_test_field_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_field_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-lang
TESTS += tests/unit/test-lang
tests_unit_test_lang_SOURCES = tests/unit/test-lang.c
tests_unit_test_lang_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_lang_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-log
TESTS += tests/unit/test-log
tests_unit_test_log_SOURCES = tests/unit/test-log.c
tests_unit_test_log_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_log_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-place
TESTS += tests/unit/test-place
tests_unit_test_place_SOURCES = tests/unit/test-place.c
tests_unit_test_place_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_place_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-secret
TESTS += tests/unit/test-secret
tests_unit_test_secret_SOURCES = tests/unit/test-secret.c
tests_unit_test_secret_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_secret_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-decisiontext
TESTS += tests/unit/test-decisiontext
tests_unit_test_decisiontext_SOURCES = tests/unit/test-decisiontext.c
tests_unit_test_decisiontext_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_decisiontext_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test-signtext
TESTS += tests/unit/test-signtext
tests_unit_test_signtext_SOURCES = tests/unit/test-signtext.c
tests_unit_test_signtext_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_signtext_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-text
TESTS += tests/unit/test-text
tests_unit_test_text_SOURCES = tests/unit/test-text.c
tests_unit_test_text_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_text_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-turkish
TESTS += tests/unit/test-turkish
tests_unit_test_turkish_SOURCES = tests/unit/test-turkish.c
tests_unit_test_turkish_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_turkish_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-workflow
TESTS += tests/unit/test-workflow
tests_unit_test_workflow_SOURCES = tests/unit/test-workflow.c
tests_unit_test_workflow_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_workflow_LDADD = $(COMMON_LIBS) $(CMOCKA_LIBS)
