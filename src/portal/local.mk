src_libportal_a_SOURCES += src/portal/options.h
src_libportal_a_SOURCES += \
	src/portal/options.c src/portal/key.c src/portal/key.h \
	src/portal/serve.c src/portal/commands.h
