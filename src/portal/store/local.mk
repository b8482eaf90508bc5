src_libportal_a_SOURCES += \
	src/portal/store/application.c src/portal/store/application.h \
	src/portal/store/code.c src/portal/store/code.h \
	src/portal/store/evidence.c \
	src/portal/store/migrate.c \
	src/portal/store/outbox.c src/portal/store/outbox.h \
	src/portal/store/people.c src/portal/store/people.h \
	src/portal/store/sqlite.c src/portal/store/sqlite.h \
	src/portal/store/store.c src/portal/store/store.h

# Each version of the schema as a C string.
schema_strings = src/portal/store/schema-1.h
EXTRA_DIST += src/portal/store/schema/1.sql
BUILT_SOURCES += $(schema_strings)
CLEANFILES += $(schema_strings)
src/portal/store/schema-1.h: src/portal/store/schema/1.sql
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) '{ gsub(/["\\]/, "\\\\&"); \
		printf "\"%s\\n\"\n", $$0 }' \
		$(top_srcdir)/src/portal/store/schema/1.sql >$@.new && \
		mv $@.new $@
src/portal/store/libportal_a-migrate.$(OBJEXT): $(schema_strings)
