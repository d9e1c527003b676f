-- One text for every engine: key columns are VARCHAR with a length, long texts LONGTEXT, times BIGINT
-- microseconds since 1970 in UTC. ${clustered} asks an engine to keep a table of small rows in the
-- order of its primary key where that is not its habit. Columns that hold JSON say so in a comment.

create table prompt_version (
  prompt varchar(255) not null,
  version varchar(255) not null,
  content longtext not null,
  variables longtext not null, -- JSON array of the declared inputs
  description longtext not null,
  tags longtext not null, -- JSON array of strings
  metadata longtext not null, -- JSON object of the user's
  author varchar(255) not null,
  commit_message longtext not null,
  hash varchar(64) not null,
  created_at bigint not null,
  primary key (prompt, version)
);

create table prompt_label (
  prompt varchar(255) not null,
  label varchar(255) not null,
  version varchar(255) not null,
  revision bigint not null,
  moved_at bigint not null,
  moved_by varchar(255) not null,
  reason longtext not null,
  primary key (prompt, label),
  foreign key (prompt, version) references prompt_version (prompt, version),
  check (revision >= 1)
);
create index prompt_label_by_version on prompt_label (prompt, version);

create table experiment (
  id varchar(64) not null,
  name varchar(255) not null,
  description longtext not null,
  variants longtext not null, -- JSON array
  metrics longtext not null, -- JSON array
  status varchar(16) not null,
  salt varchar(255) not null,
  epoch int not null,
  min_samples bigint not null,
  confidence double precision not null,
  created_at bigint not null,
  started_at bigint,
  ended_at bigint,
  winner varchar(255),
  result longtext not null, -- JSON, as the server presents it
  revision bigint not null,
  primary key (id),
  unique (name),
  check (status in ('draft', 'running', 'paused', 'completed', 'cancelled')),
  check (epoch >= 1),
  check (revision >= 1)
);
create index experiment_by_status on experiment (status, id);

create table exposure (
  experiment_id varchar(64) not null,
  unit varchar(255) not null,
  epoch int not null,
  variant varchar(255) not null,
  exposed_at bigint not null,
  primary key (experiment_id, unit, epoch),
  foreign key (experiment_id) references experiment (id)
) ${clustered};
create index exposure_by_variant on exposure (experiment_id, variant, unit);

create table observation (
  experiment_id varchar(64) not null,
  id varchar(255) not null,
  unit varchar(255) not null,
  variant varchar(255) not null,
  metric varchar(255) not null,
  measured double precision not null,
  measured_at bigint not null,
  primary key (experiment_id, id),
  foreign key (experiment_id) references experiment (id)
) ${clustered};

create table unit_rollup (
  experiment_id varchar(64) not null,
  metric varchar(255) not null,
  unit varchar(255) not null,
  variant varchar(255) not null,
  value_count bigint not null,
  value_sum double precision not null,
  value_max double precision not null,
  primary key (experiment_id, metric, unit),
  foreign key (experiment_id) references experiment (id)
) ${clustered};

create table arm_sum (
  experiment_id varchar(64) not null,
  metric varchar(255) not null,
  variant varchar(255) not null,
  units bigint not null,
  sum_high double precision not null,
  sum_low double precision not null,
  squares_high double precision not null,
  squares_low double precision not null,
  primary key (experiment_id, metric, variant),
  foreign key (experiment_id) references experiment (id)
) ${clustered};

create table dataset (
  name varchar(255) not null,
  description longtext not null,
  created_at bigint not null,
  latest_version int not null,
  primary key (name)
);
create index dataset_by_creation on dataset (created_at, name);

-- The samples of an upload; it becomes a version when a dataset_version points at it.
create table dataset_upload (
  id varchar(64) not null,
  dataset varchar(255) not null,
  opened_at bigint not null,
  published boolean not null,
  primary key (id),
  foreign key (dataset) references dataset (name)
);
create index dataset_upload_by_opening on dataset_upload (published, opened_at, id);
create index dataset_upload_by_dataset on dataset_upload (dataset);

create table dataset_version (
  dataset varchar(255) not null,
  version int not null,
  upload_id varchar(64) not null,
  samples bigint not null,
  hash varchar(64) not null,
  created_at bigint not null,
  primary key (dataset, version),
  unique (upload_id),
  foreign key (dataset) references dataset (name),
  foreign key (upload_id) references dataset_upload (id),
  check (version >= 1)
);

create table sample (
  upload_id varchar(64) not null,
  position bigint not null,
  sample_id varchar(255) not null,
  input longtext not null, -- JSON object of the user's
  expected longtext,
  metadata longtext not null, -- JSON object of the user's
  primary key (upload_id, position),
  unique (upload_id, sample_id),
  foreign key (upload_id) references dataset_upload (id),
  check (position >= 0)
);

