# libcommon: what both programs share; libclient, libportal: each its own.
noinst_LIBRARIES += src/libcommon.a src/libclient.a src/libportal.a
src_libcommon_a_SOURCES =
src_libcommon_a_CPPFLAGS = $(AM_CPPFLAGS) $(CRYPTO_CFLAGS) $(JANSSON_CFLAGS) \
	$(CONFIG_CFLAGS) $(P11KIT_CFLAGS) $(CURL_CFLAGS) $(SSL_CFLAGS)
src_libclient_a_SOURCES =
src_libclient_a_CPPFLAGS = $(AM_CPPFLAGS) $(NCURSES_CFLAGS) $(CURL_CFLAGS) \
	$(SSL_CFLAGS) $(CRYPTO_CFLAGS) $(P11KIT_CFLAGS) $(PCSC_CFLAGS)
src_libportal_a_SOURCES =
src_libportal_a_CPPFLAGS = $(AM_CPPFLAGS) $(EVENT_CFLAGS) $(SSL_CFLAGS) \
	$(SQLITE_CFLAGS) $(SODIUM_CFLAGS) $(FREETYPE_CFLAGS) $(P11KIT_CFLAGS) \
	$(CURL_CFLAGS)

COMMON_LIBS = src/libcommon.a $(CRYPTO_LIBS) $(JANSSON_LIBS) $(CONFIG_LIBS) \
	$(UNISTRING_LIBS) $(LIBINTL) -ldl
CLIENT_LIBS = src/libclient.a $(COMMON_LIBS) $(NCURSES_LIBS) \
	$(SSL_LIBS) $(CRYPTO_LIBS)
PORTAL_LIBS = src/libportal.a $(COMMON_LIBS) $(EVENT_LIBS) $(SSL_LIBS) \
	$(CRYPTO_LIBS) $(SQLITE_LIBS) $(SODIUM_LIBS) $(FREETYPE_LIBS)

bin_PROGRAMS += src/eimza
src_eimza_SOURCES = src/client/main.c
src_eimza_LDADD = $(CLIENT_LIBS)
sbin_PROGRAMS += src/eimza-portal
src_eimza_portal_SOURCES = src/portal/main.c
src_eimza_portal_LDADD = $(PORTAL_LIBS)

include src/base/local.mk
include src/model/local.mk
include src/wire/local.mk
include src/sign/local.mk
include src/card/local.mk
include src/net/local.mk
include src/client/local.mk
include src/client/term/local.mk
include src/client/form/local.mk
include src/client/card/local.mk
include src/client/remote/local.mk
include src/client/doctor/local.mk
include src/client/file/local.mk
include src/client/paper/local.mk
include src/client/view/local.mk
include src/portal/local.mk
include src/portal/http/local.mk
include src/portal/store/local.mk
include src/portal/send/local.mk
include src/portal/issue/local.mk
include src/portal/flow/local.mk
include src/portal/api/local.mk
include src/portal/publish/local.mk
