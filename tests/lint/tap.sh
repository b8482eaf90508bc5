# TAP for the tests of this folder: each is a list of findings, which is
# empty when all is well.
cd "${EIMZA_SRCDIR:-$(dirname "$0")/../..}" || exit 99
tap_count=0

# verdict NAME FINDINGS
verdict()
{
	tap_count=$((tap_count + 1))
	if [ -z "$2" ]; then
		echo "ok $tap_count - $1"
	else
		echo "not ok $tap_count - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
	fi
}

# skip NAME WHY
skip()
{
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

# Every test ends with this.
plan()
{
	echo "1..$tap_count"
}

# Our own files that end in one of SUFFIX...; what a build makes is left out.
sources()
{
	for suffix in "$@"; do
		find src tests -name "*.$suffix" ! -name config.h \
			! -name '*-data.h' ! -name 'schema-*.h' \
			! -path 'src/build-aux/*' -print
	done | LC_ALL=C sort
}
