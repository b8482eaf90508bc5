/* The tables of place-data.h, and the area codes of the land lines. */
#include "config.h"
#include "model/place.h"

#include <stdlib.h>
#include <string.h>

#include "model/place-data.h"
#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

_Static_assert(COUNT(province_rows) == PLACE_PROVINCES + 1,
    "data/places.tsv has every il");
_Static_assert(COUNT(code_rows) == COUNT(code_order), "every postal code once");

/* Land lines by the national numbering plan; İstanbul has two. */
static const struct {
	char code[4];
	const char *province;
} area_codes[] = {
	{ "212", "İSTANBUL" },
	{ "216", "İSTANBUL" },
	{ "222", "ESKİŞEHİR" },
	{ "224", "BURSA" },
	{ "226", "YALOVA" },
	{ "228", "BİLECİK" },
	{ "232", "İZMİR" },
	{ "236", "MANİSA" },
	{ "242", "ANTALYA" },
	{ "246", "ISPARTA" },
	{ "248", "BURDUR" },
	{ "252", "MUĞLA" },
	{ "256", "AYDIN" },
	{ "258", "DENİZLİ" },
	{ "262", "KOCAELİ" },
	{ "264", "SAKARYA" },
	{ "266", "BALIKESİR" },
	{ "272", "AFYONKARAHİSAR" },
	{ "274", "KÜTAHYA" },
	{ "276", "UŞAK" },
	{ "282", "TEKİRDAĞ" },
	{ "284", "EDİRNE" },
	{ "286", "ÇANAKKALE" },
	{ "288", "KIRKLARELİ" },
	{ "312", "ANKARA" },
	{ "318", "KIRIKKALE" },
	{ "322", "ADANA" },
	{ "324", "MERSİN" },
	{ "326", "HATAY" },
	{ "328", "OSMANİYE" },
	{ "332", "KONYA" },
	{ "338", "KARAMAN" },
	{ "342", "GAZİANTEP" },
	{ "344", "KAHRAMANMARAŞ" },
	{ "346", "SİVAS" },
	{ "348", "KİLİS" },
	{ "352", "KAYSERİ" },
	{ "354", "YOZGAT" },
	{ "356", "TOKAT" },
	{ "358", "AMASYA" },
	{ "362", "SAMSUN" },
	{ "364", "ÇORUM" },
	{ "366", "KASTAMONU" },
	{ "368", "SİNOP" },
	{ "370", "KARABÜK" },
	{ "372", "ZONGULDAK" },
	{ "374", "BOLU" },
	{ "376", "ÇANKIRI" },
	{ "378", "BARTIN" },
	{ "380", "DÜZCE" },
	{ "382", "AKSARAY" },
	{ "384", "NEVŞEHİR" },
	{ "386", "KIRŞEHİR" },
	{ "388", "NİĞDE" },
	{ "412", "DİYARBAKIR" },
	{ "414", "ŞANLIURFA" },
	{ "416", "ADIYAMAN" },
	{ "422", "MALATYA" },
	{ "424", "ELAZIĞ" },
	{ "426", "BİNGÖL" },
	{ "428", "TUNCELİ" },
	{ "432", "VAN" },
	{ "434", "BİTLİS" },
	{ "436", "MUŞ" },
	{ "438", "HAKKARİ" },
	{ "442", "ERZURUM" },
	{ "446", "ERZİNCAN" },
	{ "452", "ORDU" },
	{ "454", "GİRESUN" },
	{ "456", "GÜMÜŞHANE" },
	{ "458", "BAYBURT" },
	{ "462", "TRABZON" },
	{ "464", "RİZE" },
	{ "466", "ARTVİN" },
	{ "472", "AĞRI" },
	{ "474", "KARS" },
	{ "476", "IĞDIR" },
	{ "478", "ARDAHAN" },
	{ "482", "MARDİN" },
	{ "484", "SİİRT" },
	{ "486", "ŞIRNAK" },
	{ "488", "BATMAN" },
};

const char *
place_province(size_t i)
{
	return province_rows[i].name;
}

int
place_province_find(const char *name)
{
	for (int i = 0; i < PLACE_PROVINCES; i++)
		if (strcmp(province_rows[i].name, name) == 0)
			return i;
	return -1;
}

size_t
place_district_count(size_t province)
{
	return (size_t)province_rows[province + 1].first -
	       province_rows[province].first;
}

const char *
place_district(size_t province, size_t i)
{
	return district_rows[province_rows[province].first + i].name;
}

int
place_district_find(size_t province, const char *name)
{
	size_t n = place_district_count(province);

	for (size_t i = 0; i < n; i++)
		if (strcmp(place_district(province, i), name) == 0)
			return (int)i;
	return -1;
}

static int
compare_code(const void *key, const void *row)
{
	return strcmp(key, code_rows[*(const unsigned short *)row].code);
}

bool
place_of_postcode(const char *code, size_t *province, size_t *district)
{
	const unsigned short *row = bsearch(code, code_order, COUNT(code_order),
	    sizeof(code_order[0]), compare_code);
	size_t d, p = 0;

	if (row == NULL)
		return false;
	d = code_rows[*row].district;
	while (province_rows[p + 1].first <= d)
		p++;
	*province = p;
	*district = d - province_rows[p].first;
	return true;
}

size_t
place_postcode_count(size_t province, size_t district)
{
	size_t d = province_rows[province].first + district;

	return (size_t)district_rows[d + 1].first - district_rows[d].first;
}

const char *
place_postcode(size_t province, size_t district, size_t i)
{
	size_t d = province_rows[province].first + district;

	return code_rows[district_rows[d].first + i].code;
}

const char *
place_only_postcode(size_t province, size_t district)
{
	return place_postcode_count(province, district) == 1
		   ? place_postcode(province, district, 0)
		   : NULL;
}

int
place_of_area_code(const char *code)
{
	for (size_t i = 0; i < COUNT(area_codes); i++)
		if (strcmp(area_codes[i].code, code) == 0)
			return place_province_find(area_codes[i].province);
	return -1;
}
