-- Certificates that the portal's own issuer makes, the lists and cards that
-- belong to them, and what production and the courier say of an application.
-- reason: CRLReason (RFC 5280 5.3.1), -1: none. unopened: delivered
-- suspended, its owner opens it. der: NULL where only the facts were imported.
ALTER TABLE certificate ADD COLUMN unopened INTEGER NOT NULL DEFAULT 0;
ALTER TABLE certificate ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE certificate ADD COLUMN reason INTEGER NOT NULL DEFAULT -1;
ALTER TABLE certificate ADD COLUMN application INTEGER NOT NULL DEFAULT 0;
ALTER TABLE certificate ADD COLUMN der BLOB;
ALTER TABLE certificate ADD COLUMN ours INTEGER NOT NULL DEFAULT 0;
CREATE INDEX certificate_ends ON certificate (not_after);
CREATE INDEX certificate_listed ON certificate
	(issuer, not_after, serial, state, changed_at, reason, ours)
	WHERE state <> 'valid' AND ours = 1;
CREATE UNIQUE INDEX certificate_ours ON certificate (serial) WHERE ours = 1;
CREATE INDEX certificate_changed ON certificate (changed_at) WHERE ours = 1;

-- A number is given away before its list is signed: der is empty until then.
CREATE TABLE crl (
	number INTEGER PRIMARY KEY,
	this_update INTEGER NOT NULL,
	next_update INTEGER NOT NULL,
	der BLOB NOT NULL
) STRICT;

ALTER TABLE application ADD COLUMN batch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE application ADD COLUMN tracking TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN shipped_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE application ADD COLUMN late_told INTEGER NOT NULL DEFAULT 0;

CREATE TABLE batch (
	id INTEGER PRIMARY KEY,
	created_at INTEGER NOT NULL
) STRICT;

-- PIN and PUK of a card, sealed under the portal's secret.
CREATE TABLE card_secret (
	tckn TEXT NOT NULL,
	serial TEXT NOT NULL,
	pin BLOB NOT NULL,
	puk BLOB NOT NULL,
	PRIMARY KEY (tckn, serial)
) STRICT, WITHOUT ROWID;

-- The production of one application, written before anything is issued, so
-- that an interruption never leads to a second certificate. key: SHA-256 of
-- the public key (SubjectPublicKeyInfo); a key gets one certificate.
CREATE TABLE production (
	application INTEGER PRIMARY KEY REFERENCES application (id),
	serial TEXT NOT NULL,
	not_before INTEGER NOT NULL,
	not_after INTEGER NOT NULL,
	started_at INTEGER NOT NULL,
	key BLOB UNIQUE,
	certificate TEXT NOT NULL DEFAULT '',
	confirmed INTEGER NOT NULL DEFAULT 0,
	on_card_at INTEGER NOT NULL DEFAULT 0
) STRICT;
