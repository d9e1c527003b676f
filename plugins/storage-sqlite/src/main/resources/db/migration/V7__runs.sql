-- What runs are for, how long they may take and took; what they cost.

alter table evaluation_run add column description longtext default '' not null;
alter table evaluation_run add column metadata longtext default '{}' not null; -- JSON object of the user's
alter table evaluation_run add column timeout_millis bigint;
alter table evaluation_run add column sample_timeout_millis bigint;
alter table evaluation_run add column worked_millis bigint default 0 not null;

alter table run_summary add column cost_amount double precision;
alter table run_summary add column cost_currency varchar(16);
alter table run_summary add column cost_samples bigint;
