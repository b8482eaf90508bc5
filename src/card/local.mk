# PKCS#11, for the person's card and for the tokens of the portal.
src_libcommon_a_SOURCES += \
	src/card/mechanism.c src/card/mechanism.h \
	src/card/module.c src/card/module.h \
	src/card/object.c src/card/object.h
