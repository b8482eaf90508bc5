src_libclient_a_SOURCES += \
	src/client/paper/barcode.c src/client/paper/barcode.h \
	src/client/paper/font.c src/client/paper/font.h \
	src/client/paper/font-own.h \
	src/client/paper/font-subset.c \
	src/client/paper/paper.c src/client/paper/paper.h \
	src/client/paper/paper-own.h \
	src/client/paper/pdf.c src/client/paper/pdf.h \
	src/client/paper/pdf-file.c \
	src/client/paper/pdf-own.h \
	src/client/paper/plain.c \
	src/client/paper/printer.c src/client/paper/printer.h \
	src/client/paper/sheet.c src/client/paper/sheet.h \
	src/client/paper/sheet-fields.c \
	src/client/paper/words.c src/client/paper/words.h
