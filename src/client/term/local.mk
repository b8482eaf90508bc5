src_libclient_a_SOURCES += \
	src/client/term/cap.c \
	src/client/term/cap.h \
	src/client/term/charset.c \
	src/client/term/charset.h \
	src/client/term/key.c \
	src/client/term/key.h \
	src/client/term/keytab.c \
	src/client/term/keytab.h \
	src/client/term/output.c \
	src/client/term/output.h \
	src/client/term/look.c \
	src/client/term/look.h \
	src/client/term/paint.c \
	src/client/term/palette.c \
	src/client/term/palette.h \
	src/client/term/role.h \
	src/client/term/screen-own.h \
	src/client/term/screen.c \
	src/client/term/screen.h \
	src/client/term/signals.c \
	src/client/term/signals.h
