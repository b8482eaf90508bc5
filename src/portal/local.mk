src_libportal_a_SOURCES += src/portal/options.h
