#!/bin/busybox sh
# Makes the data folder on the first start, then becomes the server. It takes the official image's variables:
# MARIADB_USER, MARIADB_PASSWORD, MARIADB_DATABASE, MARIADB_ROOT_PASSWORD, each also as NAME_FILE and, as there, as
# MYSQL_ in place of MARIADB_, MARIADB_ROOT_HOST, and runs /docker-entrypoint-initdb.d/*.sql and *.sh once.
set -eu

# NAME or the contents of the file in NAME_FILE; both at once is a mistake.
value() {
  eval "direct=\${$1:-} file=\${$1_FILE:-}"
  if [ -n "$direct" ] && [ -n "$file" ]; then
    echo "$1 and $1_FILE are both given; leave one of them out" >&2
    exit 1
  fi
  if [ -n "$file" ]; then cat "$file"; else printf '%s' "${direct:-${2:-}}"; fi
}

# A text as SQL writes it.
quoted() {
  printf "'%s'" "$(printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e "s/'/''/g")"
}

[ "${1:-mariadbd}" = mariadbd ] || exec "$@"
shift || true

data=/var/lib/mysql
share=/usr/share/mysql
init=/run/mysqld/init.sock
# There while the data is being made: a start that was cut short begins again.
preparing="$data/preparing"
# What every start has in common; files of configuration are not read.
common="--no-defaults --datadir=$data --skip-log-error --skip-name-resolve --socket=/run/mysqld/mysqld.sock"

sql() {
  mariadb --no-defaults --protocol=socket --socket="$init" -u root "$@"
}

if [ ! -d "$data/mysql" ] || [ -e "$preparing" ]; then
  user=$(value MARIADB_USER "$(value MYSQL_USER)")
  password=$(value MARIADB_PASSWORD "$(value MYSQL_PASSWORD)")
  root=$(value MARIADB_ROOT_PASSWORD "$(value MYSQL_ROOT_PASSWORD)")
  database=$(value MARIADB_DATABASE "$(value MYSQL_DATABASE)")
  if [ -z "$root" ] || { [ -n "$user" ] && [ -z "$password" ]; }; then
    echo "give MARIADB_ROOT_PASSWORD_FILE, and MARIADB_PASSWORD_FILE where there is a MARIADB_USER" >&2
    exit 1
  fi
  rm -rf "${data:?}"/*
  : > "$preparing"
  {
    # One statement on a line. The administrator is known by his password, not by a system user's name.
    printf '%s;\n' "create database mysql" "use mysql" "set @auth_root_socket=NULL"
    cat "$share/mysql_system_tables.sql" "$share/mysql_performance_tables.sql" \
      "$share/mysql_system_tables_data.sql" "$share/maria_add_gis_sp_bootstrap.sql" "$share/mysql_sys_schema.sql"
  } | mariadbd $common --bootstrap --skip-networking --innodb-buffer-pool-size=64M

  # A server for the preparations, on a socket of its own: nobody outside sees it half-made.
  mariadbd $common --socket="$init" --skip-networking &
  until sql -e 'select 1' > /dev/null 2>&1; do
    kill -0 $! || exit 1
    sleep 0.1
  done
  sql <<SQL
delete from mysql.global_priv where user = '' or (user = 'root' and host <> 'localhost');
flush privileges;
${database:+create database \`$database\`;}
${user:+create user $(quoted "$user")@'%' identified by $(quoted "$password");}
${user:+${database:+grant all on \`$database\`.* to $(quoted "$user")@'%';}}
SQL
  for script in /docker-entrypoint-initdb.d/*; do
    case "$script" in
      *.sql) echo "running $script"; sql ${database:+-D "$database"} < "$script" ;;
      *.sh) echo "running $script"; . "$script" ;;
    esac
  done
  sql -e "alter user root@localhost identified by $(quoted "$root")"
  kill $!
  wait $!
  rm "$preparing"
fi

exec mariadbd $common --bind-address=0.0.0.0 "$@"
