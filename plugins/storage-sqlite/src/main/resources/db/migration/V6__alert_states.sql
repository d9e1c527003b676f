-- Alerts get a condition of which at most one is not resolved, an end, and a history of events; what
-- is delivered is an event. An alert from before counts as its own condition, raised by one event
-- that has its id.

alter table alert add column condition_key varchar(255) not null default '';
-- The condition while it is not resolved; unique, as nulls are not equal to each other.
alter table alert add column open_condition varchar(255);
alter table alert add column occurrences bigint not null default 1;
alter table alert add column last_seen_at bigint not null default 0;
alter table alert add column quiet_until bigint;
alter table alert add column resolved_at bigint;
alter table alert add column resolved_by varchar(255);
alter table alert add column resolution longtext; -- the comment given with it
update alert set condition_key = id, open_condition = id, last_seen_at = created_at;
create index alert_by_condition on alert (condition_key, id);
create unique index alert_open on alert (open_condition);

create table alert_event (
  id varchar(64) not null,
  alert_id varchar(64) not null,
  kind varchar(16) not null,
  happened_at bigint not null,
  primary key (id),
  foreign key (alert_id) references alert (id),
  check (kind in ('raised', 'escalated', 'acknowledged', 'resolved'))
);
insert into alert_event (id, alert_id, kind, happened_at)
  select id, id, 'raised', created_at from alert;

create table alert_event_delivery (
  alert_id varchar(64) not null,
  event_id varchar(64) not null,
  event_kind varchar(16) not null,
  sink varchar(255) not null,
  state varchar(16) not null,
  attempts int not null,
  updated_at bigint not null,
  last_error longtext,
  primary key (alert_id, event_id, sink),
  foreign key (alert_id) references alert (id),
  foreign key (event_id) references alert_event (id),
  check (state in ('pending', 'delivered', 'given_up'))
);
insert into alert_event_delivery
    (alert_id, event_id, event_kind, sink, state, attempts, updated_at, last_error)
  select alert_id, alert_id, 'raised', sink, state, attempts, updated_at, last_error
  from alert_delivery;
drop table alert_delivery;

create table monitor (
  id varchar(64) not null,
  kind varchar(16) not null,
  measure varchar(255) not null,
  limit_value double precision,
  baseline_run varchar(64),
  window_runs int,
  severity varchar(16) not null,
  prompt varchar(255),
  dataset varchar(255),
  provider varchar(255),
  enabled boolean not null,
  created_at bigint not null,
  revision bigint not null,
  primary key (id),
  check (revision >= 1)
);

create table subscription (
  id varchar(64) not null,
  sink varchar(255) not null,
  types longtext not null, -- JSON array of strings
  min_severity varchar(16) not null,
  source varchar(64),
  prompt varchar(255),
  created_at bigint not null,
  primary key (id)
);
