# Unit tests: one file for each file of src/ that has something to judge.
UNIT_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(CRYPTO_CFLAGS)

check_PROGRAMS += tests/unit/test-ca
TESTS += tests/unit/test-ca
tests_unit_test_ca_SOURCES = tests/unit/test-ca.c
tests_unit_test_ca_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_ca_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
include tests/unit/common.mk
include tests/unit/card-modules.mk

# The portal as a CA; a world with an authority and requests.
ISSUE_TEST = tests/unit/issue-world.c tests/unit/issue-world.h
ISSUE_TEST_CPPFLAGS = $(UNIT_CPPFLAGS) -I$(top_srcdir)/tests/unit
check_PROGRAMS += tests/unit/test-issuer tests/unit/test-issuer-cmp \
	tests/unit/test-issuer-cmp-tool tests/unit/test-crl
TESTS += tests/unit/test-issuer tests/unit/test-issuer-cmp \
	tests/unit/test-issuer-cmp-tool tests/unit/test-crl
tests_unit_test_issuer_cmp_tool_SOURCES = tests/unit/test-issuer-cmp-tool.c \
	$(ISSUE_TEST)
tests_unit_test_issuer_cmp_tool_CPPFLAGS = $(ISSUE_TEST_CPPFLAGS)
tests_unit_test_issuer_cmp_tool_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_issuer_cmp_SOURCES = tests/unit/test-issuer-cmp.c \
	tests/unit/cmp-server.c tests/unit/cmp-server.h $(ISSUE_TEST)
tests_unit_test_issuer_cmp_CPPFLAGS = $(ISSUE_TEST_CPPFLAGS)
tests_unit_test_issuer_cmp_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_issuer_SOURCES = tests/unit/test-issuer.c $(ISSUE_TEST)
tests_unit_test_issuer_CPPFLAGS = $(ISSUE_TEST_CPPFLAGS)
tests_unit_test_issuer_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_crl_SOURCES = tests/unit/test-crl.c $(ISSUE_TEST)
tests_unit_test_crl_CPPFLAGS = $(ISSUE_TEST_CPPFLAGS)
tests_unit_test_crl_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

# The link to the portal, against a TLS server inside the test.
LINK_TEST = tests/unit/link-fixture.c tests/unit/link-fixture.h \
	tests/unit/link-server.c tests/unit/link-server.h
LINK_TEST_CPPFLAGS = $(UNIT_CPPFLAGS) $(SSL_CFLAGS) $(CURL_CFLAGS) \
	-I$(top_srcdir)/tests/unit
