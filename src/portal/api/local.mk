src_libportal_a_SOURCES += \
	src/portal/api/api.c src/portal/api/api.h \
	src/portal/api/dispatch.c src/portal/api/dispatch.h \
	src/portal/api/job.c src/portal/api/job.h \
	src/portal/api/queue.c src/portal/api/queue.h \
	src/portal/api/rate.c src/portal/api/rate.h \
	src/portal/api/routes.c src/portal/api/routes.h
