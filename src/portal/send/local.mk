src_libportal_a_SOURCES += \
	src/portal/send/bounce.c src/portal/send/bounce.h \
	src/portal/send/escape.c src/portal/send/escape.h \
	src/portal/send/gateway.c src/portal/send/gateway.h \
	src/portal/send/mail.c src/portal/send/mail.h \
	src/portal/send/outbox.c src/portal/send/outbox.h \
	src/portal/send/sender.c src/portal/send/sender.h \
	src/portal/send/sender-command.c \
	src/portal/send/sender-file.c \
	src/portal/send/sender-http.c \
	src/portal/send/sender-kannel.c \
	src/portal/send/sender-smtp.c \
	src/portal/send/stamper.c src/portal/send/stamper.h \
	src/portal/send/template.c src/portal/send/template.h
