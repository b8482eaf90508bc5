# Programs that are measured, or that tests drive.
check_PROGRAMS += tests/bench/form-demo
tests_bench_form_demo_SOURCES = tests/bench/form-demo.c \
	tests/bench/form-demo-list.c \
	tests/bench/form-demo-rows.c tests/bench/form-demo.h
tests_bench_form_demo_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_bench_form_demo_LDADD = $(CLIENT_LIBS)

# Measurements: "make bench". They print figures and judge nothing.
EXTRA_PROGRAMS = $(BENCHES) tests/bench/newt-form
BENCHES = tests/bench/bench-crl tests/bench/bench-form \
	tests/bench/bench-portal tests/bench/bench-office \
	tests/bench/bench-card tests/bench/bench-queue
tests_bench_bench_crl_SOURCES = tests/bench/bench-crl.c
tests_bench_bench_crl_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS)
tests_bench_bench_crl_LDADD = $(PORTAL_LIBS)
tests_bench_bench_portal_SOURCES = tests/bench/bench-portal.c \
	tests/bench/bench-floor.c tests/bench/bench-floor.h \
	tests/bench/bench-proc.c tests/bench/bench-proc.h \
	tests/bench/bench-world.c tests/bench/bench-world.h \
	tests/bench/headless.c tests/bench/headless.h
tests_bench_bench_portal_CPPFLAGS = $(AM_CPPFLAGS) \
	-I$(top_srcdir)/tests/bench
tests_bench_bench_portal_LDADD = src/libclient.a $(PORTAL_LIBS) -ldl

tests_bench_bench_office_SOURCES = tests/bench/bench-office.c \
	tests/bench/bench-world.c tests/bench/bench-world.h tests/bench/headless.h
tests_bench_bench_office_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS) \
	-I$(top_srcdir)/tests/bench
tests_bench_bench_office_LDADD = $(PORTAL_LIBS)

EXTRA_tests_bench_bench_portal_DEPENDENCIES = tests/bench/turns.so
tests/bench/turns.so: $(top_srcdir)/tests/bench/turns.c
	$(AM_V_CC)$(MKDIR_P) $(@D) && $(CC) -std=gnu11 $(CPPFLAGS) \
		$(WARN_CFLAGS) $(CFLAGS) -shared -fPIC -D_GNU_SOURCE -o $@ \
		$(top_srcdir)/tests/bench/turns.c -ldl
EXTRA_DIST += tests/bench/turns.c

tests_bench_bench_form_SOURCES = tests/bench/bench-form.c \
	tests/bench/bench-proc.c tests/bench/bench-proc.h $(E2E_SOURCES)
tests_bench_bench_form_CPPFLAGS = $(E2E_CPPFLAGS) \
	-I$(top_srcdir)/tests/bench
tests_bench_bench_form_LDADD = $(E2E_LIBS)
tests_bench_bench_queue_SOURCES = tests/bench/bench-queue.c \
	tests/bench/bench-proc.c tests/bench/bench-proc.h \
	tests/e2e/queue.c tests/e2e/queue.h $(E2E_SOURCES)
tests_bench_bench_queue_CPPFLAGS = $(E2E_CPPFLAGS) \
	-I$(top_srcdir)/tests/bench
tests_bench_bench_queue_LDADD = $(E2E_LIBS)
tests_bench_bench_card_SOURCES = tests/bench/bench-card.c \
	tests/bench/bench-proc.c tests/bench/bench-proc.h $(CARD_E2E_SOURCES)
tests_bench_bench_card_CPPFLAGS = $(CARD_CPPFLAGS) $(E2E_CPPFLAGS) \
	$(P11KIT_CFLAGS) -I$(top_srcdir)/tests/bench
tests_bench_bench_card_LDADD = $(E2E_LIBS) $(PCSC_LIBS)
tests_bench_newt_form_SOURCES = tests/bench/newt-form.c
tests_bench_newt_form_LDADD = -ldl

CLEANFILES += $(EXTRA_PROGRAMS) tests/bench/turns.so

bench: $(EXTRA_PROGRAMS) tests/bench/form-demo src/eimza src/eimza-portal
	@for b in $(BENCHES); do \
		LC_ALL=C.UTF-8 EIMZA_LOCALEDIR='$(abs_top_builddir)/src/locale' \
		EIMZA_BUILDDIR='$(abs_top_builddir)' ./$$b || exit; \
	done
.PHONY: bench
