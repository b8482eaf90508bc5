src_libcommon_a_SOURCES += \
	src/sign/cades-attributes.c \
	src/sign/cades-build.c \
	src/sign/cades-chain.c \
	src/sign/cades-shape.c \
	src/sign/cades-stamp.c \
	src/sign/cades-structure.c \
	src/sign/cades-verify.c src/sign/cades.h \
	src/sign/cert-usable.c src/sign/cert.c src/sign/cert.h \
	src/sign/ess.h \
	src/sign/hash.c src/sign/hash.h \
	src/sign/http.c src/sign/http.h \
	src/sign/ocsp.c \
	src/sign/revocation.c \
	src/sign/signer-file.c src/sign/signer.c src/sign/signer.h \
	src/sign/stamp.c src/sign/stamp.h \
	src/sign/timestamp.c src/sign/timestamp.h \
	src/sign/tlv.c src/sign/tlv.h \
	src/sign/trust-load.c src/sign/trust-load.h \
	src/sign/trust.c src/sign/trust.h \
	src/sign/verify.h \
	src/sign/x509.h
