src_libclient_a_SOURCES += \
	src/client/remote/calls.c src/client/remote/calls.h \
	src/client/remote/link.h
