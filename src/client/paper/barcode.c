#include "config.h"
#include "client/paper/barcode.h"

#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

#define START_B 104
#define STOP	106
#define MODULUS 103

/* Widths of bar, space, bar, ... of the symbols 0 to 106. */
static const char *const symbols[] = { "212222", "222122", "222221", "121223",
	"121322", "131222", "122213", "122312", "132212", "221213", "221312",
	"231212", "112232", "122132", "122231", "113222", "123122", "123221",
	"223211", "221132", "221231", "213212", "223112", "312131", "311222",
	"321122", "321221", "312212", "322112", "322211", "212123", "212321",
	"232121", "111323", "131123", "131321", "112313", "132113", "132311",
	"211313", "231113", "231311", "112133", "112331", "132131", "113123",
	"113321", "133121", "313121", "211331", "231131", "213113", "213311",
	"213131", "311123", "311321", "331121", "312113", "312311", "332111",
	"314111", "221411", "431111", "111224", "111422", "121124", "121421",
	"141122", "141221", "112214", "112412", "122114", "122411", "142112",
	"142211", "241211", "221114", "413111", "241112", "134111", "111242",
	"121142", "121241", "114212", "124112", "124211", "411212", "421112",
	"421211", "212141", "214121", "412121", "111143", "111341", "131141",
	"114113", "114311", "411113", "411311", "113141", "114131", "311141",
	"411131", "211412", "211214", "211232", "2331112" };

_Static_assert(
    sizeof(symbols) / sizeof(symbols[0]) == STOP + 1, "one row for a symbol");

static void
add(unsigned symbol, unsigned char *widths, size_t *n, size_t *modules)
{
	for (const char *p = symbols[symbol]; *p != '\0'; p++) {
		widths[*n] = (unsigned char)(*p - '0');
		*modules += widths[(*n)++];
	}
}

int
barcode_encode(const char *text, unsigned char widths[BARCODE_WIDTH], size_t *n,
    size_t *modules, struct err *e)
{
	size_t len = strlen(text);
	unsigned check = START_B;

	*n = *modules = 0;
	if (len == 0 || len > BARCODE_TEXT)
		return err_set(e, ERR_INVALID,
		    _("The portal's application number is not valid."));
	add(START_B, widths, n, modules);
	for (size_t i = 0; i < len; i++) {
		unsigned value = (unsigned)(text[i] - ' ');

		if (text[i] < ' ' || text[i] > '~')
			return err_set(e, ERR_INVALID,
			    _("The portal's application number is not valid."));
		check += value * (unsigned)(i + 1);
		add(value, widths, n, modules);
	}
	add(check % MODULUS, widths, n, modules);
	add(STOP, widths, n, modules);
	return 0;
}