LINK_TEST_LIBS = $(CLIENT_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test-answer tests/unit/test-calls \
	tests/unit/test-fetch tests/unit/test-link tests/unit/test-peer
TESTS += tests/unit/test-answer tests/unit/test-calls \
	tests/unit/test-fetch tests/unit/test-link tests/unit/test-peer
tests_unit_test_fetch_SOURCES = tests/unit/test-fetch.c $(LINK_TEST)
tests_unit_test_fetch_CPPFLAGS = $(LINK_TEST_CPPFLAGS)
tests_unit_test_fetch_LDADD = $(LINK_TEST_LIBS)
tests_unit_test_calls_SOURCES = tests/unit/test-calls.c $(LINK_TEST)
tests_unit_test_calls_CPPFLAGS = $(LINK_TEST_CPPFLAGS)
tests_unit_test_calls_LDADD = $(LINK_TEST_LIBS)
tests_unit_test_answer_SOURCES = tests/unit/test-answer.c $(LINK_TEST)
tests_unit_test_answer_CPPFLAGS = $(LINK_TEST_CPPFLAGS)
tests_unit_test_answer_LDADD = $(LINK_TEST_LIBS)
tests_unit_test_link_SOURCES = tests/unit/test-link.c $(LINK_TEST)
tests_unit_test_link_CPPFLAGS = $(LINK_TEST_CPPFLAGS)
tests_unit_test_link_LDADD = $(LINK_TEST_LIBS)
tests_unit_test_peer_SOURCES = tests/unit/test-peer.c $(LINK_TEST)
tests_unit_test_peer_CPPFLAGS = $(LINK_TEST_CPPFLAGS)
tests_unit_test_peer_LDADD = $(LINK_TEST_LIBS)

# The form on paper.
check_PROGRAMS += tests/unit/test-paper
TESTS += tests/unit/test-paper
tests_unit_test_paper_SOURCES = tests/unit/test-paper.c
tests_unit_test_paper_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_paper_LDADD = $(CLIENT_LIBS) $(CMOCKA_LIBS)

# The card, a PKCS#11 module that misbehaves on demand in front of SoftHSM, and
# one that is nothing but lies.
SHIM_PKCS11 = tests/lib/shim-pkcs11.so
HOSTILE_PKCS11 = tests/lib/hostile-pkcs11.so
ORDERS = $(top_srcdir)/tests/lib/orders.c
SHIM_FILES = $(top_srcdir)/tests/lib/shim-pkcs11.c $(ORDERS)
HOSTILE_FILES = $(top_srcdir)/tests/lib/hostile-pkcs11.c \
	$(top_srcdir)/tests/lib/watch.c $(ORDERS)
MODULE_FILES = $(top_srcdir)/tests/lib/orders.h \
	$(top_srcdir)/tests/lib/watch.h
COMPILE_PKCS11 = $(MKDIR_P) $(@D) && $(CC) -std=gnu11 $(CPPFLAGS) \
	$(WARN_CFLAGS) $(P11KIT_CFLAGS) $(CRYPTO_CFLAGS) $(CFLAGS) -shared \
	-fPIC -D_GNU_SOURCE -o $@
$(SHIM_PKCS11): $(SHIM_FILES) $(MODULE_FILES)
	$(AM_V_CC)$(COMPILE_PKCS11) $(SHIM_FILES) -pthread -ldl
$(HOSTILE_PKCS11): $(HOSTILE_FILES) $(MODULE_FILES)
	$(AM_V_CC)$(COMPILE_PKCS11) $(HOSTILE_FILES) $(CRYPTO_LIBS)
EXTRA_DIST += tests/lib/shim-pkcs11.c tests/lib/hostile-pkcs11.c \
	tests/lib/orders.c tests/lib/orders.h \
	tests/lib/watch.c tests/lib/watch.h
CLEANFILES += $(SHIM_PKCS11) $(HOSTILE_PKCS11)

check_PROGRAMS += tests/unit/test-card
TESTS += tests/unit/test-card
tests_unit_test_card_SOURCES = tests/unit/test-card.c \
	tests/unit/card-fixture.c tests/unit/card-fixture.h
tests_unit_test_card_CPPFLAGS = $(UNIT_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_unit_test_card_LDADD = $(CLIENT_LIBS) $(PORTAL_LIBS) $(CMOCKA_LIBS)
EXTRA_tests_unit_test_card_DEPENDENCIES = $(SHIM_PKCS11)
check_PROGRAMS += tests/unit/test-card-pin
TESTS += tests/unit/test-card-pin
tests_unit_test_card_pin_SOURCES = tests/unit/test-card-pin.c \
	tests/unit/card-fixture.c tests/unit/card-fixture.h
tests_unit_test_card_pin_CPPFLAGS = $(tests_unit_test_card_CPPFLAGS) \
	$(P11KIT_CFLAGS)
tests_unit_test_card_pin_LDADD = $(tests_unit_test_card_LDADD)
EXTRA_tests_unit_test_card_pin_DEPENDENCIES = $(SHIM_PKCS11)
check_PROGRAMS += tests/unit/test-card-drivers
TESTS += tests/unit/test-card-drivers
tests_unit_test_card_drivers_SOURCES = tests/unit/test-card-drivers.c \
	tests/unit/card-fixture.c tests/unit/card-fixture.h
tests_unit_test_card_drivers_CPPFLAGS = $(tests_unit_test_card_CPPFLAGS)
tests_unit_test_card_drivers_LDADD = $(tests_unit_test_card_LDADD)
EXTRA_tests_unit_test_card_drivers_DEPENDENCIES = $(SHIM_PKCS11)
check_PROGRAMS += tests/unit/test-service
TESTS += tests/unit/test-service
tests_unit_test_service_SOURCES = tests/unit/test-service.c
tests_unit_test_service_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_service_LDADD = $(CLIENT_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test-driver
TESTS += tests/unit/test-driver
tests_unit_test_driver_SOURCES = tests/unit/test-driver.c
tests_unit_test_driver_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_driver_LDADD = $(CLIENT_LIBS) $(CMOCKA_LIBS)

# What eimza tani finds and says.
check_PROGRAMS += tests/unit/test-doctor
TESTS += tests/unit/test-doctor
tests_unit_test_doctor_SOURCES = tests/unit/test-doctor.c \
	tests/unit/doctor-found.c tests/unit/doctor-found.h
tests_unit_test_doctor_CPPFLAGS = $(UNIT_CPPFLAGS) \
	-I$(top_srcdir)/tests/unit
tests_unit_test_doctor_LDADD = $(CLIENT_LIBS) $(CMOCKA_LIBS)
# Signatures; the recipe makes the bad ones.
CADES_TEST = tests/unit/cades-recipe.c tests/unit/cades-recipe.h \
	tests/unit/cades-world.c tests/unit/cades-world.h
# A time-stamp authority inside the test.
TSA_TEST = tests/unit/tsa.c tests/unit/tsa.h
CADES_TEST_CPPFLAGS = $(UNIT_CPPFLAGS) -I$(top_srcdir)/tests/unit
check_PROGRAMS += tests/unit/test-cades tests/unit/test-cades-bad \
	tests/unit/test-cades-cert tests/unit/test-revocation
TESTS += tests/unit/test-cades tests/unit/test-cades-bad \
	tests/unit/test-cades-cert tests/unit/test-revocation
tests_unit_test_cades_SOURCES = tests/unit/test-cades.c $(CADES_TEST)
tests_unit_test_cades_CPPFLAGS = $(CADES_TEST_CPPFLAGS)
tests_unit_test_cades_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_cades_bad_SOURCES = tests/unit/test-cades-bad.c $(CADES_TEST)
tests_unit_test_cades_bad_CPPFLAGS = $(CADES_TEST_CPPFLAGS)
tests_unit_test_cades_bad_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_cades_cert_SOURCES = tests/unit/test-cades-cert.c $(CADES_TEST)
tests_unit_test_cades_cert_CPPFLAGS = $(CADES_TEST_CPPFLAGS)
tests_unit_test_cades_cert_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_revocation_SOURCES = tests/unit/test-revocation.c \
	$(CADES_TEST)
tests_unit_test_revocation_CPPFLAGS = $(CADES_TEST_CPPFLAGS)
tests_unit_test_revocation_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test-cmd-verify
TESTS += tests/unit/test-cmd-verify
tests_unit_test_cmd_verify_SOURCES = tests/unit/test-cmd-verify.c \
	$(TSA_TEST) $(CADES_TEST)
tests_unit_test_cmd_verify_CPPFLAGS = $(CADES_TEST_CPPFLAGS)
tests_unit_test_cmd_verify_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-bounce tests/unit/test-store \
	tests/unit/test-send tests/unit/test-outbox
TESTS += tests/unit/test-bounce tests/unit/test-store tests/unit/test-send \
	tests/unit/test-outbox
tests_unit_test_bounce_SOURCES = tests/unit/test-bounce.c
tests_unit_test_bounce_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_bounce_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_outbox_SOURCES = tests/unit/test-outbox.c
tests_unit_test_outbox_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_outbox_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_store_SOURCES = tests/unit/test-store.c
tests_unit_test_store_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_store_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_send_SOURCES = tests/unit/test-send.c
tests_unit_test_send_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_send_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test-edit
TESTS += tests/unit/test-edit
tests_unit_test_edit_SOURCES = tests/unit/test-edit.c
tests_unit_test_edit_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_edit_LDADD = $(CLIENT_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-key
TESTS += tests/unit/test-key
tests_unit_test_key_SOURCES = tests/unit/test-key.c
tests_unit_test_key_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_key_LDADD = $(CLIENT_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test-mask
TESTS += tests/unit/test-mask
tests_unit_test_mask_SOURCES = tests/unit/test-mask.c
tests_unit_test_mask_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_test_mask_LDADD = $(CLIENT_LIBS) $(CMOCKA_LIBS)

# Files that are signed, and signatures in files.
check_PROGRAMS += tests/unit/test-file-text tests/unit/test-file-check
TESTS += tests/unit/test-file-text tests/unit/test-file-check
tests_unit_test_file_text_SOURCES = tests/unit/test-file-text.c
tests_unit_test_file_text_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_file_text_LDADD = $(CLIENT_LIBS) $(CMOCKA_LIBS)
tests_unit_test_file_check_SOURCES = tests/unit/test-file-check.c \
	$(CADES_TEST)
tests_unit_test_file_check_CPPFLAGS = $(CADES_TEST_CPPFLAGS)
tests_unit_test_file_check_LDADD = $(CLIENT_LIBS) $(PORTAL_LIBS) $(CMOCKA_LIBS)

# Time-stamps.
check_PROGRAMS += tests/unit/test-timestamp
TESTS += tests/unit/test-timestamp
tests_unit_test_timestamp_SOURCES = tests/unit/test-timestamp.c $(TSA_TEST) \
	$(CADES_TEST)
tests_unit_test_timestamp_CPPFLAGS = $(CADES_TEST_CPPFLAGS)
tests_unit_test_timestamp_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test-stamper
TESTS += tests/unit/test-stamper
tests_unit_test_stamper_SOURCES = tests/unit/test-stamper.c $(TSA_TEST) \
	$(CADES_TEST)
tests_unit_test_stamper_CPPFLAGS = $(CADES_TEST_CPPFLAGS)
tests_unit_test_stamper_LDADD = $(PORTAL_LIBS) $(CMOCKA_LIBS)

# Messages to gateways and to a mail server.
CHILD_TEST = tests/lib/child.c tests/lib/child.h
check_PROGRAMS += tests/unit/test-gateway tests/unit/test-smtp
TESTS += tests/unit/test-gateway tests/unit/test-smtp
tests_unit_test_gateway_SOURCES = tests/unit/test-gateway.c $(LINK_TEST)
tests_unit_test_gateway_CPPFLAGS = $(LINK_TEST_CPPFLAGS)
tests_unit_test_gateway_LDADD = src/libclient.a $(PORTAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_smtp_SOURCES = tests/unit/test-smtp.c $(LINK_TEST) \
	$(CHILD_TEST)
tests_unit_test_smtp_CPPFLAGS = $(LINK_TEST_CPPFLAGS) \
	-I$(top_srcdir)/tests/lib
tests_unit_test_smtp_LDADD = src/libclient.a $(PORTAL_LIBS) $(CMOCKA_LIBS)
EXTRA_DIST += tests/lib/smtpd.py
