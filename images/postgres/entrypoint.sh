#!/bin/busybox sh
# Makes the data folder on the first start, then becomes the server. It takes the official image's variables:
# POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, each also as NAME_FILE, PGDATA, POSTGRES_INITDB_ARGS, and runs
# /docker-entrypoint-initdb.d/*.sql and *.sh once.
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

[ "${1:-postgres}" = postgres ] || exec "$@"

# There while the data is being made: a start that was cut short begins again.
preparing="$PGDATA.preparing"

if [ ! -s "$PGDATA/PG_VERSION" ] || [ -e "$preparing" ]; then
  user=$(value POSTGRES_USER postgres)
  password=$(value POSTGRES_PASSWORD)
  database=$(value POSTGRES_DB "$user")
  if [ -z "$password" ]; then
    echo "give POSTGRES_PASSWORD_FILE or POSTGRES_PASSWORD; a server without a password is open to its network" >&2
    exit 1
  fi
  mkdir -p "$PGDATA"
  : > "$preparing"
  rm -rf "${PGDATA:?}"/*
  chmod 700 "$PGDATA"
  # For the preparations, where POSTGRES_INITDB_ARGS asks for a password on the socket too.
  export PGPASSWORD="$password"
  umask 077
  printf '%s\n' "$password" > /tmp/password
  # shellcheck disable=SC2086 # several words by intention
  initdb --username="$user" --pwfile=/tmp/password --auth-local=trust --auth-host=trust \
    --encoding=UTF8 --locale=C.UTF-8 ${POSTGRES_INITDB_ARGS:-}
  rm /tmp/password
  # Trust within the container, a password from everywhere else.
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"

  # A server for the preparations, on the socket only: nobody outside sees it half-made.
  pg_ctl -D "$PGDATA" -w -o "-c listen_addresses=''" start
  if [ "$database" != postgres ]; then
    psql -v ON_ERROR_STOP=1 -U "$user" -d postgres -v name="$database" -q <<'SQL'
create database :"name";
SQL
  fi
  for script in /docker-entrypoint-initdb.d/*; do
    case "$script" in
      *.sql) echo "running $script"; psql -v ON_ERROR_STOP=1 -U "$user" -d "$database" -f "$script" ;;
      *.sh) echo "running $script"; . "$script" ;;
    esac
  done
  pg_ctl -D "$PGDATA" -w -m fast stop
  unset PGPASSWORD
  rm "$preparing"
fi

shift || true
exec postgres -D "$PGDATA" -c listen_addresses='*' "$@"
