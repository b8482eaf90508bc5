-- Revoked by its owner: a foreign CA is to hear of it. 0: no; else one more
-- than the times it was tried.
ALTER TABLE certificate ADD COLUMN untold INTEGER NOT NULL DEFAULT 0;
CREATE INDEX certificate_untold ON certificate (untold, changed_at)
	WHERE untold > 0;

-- Three kinds of sessions; only an applicant's has an application. A number is
-- never given twice: codes and signing requests outlive their session.
CREATE TABLE officer (
	id INTEGER PRIMARY KEY,
	tckn TEXT NOT NULL,
	province TEXT NOT NULL,
	valid_from INTEGER NOT NULL,
	valid_until INTEGER NOT NULL, -- 0: open end
	deputy_of INTEGER REFERENCES officer (id),
	ended_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX officer_tckn ON officer (tckn);

CREATE TABLE session_4 (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	token BLOB NOT NULL UNIQUE,
	role TEXT NOT NULL
		CHECK (role IN ('applicant', 'personal', 'officer')),
	tckn TEXT NOT NULL,
	application INTEGER REFERENCES application (id),
	officer INTEGER REFERENCES officer (id),
	phone_proven INTEGER NOT NULL, -- or the card: a second proof
	by_word INTEGER NOT NULL, -- with the security word, not the card
	created_at INTEGER NOT NULL,
	used_at INTEGER NOT NULL
) STRICT;
INSERT INTO session_4 SELECT id, token, 'applicant', tckn, application, NULL,
	phone_proven, 0, created_at, used_at FROM session;
DROP TABLE session;
ALTER TABLE session_4 RENAME TO session;
CREATE INDEX session_application ON session (application);
CREATE INDEX session_used ON session (used_at);

-- Requests live for minutes; those of an older version have ended.
DROP TABLE signing;
CREATE TABLE signing (
	id INTEGER PRIMARY KEY,
	purpose TEXT NOT NULL,
	tckn TEXT NOT NULL, -- who is to sign
	application INTEGER REFERENCES application (id),
	session INTEGER NOT NULL, -- who asked; 0: nobody yet
	hash BLOB NOT NULL UNIQUE,
	ticket BLOB UNIQUE, -- of a login: hash of what the asker waits with
	date TEXT NOT NULL,
	detail TEXT NOT NULL, -- what the purpose needs to know
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	opened_at INTEGER NOT NULL,
	consumed_at INTEGER NOT NULL,
	ended INTEGER NOT NULL,
	refusal TEXT NOT NULL
) STRICT;
CREATE INDEX signing_application ON signing (application);
CREATE INDEX signing_session ON signing (session);
CREATE TABLE signing_text (
	signing INTEGER NOT NULL REFERENCES signing (id) ON DELETE CASCADE,
	n INTEGER NOT NULL,
	text BLOB NOT NULL,
	subject INTEGER NOT NULL, -- application it decides on; 0: none
	version INTEGER NOT NULL, -- of that application when it was shown
	outcome TEXT NOT NULL DEFAULT '', -- why it fell; '': it stands
	PRIMARY KEY (signing, n)
) STRICT, WITHOUT ROWID;

-- What an officer decided, as he signed it.
CREATE TABLE decision (
	id INTEGER PRIMARY KEY,
	application INTEGER NOT NULL REFERENCES application (id),
	officer INTEGER NOT NULL REFERENCES officer (id),
	event TEXT NOT NULL,
	reason TEXT NOT NULL,
	fields TEXT NOT NULL, -- names, separated by blanks
	version INTEGER NOT NULL,
	text BLOB NOT NULL,
	cms BLOB NOT NULL,
	certificate BLOB NOT NULL,
	at INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_application ON decision (application);
CREATE INDEX decision_officer ON decision (officer, at);

-- What a person signed about himself: E-Onay given or withdrawn.
CREATE TABLE statement (
	id INTEGER PRIMARY KEY,
	tckn TEXT NOT NULL,
	kind TEXT NOT NULL,
	text BLOB NOT NULL,
	cms BLOB NOT NULL,
	certificate BLOB NOT NULL,
	at INTEGER NOT NULL
) STRICT;
CREATE INDEX statement_tckn ON statement (tckn);

-- NES Bireysel: from the first production on.
CREATE TABLE account (
	tckn TEXT PRIMARY KEY,
	word TEXT NOT NULL, -- Argon2id; '': none
	word_until INTEGER NOT NULL, -- end of one the office gave; 0: lasting
	mobile TEXT NOT NULL,
	email TEXT NOT NULL,
	channel TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Wrong security words in a row, by a keyed hash of the identity number: it
-- may be nobody's, and must not be told apart from one that is.
CREATE TABLE word_guess (
	who BLOB PRIMARY KEY,
	wrong INTEGER NOT NULL,
	locked_until INTEGER NOT NULL,
	at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX word_guess_at ON word_guess (at);

-- A code belongs to an application ("a12"), to a person's session ("s34") or
-- to the new telephone he types there ("p34").
CREATE TABLE sms_code_4 (
	id INTEGER PRIMARY KEY,
	owner TEXT NOT NULL,
	phone TEXT NOT NULL,
	hash BLOB NOT NULL,
	tries INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	ended INTEGER NOT NULL
) STRICT;
INSERT INTO sms_code_4 SELECT id, 'a' || application, phone, hash, tries,
	created_at, expires_at, ended FROM sms_code;
-- Dropping the old table would cut the messages from their codes.
CREATE TABLE outbox_code AS SELECT id, sms_code FROM outbox
	WHERE sms_code IS NOT NULL;
DROP TABLE sms_code;
ALTER TABLE sms_code_4 RENAME TO sms_code;
UPDATE outbox SET sms_code = (SELECT sms_code FROM outbox_code o
	WHERE o.id = outbox.id) WHERE id IN (SELECT id FROM outbox_code);
DROP TABLE outbox_code;
CREATE INDEX sms_code_owner ON sms_code (owner);
CREATE INDEX sms_code_phone ON sms_code (phone, created_at);

-- What the queue of a kurum yetkilisi shows and sorts by lies beside the
-- state, so that one index answers it however many applications there are.
ALTER TABLE application ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE application ADD COLUMN submitted_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE application ADD COLUMN correct TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN fold TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN order_name TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN order_unit TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN staff_from TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN staff_until TEXT NOT NULL DEFAULT '';
-- What was typed into one that came to nothing is erased after a time.
ALTER TABLE application ADD COLUMN blanked INTEGER NOT NULL DEFAULT 0;
CREATE INDEX application_blank ON application (changed_at, id)
	WHERE is_open = 0 AND blanked = 0 AND state <> 'opened';
CREATE INDEX application_blanked ON application (changed_at)
	WHERE is_open = 0 AND blanked = 1;
-- Each holds all that is filtered by: a row is read only when it is shown.
CREATE INDEX application_queue ON application (province, submitted_at, id,
	staff_from, staff_until, fold) WHERE state = 'submitted';
CREATE INDEX application_queue_name ON application (province, order_name, id,
	submitted_at, staff_from, staff_until, fold)
	WHERE state = 'submitted';
CREATE INDEX application_queue_unit ON application (province, order_unit, id,
	submitted_at, staff_from, staff_until, fold)
	WHERE state = 'submitted';
CREATE INDEX application_tckn ON application (tckn);

-- Every row holds the SHA-256 of the one before and of itself; nothing
-- personal stands in it, so that a person can be forgotten and the chain
-- still holds. A row without a hash is of an older version and gets its own
-- when the database is opened.
CREATE TABLE audit_4 (
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	application INTEGER REFERENCES application (id),
	event TEXT NOT NULL,
	role TEXT NOT NULL,
	actor TEXT NOT NULL,
	state_from TEXT NOT NULL,
	state_to TEXT NOT NULL,
	detail TEXT NOT NULL,
	hash BLOB NOT NULL
) STRICT;
INSERT INTO audit_4 SELECT id, at, application, event, role, '', state_from,
	state_to, detail, x'' FROM audit;
DROP TABLE audit;
ALTER TABLE audit_4 RENAME TO audit;
CREATE INDEX audit_application ON audit (application);
