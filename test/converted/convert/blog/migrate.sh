set -eu
mariadb --host="$DB_HOST" --port="$DB_PORT" --user="$DB_USER" --password="$DB_PASSWORD" "$DB_NAME" <<SQL
create table if not exists posts (id int primary key, title text not null);
replace into posts values (1, 'On networks'), (2, 'On volumes');
SQL
