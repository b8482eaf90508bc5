src_libportal_a_SOURCES += src/portal/flow/op.h
