# What a compiler does not see: layers, sizes, texts, pages, installation.
TESTS += \
	tests/lint/banned.tap \
	tests/lint/format.tap \
	tests/lint/install.tap \
	tests/lint/layers.tap \
	tests/lint/manual.tap \
	tests/lint/sizes.tap \
	tests/lint/style.tap \
	tests/lint/texts.tap
EXTRA_DIST += \
	.clang-format .clang-tidy \
	tests/lint/banned.tap \
	tests/lint/format.tap \
	tests/lint/install.list tests/lint/install.tap \
	tests/lint/layers.conf tests/lint/layers.tap \
	tests/lint/manual.tap \
	tests/lint/sizes.tap \
	tests/lint/style.tap \
	tests/lint/tap.sh \
	tests/lint/texts.tap
