src_libportal_a_SOURCES += \
	src/portal/send/outbox.c src/portal/send/outbox.h \
	src/portal/send/sender.c src/portal/send/sender.h \
	src/portal/send/sender-command.c \
	src/portal/send/sender-file.c \
	src/portal/send/stamper.c src/portal/send/stamper.h
