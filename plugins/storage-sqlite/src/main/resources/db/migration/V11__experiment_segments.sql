-- By what attributes results can be broken down, and what these were of each unit.
alter table experiment add column segments longtext default '[]' not null; -- JSON array of names
alter table exposure add column segments longtext default '{}' not null; -- JSON object, names in order
