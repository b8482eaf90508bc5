src_libclient_a_SOURCES += \
	src/client/file/check.c src/client/file/check.h \
	src/client/file/text.c src/client/file/text.h \
	src/client/file/work.h
