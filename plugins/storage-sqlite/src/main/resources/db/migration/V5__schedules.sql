create table schedule (
  id varchar(64) not null,
  name varchar(255) not null,
  cron varchar(255),
  zone varchar(255) not null,
  every_micros bigint,
  anchor_at bigint not null,
  prompt varchar(255) not null,
  dataset varchar(255) not null,
  template longtext not null, -- JSON object of what its runs evaluate
  paused boolean not null,
  overlap varchar(16) not null,
  misfire varchar(16) not null,
  grace_micros bigint not null,
  created_at bigint not null,
  next_at bigint,
  last_run varchar(64),
  last_firing longtext, -- JSON object
  revision bigint not null,
  primary key (id),
  check ((cron is null) <> (every_micros is null)),
  check (overlap in ('skip', 'allow')),
  check (misfire in ('skip', 'once')),
  check (revision >= 1)
);
create index schedule_by_prompt on schedule (prompt, id);
create index schedule_by_dataset on schedule (dataset, id);

create table prompt_evaluation (
  prompt varchar(255) not null,
  datasets longtext not null, -- JSON array
  provider varchar(255) not null,
  model varchar(255),
  parameters longtext not null, -- JSON object of the user's
  metrics longtext not null, -- JSON array
  concurrency int,
  runs_per_day bigint,
  samples_per_day bigint,
  tokens_per_day bigint,
  updated_at bigint not null,
  next_at bigint not null,
  revision bigint not null,
  primary key (prompt),
  check (revision >= 1)
);

-- A run may be deleted and its firing remembered; so there is no foreign key.
create table firing (
  id varchar(64) not null,
  origin varchar(255) not null,
  cause varchar(16) not null,
  due_at bigint not null,
  outcome varchar(16) not null,
  settled_at bigint not null,
  version varchar(255),
  dataset varchar(255) not null,
  run_id varchar(64),
  samples bigint not null,
  detail longtext not null,
  primary key (id),
  check (outcome in ('pending', 'started', 'skipped', 'missed', 'failed')),
  check ((outcome = 'started') = (run_id is not null))
);
create index firing_by_origin on firing (origin, id);
create index firing_by_settling on firing (origin, outcome, settled_at);
