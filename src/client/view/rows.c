#include "config.h"
#include "client/view/rows.h"

#include "model/place.h"
#include "base/banned.h"

static size_t
province_count(void *ctx)
{
	(void)ctx;
	return PLACE_PROVINCES;
}

static const char *
province_name(void *ctx, size_t i)
{
	(void)ctx;
	return place_province(i);
}

static size_t
district_count(void *ctx)
{
	int p = place_province_find(record_get(ctx, FIELD_PROVINCE));

	return p < 0 ? 0 : place_district_count((size_t)p);
}

static const char *
district_name(void *ctx, size_t i)
{
	int p = place_province_find(record_get(ctx, FIELD_PROVINCE));

	return p < 0 ? "" : place_district((size_t)p, i);
}

struct form_rows
rows_of_place(enum field_id id, struct record *r)
{
	struct form_rows none = { NULL, NULL, NULL, NULL };
	struct form_rows provinces = { province_count, province_name,
		province_name, r };
	struct form_rows districts = { district_count, district_name,
		district_name, r };

	if (id == FIELD_PROVINCE)
		return provinces;
	return id == FIELD_DISTRICT ? districts : none;
}
