-- Who takes part in an experiment: conditions on attributes, a share of the units, and units whose
-- variant was chosen by hand, which count nowhere.

alter table experiment add column targeting longtext default '[]' not null; -- JSON array of conditions
alter table experiment add column traffic double precision default 1 not null;

create table experiment_override (
  experiment_id varchar(64) not null,
  unit varchar(256) not null,
  variant varchar(255), -- null when released: it counts nowhere all the same
  changed_by varchar(255) not null,
  reason longtext not null,
  changed_at bigint not null,
  primary key (experiment_id, unit),
  foreign key (experiment_id) references experiment (id)
) ${clustered};
