src_libclient_a_SOURCES += \
	src/client/remote/answer.c src/client/remote/answer.h \
	src/client/remote/calls.c src/client/remote/calls.h \
	src/client/remote/calls-office.c src/client/remote/calls-office.h \
	src/client/remote/calls-personal.c \
	src/client/remote/calls-personal.h \
	src/client/remote/link.c src/client/remote/link.h \
	src/client/remote/peer.c src/client/remote/peer.h \
	src/client/remote/request.c src/client/remote/request.h \
	src/client/remote/stamp.c src/client/remote/stamp.h
