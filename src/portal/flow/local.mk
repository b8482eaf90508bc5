src_libportal_a_SOURCES += \
	src/portal/flow/account.c \
	src/portal/flow/alerts.c src/portal/flow/alerts.h \
	src/portal/flow/application.c \
	src/portal/flow/calendar.c \
	src/portal/flow/captcha.c src/portal/flow/captcha.h \
	src/portal/flow/esign.c \
	src/portal/flow/flow.c src/portal/flow/flow.h \
	src/portal/flow/form.c \
	src/portal/flow/housekeeping.c src/portal/flow/housekeeping.h \
	src/portal/flow/info.c \
	src/portal/flow/late.c \
	src/portal/flow/login.c src/portal/flow/login.h \
	src/portal/flow/methods.c \
	src/portal/flow/consent.c \
	src/portal/flow/personal.c src/portal/flow/personal.h \
	src/portal/flow/personal-account.c \
	src/portal/flow/personal-certificate.c \
	src/portal/flow/personal-login.c \
	src/portal/flow/decide.c \
	src/portal/flow/deputy.c \
	src/portal/flow/office.c src/portal/flow/office.h \
	src/portal/flow/notice.c src/portal/flow/notice.h \
	src/portal/flow/op.h \
	src/portal/flow/purpose.c src/portal/flow/purpose.h \
	src/portal/flow/card-secret.c src/portal/flow/card-secret.h \
	src/portal/flow/courier.c \
	src/portal/flow/produce.c src/portal/flow/produce.h \
	src/portal/flow/picture.c src/portal/flow/picture.h \
	src/portal/flow/report.c \
	src/portal/flow/retention.c src/portal/flow/retention.h \
	src/portal/flow/seal.c src/portal/flow/seal.h \
	src/portal/flow/sign.c \
	src/portal/flow/sign-application.c \
	src/portal/flow/signing.c src/portal/flow/signing.h \
	src/portal/flow/sms.c src/portal/flow/sms.h \
	src/portal/flow/sms-code.c \
	src/portal/flow/submitted.c \
	src/portal/flow/texts.c \
	src/portal/flow/word.c
