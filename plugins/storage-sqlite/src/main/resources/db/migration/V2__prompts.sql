-- Chat prompts, and the model that a version was written for.
alter table prompt_version add column messages longtext not null default '[]'; -- JSON array of role and content
alter table prompt_version add column config longtext not null default '{"model":"","parameters":{}}'; -- JSON object

-- Who uses a prompt version is asked for before it is deleted.
create index evaluation_run_by_prompt_version on evaluation_run (prompt, prompt_version);
