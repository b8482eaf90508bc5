src_libclient_a_SOURCES += src/client/term/key.h
