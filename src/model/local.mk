src_libcommon_a_SOURCES += \
	src/model/check.h \
	src/model/field.c src/model/field.h \
	src/model/page.h \
	src/model/place.h \
	src/model/record.c src/model/record.h \
	src/model/signtext.h \
	src/model/workflow.h
