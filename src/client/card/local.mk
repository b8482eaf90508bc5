src_libclient_a_SOURCES += \
	src/client/card/card.c \
	src/client/card/card.h src/client/card/card-types.h \
	src/client/card/card-signer.c \
	src/client/card/card-signer.h \
	src/client/card/driver.c \
	src/client/card/driver.h \
	src/client/card/job.c \
	src/client/card/job.h \
	src/client/card/listing.c \
	src/client/card/listing.h \
	src/client/card/login.c \
	src/client/card/login.h \
	src/client/card/pin.c \
	src/client/card/pin.h \
	src/client/card/pin-set.c \
	src/client/card/pin-set.h \
	src/client/card/provision.c \
	src/client/card/provision.h \
	src/client/card/queue.c \
	src/client/card/queue.h \
	src/client/card/reason.c \
	src/client/card/reason.h \
	src/client/card/search.c \
	src/client/card/search.h \
	src/client/card/service.c \
	src/client/card/service.h \
	src/client/card/token.c \
	src/client/card/token.h \
	src/client/card/watch.c \
	src/client/card/watch.h \
	src/client/card/work.c \
	src/client/card/work.h
