-- What experiments showed in the course of time.
create table experiment_look (
  experiment_id varchar(64) not null,
  number bigint not null,
  looked_at bigint not null,
  result longtext not null, -- JSON object
  primary key (experiment_id, number),
  foreign key (experiment_id) references experiment (id),
  check (number >= 1)
) ${clustered};