create table evaluation_run (
  id varchar(64) not null,
  name varchar(255) not null,
  dataset varchar(255) not null,
  dataset_version int not null,
  prompt varchar(255) not null,
  prompt_version varchar(255) not null,
  prompt_hash varchar(64) not null,
  provider_instance varchar(255) not null,
  provider_plugin varchar(255) not null,
  provider_version varchar(255) not null,
  provider_sha256 varchar(64) not null,
  provider_config_hash varchar(64) not null,
  model varchar(255),
  parameters longtext not null, -- JSON object of the user's
  metrics longtext not null, -- JSON array with the pins and bounds
  concurrency int not null,
  status varchar(16) not null,
  total_samples bigint not null,
  created_at bigint not null,
  started_at bigint,
  ended_at bigint,
  failure longtext,
  revision bigint not null,
  primary key (id),
  foreign key (dataset, dataset_version) references dataset_version (dataset, version),
  foreign key (prompt, prompt_version) references prompt_version (prompt, version),
  check (status in ('pending', 'running', 'completed', 'failed', 'cancelled')),
  check (revision >= 1)
);
create index evaluation_run_by_prompt on evaluation_run (prompt, id);
create index evaluation_run_by_dataset on evaluation_run (dataset, id);
create index evaluation_run_by_model on evaluation_run (model, id);
create index evaluation_run_by_status on evaluation_run (status, id);
create index evaluation_run_by_creation on evaluation_run (created_at, id);

create table run_summary (
  run_id varchar(64) not null,
  total bigint not null,
  scored bigint not null,
  passed bigint not null,
  failed bigint not null,
  skipped bigint not null,
  pass_rate double precision,
  metric_summaries longtext not null, -- JSON array
  latency_p50 double precision,
  latency_p90 double precision,
  latency_p99 double precision,
  input_tokens bigint not null,
  output_tokens bigint not null,
  failure_reasons longtext not null, -- JSON object from code to count
  primary key (run_id),
  foreign key (run_id) references evaluation_run (id)
);

create table sample_result (
  run_id varchar(64) not null,
  position bigint not null,
  sample_id varchar(255) not null,
  outcome varchar(16) not null,
  answer longtext,
  scores longtext not null, -- JSON array
  latency_millis double precision,
  input_tokens bigint not null,
  output_tokens bigint not null,
  failure_code varchar(255),
  failure_message longtext,
  primary key (run_id, position),
  foreign key (run_id) references evaluation_run (id),
  check (position >= 0),
  check (outcome in ('passed', 'not_passed', 'failed', 'skipped')),
  check ((failure_code is null) = (failure_message is null))
);
create index sample_result_by_outcome on sample_result (run_id, outcome, position);

create table alert (
  id varchar(64) not null,
  type varchar(32) not null,
  severity varchar(16) not null,
  message longtext not null,
  source varchar(64) not null,
  source_id varchar(255) not null,
  metric varchar(255),
  threshold double precision,
  actual double precision,
  details longtext not null, -- JSON object
  created_at bigint not null,
  acknowledged_at bigint,
  acknowledged_by varchar(255),
  acknowledgement longtext, -- the comment given with it
  revision bigint not null,
  primary key (id),
  check ((acknowledged_at is null) = (acknowledged_by is null)),
  check ((acknowledged_at is null) = (acknowledgement is null)),
  check (revision >= 1)
);
create index alert_by_type on alert (type, id);
create index alert_by_severity on alert (severity, id);
create index alert_by_source on alert (source, id);
create index alert_by_acknowledgement on alert (acknowledged_at, id);
create index alert_by_creation on alert (created_at, id);

create table alert_delivery (
  alert_id varchar(64) not null,
  sink varchar(255) not null,
  state varchar(16) not null,
  attempts int not null,
  updated_at bigint not null,
  last_error longtext,
  primary key (alert_id, sink),
  foreign key (alert_id) references alert (id),
  check (state in ('pending', 'delivered', 'given_up'))
);

create table job (
  id varchar(64) not null,
  kind varchar(64) not null,
  subject varchar(255) not null,
  due_at bigint not null,
  attempts int not null,
  lease_owner varchar(255),
  lease_until bigint,
  primary key (id),
  unique (kind, subject),
  check ((lease_owner is null) = (lease_until is null))
);
create index job_by_due on job (kind, due_at, id);
create index job_by_owner on job (lease_owner);

create table audit_entry (
  id varchar(64) not null,
  recorded_at bigint not null,
  actor varchar(255) not null,
  action varchar(255) not null,
  resource varchar(700) not null,
  state_before longtext not null, -- JSON
  state_after longtext not null, -- JSON
  reason longtext not null,
  primary key (id)
);
create index audit_entry_by_actor on audit_entry (actor, id);
create index audit_entry_by_resource on audit_entry (resource, id);
create index audit_entry_by_time on audit_entry (recorded_at, id);

create table idempotent_answer (
  request_key varchar(700) not null,
  request_hash varchar(64) not null,
  status int not null,
  body longtext not null,
  created_at bigint not null,
  primary key (request_key)
);
create index idempotent_answer_by_time on idempotent_answer (created_at);
