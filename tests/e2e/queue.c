#include "config.h"
#include "queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

/* N applications wait; every tenth does not meet the rule. */
static void
fill_queue(struct world *w, int n)
{
	char sql[6000];

	snprintf(sql, sizeof(sql),
	    "CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION "
	    "ALL SELECT i + 1 FROM n WHERE i < %d) SELECT i, printf("
	    "'2%%09d0', i) AS t, printf('2026-%%06d', 1000 + i) AS no FROM n;"
	    "INSERT INTO person SELECT t, 'CEM', printf('DENEME%%03d', i), "
	    "'MUŞ', '01.01.1980' FROM n;"
	    "INSERT INTO staff SELECT t, 'MUŞ MİLLİ EĞİTİM MÜDÜRLÜĞÜ', '1', "
	    "'MUŞ FEN LİSESİ', 'ÖĞRETMEN', 'MUŞ', '2020-09-01', "
	    "iif(i %% 10 = 7, '2024-01-01', '') FROM n;"
	    "INSERT INTO application (number, tckn, state, is_open, page, "
	    "field, renewal, method, reason, province, word, certificate, "
	    "certificate_ends, created_at, changed_at, expires_at, version, "
	    "submitted_at, fold, order_name, order_unit, staff_from, "
	    "staff_until) SELECT no, t, 'submitted', 1, 'result', '', 1, "
	    "'e-signed', '', 'MUŞ', '', '', 0, 1, 1, 0, 1, "
	    "unixepoch() - (%d - i) * 600, printf('deneme%%03d %%s', i, no), "
	    "printf('deneme%%03d', i), 'mus', '2020-09-01', "
	    "iif(i %% 10 = 7, '2024-01-01', '') FROM n;"
	    "CREATE TEMP TABLE f AS SELECT 'tckn' AS k, '' AS v UNION VALUES "
	    "('name', 'CEM'), ('unit', 'VARTO ANADOLU LİSESİ'), "
	    "('title', 'ÖĞRETMEN'), ('reason', 'renewal'), "
	    "('province', 'MUŞ'), ('address', 'Okul Sok. No:1'), "
	    "('employer', 'MUŞ MİLLİ EĞİTİM MÜDÜRLÜĞÜ'), "
	    "('registry_no', '1');"
	    "INSERT INTO application_field SELECT a.id, k, iif(k = 'tckn', "
	    "a.tckn, v) FROM application a, f;"
	    "INSERT INTO application_field SELECT a.id, 'surname', "
	    "printf('DENEME%%03d', i) FROM application a, n WHERE no = number;",
	    n, n);
	world_sql(w, sql);
}

void
queue_officer(struct world *w)
{
	const char *dir = getenv("EIMZA_BUILDDIR");
	char command[9000];

	snprintf(command, sizeof(command),
	    "%s/src/eimza-portal officers --config %s/portal.conf --add %s "
	    "--province MUŞ >%s/officers.txt",
	    dir == NULL ? "." : dir, w->dir, QUEUE_OFFICER, w->dir);
	assert_int_equal(system(command), 0);
}

void
queue_open(struct world *w, int n)
{
	world_open(w);
	world_card_of(w, QUEUE_OFFICER);
	queue_officer(w);
	fill_queue(w, n);
}
