-- Prompts that include others, and approvals of versions.

alter table prompt_version add column includes longtext default '[]' not null; -- JSON array of what its templates include, with content

-- Who includes a version is asked for before it is deleted.
create table prompt_include (
  prompt varchar(255) not null,
  version varchar(255) not null,
  position int not null,
  included varchar(255) not null,
  included_version varchar(255) not null,
  primary key (prompt, version, position),
  foreign key (prompt, version) references prompt_version (prompt, version),
  foreign key (included, included_version) references prompt_version (prompt, version)
);
create index prompt_include_by_included on prompt_include (included, included_version);

create table prompt_approval (
  prompt varchar(255) not null,
  version varchar(255) not null,
  approver varchar(255) not null,
  approved_at bigint not null,
  note longtext not null,
  primary key (prompt, version, approver),
  foreign key (prompt, version) references prompt_version (prompt, version)
);
