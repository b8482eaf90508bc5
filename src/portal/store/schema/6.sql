-- The telephone that was proven last: from then on nothing is shown or undone
-- without it, whatever number the form says.
ALTER TABLE application ADD proven TEXT NOT NULL DEFAULT '';
UPDATE application SET proven = coalesce((SELECT value FROM application_field f
	WHERE f.application = application.id AND f.name = 'mobile'), '')
	WHERE blanked = 0 AND EXISTS (SELECT 1 FROM audit u WHERE
	u.application = application.id AND u.event = 'verify_phone');
