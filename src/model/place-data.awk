# Writes the tables of place.c from data/places.tsv (plaka, il, ilce, postal
# codes), whose rows stand in the order of the plaka. Runs under LC_ALL=C:
# names are bytes here, so letters of two bytes are told apart by hand.

BEGIN {
	# As turkish_compare: blanks and digits, then the Turkish alphabet.
	n = split("  . 0 1 2 3 4 5 6 7 8 9 A B C Ç D E F G Ğ H I İ J K L M " \
	    "N O Ö P Q R S Ş T U Ü V W X Y Z", letters, " ")
	place[" "] = 40
	total = all = 0
	for (i = 1; i <= n; i++)
		place[letters[i]] = 40 + i
	for (i = 128; i < 256; i++)
		high[sprintf("%c", i)] = 1
}

# A string whose byte order is the Turkish order of the name.
function order(name,    i, c, key) {
	key = ""
	for (i = 1; i <= length(name); i++) {
		c = substr(name, i, 1)
		if (c in high)
			c = substr(name, i++, 2)
		if (!(c in place)) {
			print "place-data.awk: no place for " c > "/dev/stderr"
			failed = 1
			exit 1
		}
		key = key sprintf("%c", place[c])
	}
	return key
}

# Sorts list[1..n] by key[list[i]]; the lists are short.
function sort(list, n, key,    i, j, x) {
	for (i = 2; i <= n; i++) {
		x = list[i]
		for (j = i - 1; j > 0 && key[list[j]] > key[x]; j--)
			list[j + 1] = list[j]
		list[j + 1] = x
	}
}

/^#/ { next }

{
	if (!($2 in known)) {
		known[$2] = 1
		province[++provinces] = $2
		province_key[$2] = order($2)
		plaka[provinces] = $2
	}
	name = $3 == "MERKEZ" ? $2 " MERKEZ" : $3
	id = $2 "/" name
	district_name[id] = name
	district_key[id] = order(name)
	districts[$2, ++count[$2]] = id
	codes_of[id] = $4
}

END {
	if (failed)
		exit 1
	sort(province, provinces, province_key)
	for (p = 1; p <= provinces; p++) {
		il = province[p]
		first[p] = total
		for (i = 1; i <= count[il]; i++)
			list[i] = districts[il, i]
		sort(list, count[il], district_key)
		for (i = 1; i <= count[il]; i++)
			add_district(list[i], p)
	}
	print "/* Made by place-data.awk; do not edit. */"
	print "static const struct { const char *name; unsigned short first; }"
	print "province_rows[] = {"
	for (p = 1; p <= provinces; p++)
		printf "\t{ \"%s\", %d },\n", province[p], first[p]
	printf "\t{ NULL, %d },\n};\n", total
	print "static const struct { const char *name; unsigned short first; }"
	print "district_rows[] = {"
	for (i = 0; i < total; i++)
		printf "\t{ \"%s\", %d },\n", row_name[i], row_first[i]
	printf "\t{ NULL, %d },\n};\n", all
	print "static const struct { char code[6]; unsigned short district; }"
	print "code_rows[] = {"
	for (i = 0; i < all; i++)
		printf "\t{ \"%s\", %d },\n", code[i], code_district[i]
	print "};"
	print "/* Indices of code_rows in the order of the codes. */"
	print "static const unsigned short code_order[] = {"
	for (p = 1; p <= provinces; p++)
		print_order(plaka[p])
	print "};"
}

function add_district(id, p,    n, i, parts) {
	row_name[total] = district_name[id]
	row_first[total] = all
	n = split(codes_of[id], parts, ",")
	for (i = 1; i <= n; i++)
		text[parts[i]] = "x" parts[i]
	sort(parts, n, text)
	for (i = 1; i <= n; i++) {
		il_code[province[p], ++il_codes[province[p]]] = parts[i]
		where[parts[i]] = all
		code[all] = parts[i]
		code_district[all++] = total
	}
	total++
}

# Codes begin with the plaka, so il after il in its order is the order.
function print_order(il,    i, list) {
	for (i = 1; i <= il_codes[il]; i++)
		list[i] = il_code[il, i]
	sort(list, il_codes[il], text)
	for (i = 1; i <= il_codes[il]; i++)
		printf "\t%d,\n", where[list[i]]
}
