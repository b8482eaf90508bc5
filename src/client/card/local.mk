src_libclient_a_SOURCES += src/client/card/card.h
