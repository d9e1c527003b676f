-- What a dataset is for and who made its versions; samples with context; datasets on their way out.

alter table dataset add column type varchar(16) default 'golden' not null;
alter table dataset add column tags longtext default '[]' not null; -- JSON array of strings
alter table dataset add column metadata longtext default '{}' not null; -- JSON object of the user's
alter table dataset add column versions_made int default 0 not null; -- deleted ones included
alter table dataset add column withdrawn boolean default false not null;
update dataset set versions_made = latest_version;
create index dataset_by_type on dataset (type, created_at, name);

alter table dataset_version add column note longtext default '' not null;
alter table dataset_version add column created_by varchar(255) default 'unknown' not null;

alter table sample add column context longtext; -- JSON
