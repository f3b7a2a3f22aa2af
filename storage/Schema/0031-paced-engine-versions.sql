-- One that was removed and registered anew is another one: counted by row, both would be version 1, and the end of an
-- old tick would move the new reminder.
create sequence paced_reminder_version;

grant usage on sequence paced_reminder_version to bn_silo;
