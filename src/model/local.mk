src_libcommon_a_SOURCES += \
	src/model/check.c src/model/check.h \
	src/model/check-contact.c \
	src/model/check-digits.h \
	src/model/check-person.c \
	src/model/check-pin.c \
	src/model/consenttext.c src/model/consenttext.h \
	src/model/decisiontext.c src/model/decisiontext.h \
	src/model/field.c src/model/field.h \
	src/model/page.c src/model/page.h \
	src/model/place.c src/model/place.h \
	src/model/record.c src/model/record.h \
	src/model/signtext.c src/model/signtext.h \
	src/model/workflow.c src/model/workflow.h

BUILT_SOURCES += src/model/place-data.h
CLEANFILES += src/model/place-data.h
EXTRA_DIST += src/model/place-data.awk data/places.tsv data/places.LICENSE
src/model/place-data.h: $(top_srcdir)/data/places.tsv \
		$(top_srcdir)/src/model/place-data.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && LC_ALL=C $(AWK) -F '\t' \
		-f $(top_srcdir)/src/model/place-data.awk \
		$(top_srcdir)/data/places.tsv > $@.new && mv $@.new $@
src/model/libcommon_a-place.$(OBJEXT): src/model/place-data.h
