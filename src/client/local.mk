src_libclient_a_SOURCES += \
	src/client/demo.c src/client/demo.h \
	src/client/loop.c src/client/loop.h \
	src/client/options.c src/client/options.h
