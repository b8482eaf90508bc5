src_libcommon_a_SOURCES += \
	src/sign/cades.h \
	src/sign/cert.h \
	src/sign/signer.h
