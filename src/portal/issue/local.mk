src_libportal_a_SOURCES += \
	src/portal/issue/ca.c src/portal/issue/ca.h \
	src/portal/issue/ca-crl.c \
	src/portal/issue/ca-der.h \
	src/portal/issue/ca-file.c \
	src/portal/issue/ca-file-der.c src/portal/issue/ca-file-der.h \
	src/portal/issue/ca-qc.c
