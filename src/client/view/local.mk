src_libclient_a_SOURCES += \
	src/client/view/app.c src/client/view/app.h \
	src/client/view/application.c \
	src/client/view/captcha.c src/client/view/captcha.h \
	src/client/view/card.c \
	src/client/view/card-pin.c \
	src/client/view/card-save.c \
	src/client/view/card-show.c \
	src/client/view/cards.c src/client/view/cards.h \
	src/client/view/code.c \
	src/client/view/decide.c \
	src/client/view/decided.c \
	src/client/view/deputies.c \
	src/client/view/doctor.c \
	src/client/view/draft.c src/client/view/draft.h \
	src/client/view/esign.c src/client/view/esign.h \
	src/client/view/examine.c \
	src/client/view/field.h \
	src/client/view/file-checked.c \
	src/client/view/file-signed.c \
	src/client/view/file.c src/client/view/file.h \
	src/client/view/hint.c src/client/view/hint.h \
	src/client/view/keep.c src/client/view/keep.h \
	src/client/view/login.c \
	src/client/view/menu.c \
	src/client/view/method.c \
	src/client/view/paper.c src/client/view/paper.h \
	src/client/view/paper-print.c \
	src/client/view/paper-show.c \
	src/client/view/office.c src/client/view/office.h \
	src/client/view/office-sign.c \
	src/client/view/outcomes.c \
	src/client/view/personal.c src/client/view/personal.h \
	src/client/view/personal-account.c \
	src/client/view/personal-act.c \
	src/client/view/personal-consent.c \
	src/client/view/personal-list.c \
	src/client/view/personal-login.c \
	src/client/view/personal-lost.c \
	src/client/view/personal-menu.c \
	src/client/view/personal-secret.c \
	src/client/view/personal-sms.c \
	src/client/view/personal-unlock.c \
	src/client/view/pin.c src/client/view/pin.h \
	src/client/view/queue.c \
	src/client/view/queue-find.c \
	src/client/view/quit.c \
	src/client/view/result.c \
	src/client/view/rows.c src/client/view/rows.h \
	src/client/view/sign-card.c \
	src/client/view/sign.c src/client/view/sign.h \
	src/client/view/signing.c src/client/view/signing.h \
	src/client/view/sms.c \
	src/client/view/sms-code.c src/client/view/sms-code.h \
	src/client/view/trouble.c \
	src/client/view/view.h \
	src/client/view/work.c src/client/view/work.h
