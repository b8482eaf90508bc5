dist_man_MANS += \
	doc/eimza.1 \
	doc/eimza.conf.5 \
	doc/eimza-portal.conf.5 \
	doc/eimza-portal-api.7 \
	doc/eimza-portal.8
