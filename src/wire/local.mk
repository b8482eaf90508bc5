src_libcommon_a_SOURCES += \
	src/wire/codec.c src/wire/codec.h \
	src/wire/messages.c src/wire/messages.h \
	src/wire/query.c \
	src/wire/report.c src/wire/report.h \
	src/wire/messages-office.c src/wire/messages-office.h \
	src/wire/messages-personal.c src/wire/messages-personal.h \
	src/wire/rows.h
