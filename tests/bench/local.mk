# Programs that are measured, or that tests drive.
check_PROGRAMS += tests/bench/form-demo
tests_bench_form_demo_SOURCES = tests/bench/form-demo.c \
	tests/bench/form-demo-rows.c tests/bench/form-demo.h
tests_bench_form_demo_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_bench_form_demo_LDADD = $(CLIENT_LIBS)
