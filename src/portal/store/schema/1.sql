-- Times are seconds since 1970 UTC; days "YYYY-MM-DD" sort as text.
CREATE TABLE person (
	tckn TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	surname TEXT NOT NULL,
	birth_place TEXT NOT NULL,
	birth_date TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
	tckn TEXT PRIMARY KEY,
	employer TEXT NOT NULL,
	registry_no TEXT NOT NULL,
	unit TEXT NOT NULL,
	title TEXT NOT NULL,
	province TEXT NOT NULL,
	assigned_from TEXT NOT NULL,
	assigned_until TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE certificate (
	tckn TEXT NOT NULL,
	serial TEXT NOT NULL,
	issuer TEXT NOT NULL,
	not_before INTEGER NOT NULL,
	not_after INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('valid', 'suspended', 'revoked')),
	PRIMARY KEY (tckn, serial)
) STRICT, WITHOUT ROWID;

CREATE TABLE consent (
	tckn TEXT PRIMARY KEY,
	given INTEGER NOT NULL,
	changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The last number of each year.
CREATE TABLE counter (
	year INTEGER PRIMARY KEY,
	last INTEGER NOT NULL
) STRICT;

CREATE TABLE application (
	id INTEGER PRIMARY KEY,
	number TEXT NOT NULL UNIQUE,
	tckn TEXT NOT NULL,
	state TEXT NOT NULL,
	is_open INTEGER NOT NULL,
	page TEXT NOT NULL,
	field TEXT NOT NULL,
	renewal INTEGER NOT NULL,
	method TEXT NOT NULL,
	reason TEXT NOT NULL,
	province TEXT NOT NULL,
	word TEXT NOT NULL,
	certificate TEXT NOT NULL,
	certificate_ends INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	changed_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL
) STRICT;
-- One open application for a person, whatever the program does.
CREATE UNIQUE INDEX application_open ON application (tckn) WHERE is_open = 1;
CREATE INDEX application_state ON application (state);
CREATE INDEX application_due ON application (expires_at)
	WHERE is_open = 1 AND expires_at > 0;

-- The public fields of the form; empty ones have no row.
CREATE TABLE application_field (
	application INTEGER NOT NULL REFERENCES application (id),
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (application, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	application INTEGER NOT NULL REFERENCES application (id),
	event TEXT NOT NULL,
	role TEXT NOT NULL,
	state_from TEXT NOT NULL,
	state_to TEXT NOT NULL,
	detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_application ON audit (application);

CREATE TABLE session (
	id INTEGER PRIMARY KEY,
	token BLOB NOT NULL UNIQUE,
	tckn TEXT NOT NULL,
	application INTEGER NOT NULL REFERENCES application (id),
	phone_proven INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	used_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_application ON session (application);
CREATE INDEX session_used ON session (used_at);

CREATE TABLE reply (
	session INTEGER NOT NULL,
	idempotency_key TEXT NOT NULL,
	hash BLOB NOT NULL,
	status INTEGER NOT NULL,
	body BLOB NOT NULL,
	created_at INTEGER NOT NULL,
	PRIMARY KEY (session, idempotency_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX reply_created ON reply (created_at);

-- Events in a minute, for limits.
CREATE TABLE tally (
	scope TEXT NOT NULL,
	minute INTEGER NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (scope, minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE captcha (
	id TEXT PRIMARY KEY,
	work INTEGER NOT NULL,
	answer BLOB NOT NULL,
	challenge TEXT NOT NULL,
	bits INTEGER NOT NULL,
	uses INTEGER NOT NULL,
	expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX captcha_expires ON captcha (expires_at);

CREATE TABLE sms_code (
	id INTEGER PRIMARY KEY,
	application INTEGER NOT NULL REFERENCES application (id),
	phone TEXT NOT NULL,
	hash BLOB NOT NULL,
	tries INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	ended INTEGER NOT NULL
) STRICT;
CREATE INDEX sms_code_application ON sms_code (application);
CREATE INDEX sms_code_phone ON sms_code (phone, created_at);

CREATE TABLE outbox (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('sms', 'email')),
	state TEXT NOT NULL
		CHECK (state IN ('waiting', 'sent', 'failed', 'void')),
	address TEXT NOT NULL,
	text TEXT NOT NULL,
	sms_code INTEGER REFERENCES sms_code (id) ON DELETE SET NULL,
	attempts INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	due_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'waiting';
CREATE INDEX outbox_sms ON outbox (sms_code) WHERE sms_code IS NOT NULL;

CREATE TABLE signing (
	id INTEGER PRIMARY KEY,
	application INTEGER NOT NULL REFERENCES application (id),
	hash BLOB NOT NULL UNIQUE,
	date TEXT NOT NULL,
	text BLOB NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	opened_at INTEGER NOT NULL,
	consumed_at INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	refusal TEXT NOT NULL
) STRICT;
CREATE INDEX signing_application ON signing (application);

CREATE TABLE evidence (
	id INTEGER PRIMARY KEY,
	application INTEGER NOT NULL REFERENCES application (id),
	text BLOB NOT NULL,
	cms BLOB NOT NULL,
	certificate BLOB NOT NULL,
	serial TEXT NOT NULL,
	signed_at INTEGER NOT NULL,
	received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX evidence_application ON evidence (application);
