-- What users note about an experiment, and who did what with it.
alter table experiment add column metadata longtext not null default '{}'; -- JSON object of the user's

create table experiment_change (
  experiment_id varchar(64) not null,
  revision bigint not null,
  action varchar(16) not null,
  status_before varchar(16),
  status_after varchar(16) not null,
  changed_by varchar(255) not null,
  reason longtext not null,
  changed_at bigint not null,
  primary key (experiment_id, revision),
  foreign key (experiment_id) references experiment (id),
  check (revision >= 1)
) ${clustered};
