src_libcommon_a_SOURCES += \
	src/base/banned.h \
	src/base/base64.c src/base/base64.h \
	src/base/buf.c src/base/buf.h \
	src/base/clock.c src/base/clock.h \
	src/base/conf.c src/base/conf-write.c src/base/conf.h \
	src/base/date.c src/base/date.h \
	src/base/err.c src/base/err.h \
	src/base/file.c src/base/file.h \
	src/base/lang.c src/base/lang.h \
	src/base/log.c src/base/log.h \
	src/base/random.c src/base/random.h \
	src/base/secret.c src/base/secret.h \
	src/base/text.c src/base/text.h \
	src/base/turkish.c src/base/turkish.h
