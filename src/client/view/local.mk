src_libclient_a_SOURCES += \
	src/client/view/app.c src/client/view/app.h \
	src/client/view/application.c \
	src/client/view/code.c \
	src/client/view/draft.c src/client/view/draft.h \
	src/client/view/login.c \
	src/client/view/menu.c \
	src/client/view/method.c \
	src/client/view/quit.c \
	src/client/view/result.c \
	src/client/view/rows.c src/client/view/rows.h \
	src/client/view/sign.c \
	src/client/view/signing.c src/client/view/signing.h \
	src/client/view/sms.c \
	src/client/view/trouble.c \
	src/client/view/work.c src/client/view/work.h
