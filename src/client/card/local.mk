src_libclient_a_SOURCES += \
	src/client/card/card.c \
	src/client/card/card.h \
	src/client/card/card-signer.c \
	src/client/card/card-signer.h \
	src/client/card/mechanism.c \
	src/client/card/mechanism.h \
	src/client/card/module.c \
	src/client/card/module.h \
	src/client/card/object.c \
	src/client/card/object.h \
	src/client/card/pin.c \
	src/client/card/pin.h \
	src/client/card/provision.c \
	src/client/card/provision.h \
	src/client/card/reason.c \
	src/client/card/reason.h \
	src/client/card/search.c \
	src/client/card/search.h \
	src/client/card/token.c \
	src/client/card/token.h
