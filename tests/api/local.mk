# The portal from outside: raw TLS to a child on a free port.
check_PROGRAMS += tests/api/test-http
TESTS += tests/api/test-http
tests_api_test_http_SOURCES = tests/api/test-http.c tests/api/server.c \
	tests/api/server.h
tests_api_test_http_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SSL_CFLAGS)
tests_api_test_http_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
EXTRA_tests_api_test_http_DEPENDENCIES = src/eimza-portal
# The portal's use cases and routes.
API_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(CRYPTO_CFLAGS) \
	-I$(top_srcdir)/tests/api
FLOW_WORLD = tests/api/flow-world.c tests/api/flow-world.h
COMMAND_WORLD = tests/api/command-world.c tests/api/command-world.h

check_PROGRAMS += tests/api/test-flow tests/api/test-flow-refused \
	tests/api/test-flow-phone tests/api/test-office
TESTS += tests/api/test-flow tests/api/test-flow-refused \
	tests/api/test-flow-phone tests/api/test-office
tests_api_test_flow_SOURCES = tests/api/test-flow.c $(FLOW_WORLD)
tests_api_test_flow_CPPFLAGS = $(API_CPPFLAGS)
tests_api_test_flow_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_api_test_flow_refused_SOURCES = tests/api/test-flow-refused.c \
	$(FLOW_WORLD)
tests_api_test_flow_refused_CPPFLAGS = $(API_CPPFLAGS)
tests_api_test_flow_refused_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_api_test_flow_phone_SOURCES = tests/api/test-flow-phone.c $(FLOW_WORLD)
tests_api_test_flow_phone_CPPFLAGS = $(API_CPPFLAGS)
tests_api_test_flow_phone_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_api_test_office_SOURCES = tests/api/test-office.c $(COMMAND_WORLD) \
	$(FLOW_WORLD)
tests_api_test_office_CPPFLAGS = $(API_CPPFLAGS)
tests_api_test_office_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/api/test-job
TESTS += tests/api/test-job
tests_api_test_job_SOURCES = tests/api/test-job.c
tests_api_test_job_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SSL_CFLAGS)
tests_api_test_job_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/api/test-routes
TESTS += tests/api/test-routes
tests_api_test_routes_SOURCES = tests/api/test-routes.c tests/api/server.c \
	tests/api/server.h
tests_api_test_routes_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SSL_CFLAGS)
tests_api_test_routes_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
EXTRA_tests_api_test_routes_DEPENDENCIES = src/eimza-portal
check_PROGRAMS += tests/api/test-repeat
TESTS += tests/api/test-repeat
tests_api_test_repeat_SOURCES = tests/api/test-repeat.c
tests_api_test_repeat_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SSL_CFLAGS)
tests_api_test_repeat_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/api/test-attack
TESTS += tests/api/test-attack
tests_api_test_attack_SOURCES = tests/api/test-attack.c $(FLOW_WORLD)
tests_api_test_attack_CPPFLAGS = $(API_CPPFLAGS)
tests_api_test_attack_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/api/test-officer
TESTS += tests/api/test-officer
OFFICER_WORLD = tests/api/officer-world.c tests/api/officer-world.h \
	$(FLOW_WORLD)
check_PROGRAMS += tests/api/test-queue
TESTS += tests/api/test-queue
tests_api_test_queue_SOURCES = tests/api/test-queue.c $(OFFICER_WORLD)
tests_api_test_queue_CPPFLAGS = $(API_CPPFLAGS)
tests_api_test_queue_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_api_test_officer_SOURCES = tests/api/test-officer.c $(OFFICER_WORLD)
tests_api_test_officer_CPPFLAGS = $(API_CPPFLAGS)
tests_api_test_officer_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

PRODUCE_TEST = tests/api/produce-world.c tests/api/produce-world.h \
	$(FLOW_WORLD) $(ISSUE_TEST)
