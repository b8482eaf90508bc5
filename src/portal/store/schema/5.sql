-- Time-stamps of signatures: wanted, and fetched.
CREATE TABLE stamp (
	evidence INTEGER PRIMARY KEY REFERENCES evidence (id),
	state TEXT NOT NULL CHECK (state IN ('waiting', 'done')),
	attempts INTEGER NOT NULL DEFAULT 0,
	due_at INTEGER NOT NULL,
	stamped_at INTEGER NOT NULL DEFAULT 0,
	authority TEXT NOT NULL DEFAULT '',
	why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX stamp_due ON stamp (due_at) WHERE state = 'waiting';
