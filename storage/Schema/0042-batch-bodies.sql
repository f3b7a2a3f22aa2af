-- What the rows of a file say is written and read as text, and never asked for a part of it: taking it to pieces took as long
-- as everything else about a row that comes in.
alter table batch_row alter column body type text;