PRODUCE_CPPFLAGS = $(API_CPPFLAGS) $(P11KIT_CFLAGS) -I$(top_srcdir)/tests/unit
check_PROGRAMS += tests/api/test-produce tests/api/test-produce-card \
	tests/api/test-produce-cmd
TESTS += tests/api/test-produce tests/api/test-produce-card \
	tests/api/test-produce-cmd
tests_api_test_produce_cmd_SOURCES = tests/api/test-produce-cmd.c \
	$(COMMAND_WORLD) $(PRODUCE_TEST)
tests_api_test_produce_cmd_CPPFLAGS = $(PRODUCE_CPPFLAGS)
tests_api_test_produce_cmd_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_api_test_produce_SOURCES = tests/api/test-produce.c $(PRODUCE_TEST)
tests_api_test_produce_CPPFLAGS = $(PRODUCE_CPPFLAGS)
tests_api_test_produce_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_api_test_produce_card_SOURCES = tests/api/test-produce-card.c \
	$(PRODUCE_TEST)
tests_api_test_produce_card_CPPFLAGS = $(PRODUCE_CPPFLAGS)
tests_api_test_produce_card_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/api/test-publish
TESTS += tests/api/test-publish
tests_api_test_publish_SOURCES = tests/api/test-publish.c tests/api/server.c \
	tests/api/server.h $(ISSUE_TEST)
tests_api_test_publish_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	$(SSL_CFLAGS) -I$(top_srcdir)/tests/unit
tests_api_test_publish_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
EXTRA_tests_api_test_publish_DEPENDENCIES = src/eimza-portal
# Kannel in front of a telephone that is none.
KANNEL_TEST = tests/lib/kannel.c tests/lib/kannel.h $(CHILD_TEST)
check_PROGRAMS += tests/api/test-kannel
TESTS += tests/api/test-kannel
tests_api_test_kannel_SOURCES = tests/api/test-kannel.c tests/api/server.c \
	tests/api/server.h $(KANNEL_TEST)
tests_api_test_kannel_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) \
	$(SSL_CFLAGS) $(SQLITE_CFLAGS) -I$(top_srcdir)/tests/lib
tests_api_test_kannel_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
EXTRA_tests_api_test_kannel_DEPENDENCIES = src/eimza-portal

check_PROGRAMS += tests/api/test-notice
TESTS += tests/api/test-notice
tests_api_test_notice_SOURCES = tests/api/test-notice.c
tests_api_test_notice_CPPFLAGS = $(API_CPPFLAGS) $(SQLITE_CFLAGS)
tests_api_test_notice_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

# Comparisons of security words are counted at the library's door.
PERSONAL_WORLD = tests/api/personal-world.c tests/api/personal-world.h
COUNT_RUNS = $(AM_LDFLAGS) -Wl,--wrap=crypto_pwhash_str_verify
check_PROGRAMS += tests/api/test-personal tests/api/test-consent \
	tests/api/test-word
TESTS += tests/api/test-personal tests/api/test-consent tests/api/test-word
tests_api_test_word_SOURCES = tests/api/test-word.c $(FLOW_WORLD) \
	$(PERSONAL_WORLD)
tests_api_test_word_CPPFLAGS = $(API_CPPFLAGS)
tests_api_test_word_LDFLAGS = $(COUNT_RUNS)
tests_api_test_word_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_api_test_personal_SOURCES = tests/api/test-personal.c $(FLOW_WORLD) \
	$(PERSONAL_WORLD)
tests_api_test_personal_CPPFLAGS = $(API_CPPFLAGS)
tests_api_test_personal_LDFLAGS = $(COUNT_RUNS)
tests_api_test_personal_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_api_test_consent_SOURCES = tests/api/test-consent.c $(FLOW_WORLD) \
	$(PERSONAL_WORLD)
