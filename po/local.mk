# The catalogue lies beside the programs, so that they also find it while
# they are not installed. Nothing here writes into the source tree but
# "make update-po", which takes new texts into the .po files.
EXTRA_DIST += po/LINGUAS po/POTFILES.in po/extract po/tr.po
trcataloguedir = $(localedir)/tr/LC_MESSAGES
trcatalogue_DATA = src/locale/tr/LC_MESSAGES/eimza.mo
src/locale/tr/LC_MESSAGES/eimza.mo: po/tr.po
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(MSGFMT) --check-format --check-domain -o $@ $(top_srcdir)/po/tr.po
CLEANFILES += src/locale/tr/LC_MESSAGES/eimza.mo po/eimza.pot

update-po:
	$(MKDIR_P) po
	$(top_srcdir)/po/extract po/eimza.pot
	while read language; do \
		msgmerge --update --backup=none --no-fuzzy-matching \
			$(top_srcdir)/po/$$language.po po/eimza.pot || exit 1; \
	done <$(top_srcdir)/po/LINGUAS
.PHONY: update-po
