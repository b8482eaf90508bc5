src_libportal_a_SOURCES += \
	src/portal/publish/foreign.c src/portal/publish/foreign.h \
	src/portal/publish/list.c src/portal/publish/list.h \
	src/portal/publish/maker.c src/portal/publish/maker.h \
	src/portal/publish/pool.c src/portal/publish/pool.h \
	src/portal/publish/publish.c src/portal/publish/publish.h \
	src/portal/publish/responder.c src/portal/publish/responder.h
