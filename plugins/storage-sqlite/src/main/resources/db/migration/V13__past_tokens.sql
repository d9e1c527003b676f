-- What results of a firing's run have used that are stored no more.
alter table firing add column past_tokens bigint default 0 not null;
