src_libportal_a_SOURCES += \
	src/portal/store/account.c src/portal/store/account.h \
	src/portal/store/alert.c src/portal/store/alert.h \
	src/portal/store/application.c src/portal/store/application.h \
	src/portal/store/audit.c src/portal/store/audit.h \
	src/portal/store/code.c src/portal/store/code.h \
	src/portal/store/evidence.c \
	src/portal/store/holding.c \
	src/portal/store/import.c src/portal/store/import.h \
	src/portal/store/issued.c src/portal/store/issued.h \
	src/portal/store/migrate.c \
	src/portal/store/officer.c src/portal/store/officer.h \
	src/portal/store/queue.c \
	src/portal/store/outbox.c src/portal/store/outbox.h \
	src/portal/store/outbox-list.c \
	src/portal/store/person-data.c src/portal/store/person-data.h \
	src/portal/store/report.c src/portal/store/report.h \
	src/portal/store/people.c src/portal/store/people.h \
	src/portal/store/signing.c src/portal/store/signing.h \
	src/portal/store/production.c src/portal/store/production.h \
	src/portal/store/sqlite.c src/portal/store/sqlite.h \
	src/portal/store/stamp.c src/portal/store/stamp.h \
	src/portal/store/store.c src/portal/store/store.h

# Each version of the schema as a C string.
schema_versions = 1 2 3 4 5 6
schema_strings = $(schema_versions:%=src/portal/store/schema-%.h)
schema_files = $(schema_versions:%=src/portal/store/schema/%.sql)
EXTRA_DIST += $(schema_files)
BUILT_SOURCES += $(schema_strings)
CLEANFILES += $(schema_strings)
$(schema_strings): $(schema_files)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) '{ gsub(/["\\]/, "\\\\&"); \
		printf "\"%s\\n\"\n", $$0 }' \
		$(top_srcdir)/src/portal/store/schema/$(@F:schema-%.h=%.sql) \
		>$@.new && mv $@.new $@
src/portal/store/libportal_a-migrate.$(OBJEXT): $(schema_strings)
