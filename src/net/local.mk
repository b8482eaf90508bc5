src_libcommon_a_SOURCES += \
	src/net/curl.c src/net/curl.h \
	src/net/fetch.c src/net/fetch.h \
	src/net/wiping.c src/net/wiping.h
