src_libcommon_a_SOURCES += \
	src/sign/cades-build.c src/sign/cades.h \
	src/sign/cert-usable.c src/sign/cert.c src/sign/cert.h \
	src/sign/signer-file.c src/sign/signer.c src/sign/signer.h \
	src/sign/tlv.c src/sign/tlv.h \
	src/sign/x509.h \
	src/sign/hash.c src/sign/hash.h
