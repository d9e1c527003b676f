-- An experiment that is deleted is out of sight at once; what it has collected goes in portions.
alter table experiment add column withdrawn boolean default false not null;
