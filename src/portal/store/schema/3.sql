-- Messages with all that sending them again, answering for them and leaving
-- them out needs.
CREATE TABLE message (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('sms', 'email')),
	state TEXT NOT NULL CHECK (state IN
		('waiting', 'sent', 'delivered', 'failed', 'void')),
	urgent INTEGER NOT NULL,
	event TEXT NOT NULL DEFAULT '',
	lang TEXT NOT NULL DEFAULT 'tr',
	address TEXT NOT NULL,
	subject TEXT NOT NULL DEFAULT '',
	text TEXT NOT NULL,
	attachment BLOB,
	attachment_name TEXT NOT NULL DEFAULT '',
	-- Void when this application is in another state; '': in any.
	application INTEGER REFERENCES application (id) ON DELETE CASCADE,
	for_state TEXT NOT NULL DEFAULT '',
	sms_code INTEGER REFERENCES sms_code (id) ON DELETE SET NULL,
	-- What a delivery report names; nobody can guess it.
	reference TEXT NOT NULL UNIQUE,
	provider_id TEXT NOT NULL DEFAULT '',
	problem TEXT NOT NULL DEFAULT '',
	attempts INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	due_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	-- 0, or when it was handed to a sender whose answer is not known yet.
	-- Not taken again before the next start.
	taken_at INTEGER NOT NULL DEFAULT 0,
	delivered_at INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO message (id, kind, state, urgent, address, text, sms_code,
	reference, attempts, created_at, due_at, expires_at)
	SELECT id, kind, state, sms_code IS NOT NULL, address, text, sms_code,
	lower(hex(randomblob(16))), attempts, created_at, due_at, expires_at
	FROM outbox;
DROP TABLE outbox;
ALTER TABLE message RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (kind, urgent, due_at, id)
	WHERE state = 'waiting' AND taken_at = 0;
CREATE INDEX outbox_end ON outbox (expires_at)
	WHERE state = 'waiting' AND expires_at > 0;
CREATE INDEX outbox_taken ON outbox (taken_at) WHERE taken_at > 0;
CREATE INDEX outbox_failed ON outbox (id) WHERE state = 'failed';
CREATE INDEX outbox_old ON outbox (created_at) WHERE state <> 'waiting';
CREATE INDEX outbox_sms ON outbox (sms_code) WHERE sms_code IS NOT NULL;
CREATE INDEX outbox_application ON outbox (application)
	WHERE application IS NOT NULL;

-- Which alerts before the end of a certificate a person has had.
CREATE TABLE alert (
	tckn TEXT NOT NULL,
	serial TEXT NOT NULL,
	days INTEGER NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (tckn, serial, days)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS certificate_ends ON certificate (not_after);
CREATE INDEX IF NOT EXISTS application_person ON application (tckn, id);

-- The language a person used last; Turkish where there is none.
CREATE TABLE language (
	tckn TEXT PRIMARY KEY,
	lang TEXT NOT NULL
) STRICT, WITHOUT ROWID;