tests_api_test_consent_CPPFLAGS = $(API_CPPFLAGS)
tests_api_test_consent_LDFLAGS = $(COUNT_RUNS)
tests_api_test_consent_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/api/test-person
TESTS += tests/api/test-person
tests_api_test_person_SOURCES = tests/api/test-person.c $(COMMAND_WORLD) \
	$(FLOW_WORLD) $(PERSONAL_WORLD)
tests_api_test_person_CPPFLAGS = $(API_CPPFLAGS) $(JANSSON_CFLAGS) \
	$(SQLITE_CFLAGS)
tests_api_test_person_LDFLAGS = $(COUNT_RUNS)
tests_api_test_person_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
# The table of steps, and three years of a person.

check_PROGRAMS += tests/api/test-usage
TESTS += tests/api/test-usage
tests_api_test_usage_SOURCES = tests/api/test-usage.c $(COMMAND_WORLD) \
	$(FLOW_WORLD)
tests_api_test_usage_CPPFLAGS = $(API_CPPFLAGS)
tests_api_test_usage_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/api/test-workflow
TESTS += tests/api/test-workflow
tests_api_test_workflow_SOURCES = tests/api/test-workflow.c \
	tests/api/workflow-steps.c tests/api/workflow-steps.h $(COMMAND_WORLD) \
	$(PERSONAL_WORLD) $(FLOW_WORLD) $(ISSUE_TEST)
tests_api_test_workflow_CPPFLAGS = $(PRODUCE_CPPFLAGS)
tests_api_test_workflow_LDFLAGS = $(COUNT_RUNS)
tests_api_test_workflow_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/api/test-late
TESTS += tests/api/test-late
tests_api_test_late_SOURCES = tests/api/test-late.c $(COMMAND_WORLD) \
	$(PERSONAL_WORLD) $(FLOW_WORLD)
tests_api_test_late_CPPFLAGS = $(API_CPPFLAGS)
tests_api_test_late_LDFLAGS = $(COUNT_RUNS)
tests_api_test_late_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/api/test-life
TESTS += tests/api/test-life
tests_api_test_life_SOURCES = tests/api/test-life.c tests/api/life-world.c \
	tests/api/life-world.h tests/api/post-world.c \
	tests/api/post-world.h $(KANNEL_TEST) $(COMMAND_WORLD) \
	$(PERSONAL_WORLD) $(PRODUCE_TEST)
tests_api_test_life_CPPFLAGS = $(PRODUCE_CPPFLAGS) -I$(top_srcdir)/tests/lib
tests_api_test_life_LDFLAGS = $(COUNT_RUNS)
tests_api_test_life_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

# What goes wrong with decisions, papers and cards; five hundred at once.
check_PROGRAMS += tests/api/test-faults tests/api/test-many
TESTS += tests/api/test-faults tests/api/test-many
tests_api_test_faults_SOURCES = tests/api/test-faults.c $(COMMAND_WORLD) \
	$(PERSONAL_WORLD) $(OFFICER_WORLD)
tests_api_test_faults_CPPFLAGS = $(API_CPPFLAGS)
tests_api_test_faults_LDFLAGS = $(COUNT_RUNS)
tests_api_test_faults_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_api_test_many_SOURCES = tests/api/test-many.c $(OFFICER_WORLD)
tests_api_test_many_CPPFLAGS = $(API_CPPFLAGS)
tests_api_test_many_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

# Mail that comes back.
check_PROGRAMS += tests/api/test-returned
TESTS += tests/api/test-returned
tests_api_test_returned_SOURCES = tests/api/test-returned.c \
	tests/api/post-world.c tests/api/post-world.h $(KANNEL_TEST) \
	$(COMMAND_WORLD) $(PERSONAL_WORLD) $(FLOW_WORLD)
tests_api_test_returned_CPPFLAGS = $(API_CPPFLAGS) -I$(top_srcdir)/tests/lib
tests_api_test_returned_LDFLAGS = $(COUNT_RUNS)
tests_api_test_returned_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
