src_libclient_a_SOURCES += \
	src/client/form/form.h \
	src/client/form/ui.h
