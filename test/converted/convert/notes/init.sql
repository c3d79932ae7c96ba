create table items (
  id bigint generated always as identity primary key, name text not null, made_by text not null);
insert into items (name, made_by) values ('from the beginning', 'init.sql');
