src_libportal_a_SOURCES += \
	src/portal/http/head.c src/portal/http/head.h \
	src/portal/http/tls.c src/portal/http/tls.h \
	src/portal/http/conn.c src/portal/http/conn.h \
	src/portal/http/reply.c src/portal/http/reply.h \
	src/portal/http/server.c src/portal/http/server.h
