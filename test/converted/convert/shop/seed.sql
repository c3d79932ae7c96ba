create table if not exists items (
  id bigint generated always as identity primary key, name text not null, made_by text not null);
insert into items (name, made_by) select 'first', 'seed' where not exists (select from items);
