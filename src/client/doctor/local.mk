src_libclient_a_SOURCES += \
	src/client/doctor/judge-card.c \
	src/client/doctor/judge-place.c \
	src/client/doctor/judge-portal.c \
	src/client/doctor/judge-reader.c \
	src/client/doctor/judge.h \
	src/client/doctor/doctor.c \
	src/client/doctor/doctor.h \
	src/client/doctor/findings.h \
	src/client/doctor/probe-card.c \
	src/client/doctor/probe-pcsc.c \
	src/client/doctor/probe-place.c \
	src/client/doctor/probe-portal.c \
	src/client/doctor/probe.c \
	src/client/doctor/probe.h \
	src/client/doctor/report.c \
	src/client/doctor/report.h
