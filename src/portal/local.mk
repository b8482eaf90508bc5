src_libportal_a_SOURCES += \
	src/portal/cmd-audit.c \
	src/portal/cmd-evidence.c \
	src/portal/cmd-import.c \
	src/portal/cmd-init.c \
	src/portal/cmd-office.c \
	src/portal/cmd-officers.c \
	src/portal/cmd-courier.c \
	src/portal/cmd-crl.c \
	src/portal/cmd-person.c \
	src/portal/cmd-produce.c \
	src/portal/cmd-outbox.c \
	src/portal/cmd-report.c \
	src/portal/cmd-verify.c \
	src/portal/commands.h \
	src/portal/demo-data.c src/portal/demo-data.h \
	src/portal/demo-desk.c src/portal/demo-desk.h \
	src/portal/demo-office.c src/portal/demo-office.h \
	src/portal/key.c src/portal/key.h \
	src/portal/office.c src/portal/office.h \
	src/portal/options.c src/portal/options.h \
	src/portal/serve.c \
	src/portal/table-file.c src/portal/table-file.h
