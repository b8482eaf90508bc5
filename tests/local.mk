# Every test speaks TAP; "make check-summary" adds them up.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/src/build-aux/tap-driver.sh
TAP_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_DRIVER = $(LOG_DRIVER)
AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	EIMZA_LOCALEDIR='$(abs_top_builddir)/src/locale'; \
	export EIMZA_LOCALEDIR; \
	EIMZA_SRCDIR='$(abs_top_srcdir)'; export EIMZA_SRCDIR; \
	EIMZA_BUILDDIR='$(abs_top_builddir)'; export EIMZA_BUILDDIR; \
	MAKE='$(MAKE)'; export MAKE; \
	LC_ALL=C.UTF-8; export LC_ALL;

include tests/lint/local.mk
include tests/api/local.mk
include tests/contract/local.mk
include tests/bench/local.mk
include tests/unit/local.mk
include tests/e2e/local.mk
include tests/ui/local.mk
include tests/card/local.mk
include tests/fuzz/local.mk

# The closing line "N passed, N failed, N skipped" over all results.
check-summary:
	@$(AWK) '/^:test-result: (PASS|XFAIL)/ { p++ } \
		/^:test-result: (FAIL|XPASS|ERROR)/ { f++ } \
		/^:test-result: SKIP/ { s++ } \
		END { printf "%d passed, %d failed, %d skipped\n", p, f, s; \
		      exit f > 0 || p == 0 }' $(TEST_LOGS:.log=.trs)
.PHONY: check-summary
