src_libportal_a_SOURCES += \
	src/portal/issue/ca.c src/portal/issue/ca.h \
	src/portal/issue/ca-crl.c \
	src/portal/issue/ca-der.h \
	src/portal/issue/ca-file.c \
	src/portal/issue/ca-file-der.c src/portal/issue/ca-file-der.h \
	src/portal/issue/ca-qc.c \
	src/portal/issue/crl.c src/portal/issue/crl.h \
	src/portal/issue/issuer.c src/portal/issue/issuer.h \
	src/portal/issue/issuer-builtin.c \
	src/portal/issue/issuer-cmp.c \
	src/portal/issue/request.c src/portal/issue/request.h \
	src/portal/issue/signed.c src/portal/issue/signed.h \
	src/portal/issue/token.c src/portal/issue/token.h \
	src/portal/issue/token-card.c src/portal/issue/token-card.h \
	src/portal/issue/token-key.c src/portal/issue/token-key.h \
	src/portal/issue/token-signer.c src/portal/issue/token-signer.h
