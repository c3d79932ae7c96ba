import type { ServerFunctions } from "./script.ts";

/** PostgreSQL: its data is read by servers of one major version. */
export const postgresFunctions: ServerFunctions = {
  hasData: `has_data() { [ -s "$data/PG_VERSION" ]; }`,
  ask: `ask() {
  PGPASSWORD="$1" psql -X -q -v ON_ERROR_STOP=1 -v VERBOSITY=terse -v name="$user" -h "$run" -U "$user" -d "$database"
}`,
  answers: `answers() { pg_isready -q -h "$run" -d "$database"; }`,
  // A statement that fails stands in the server's log, unless that is told otherwise.
  change: `change() {
  ask "$1" <<'SQL'
set log_min_error_statement = panic;
set log_statement = 'none';
set log_min_duration_statement = -1;
\\set secret \`cat /run/secrets/password\`
alter role :"name" password :'secret';
SQL
}`,
  refuseVersion: `refuse_version() {
  have=$(cat "$data/PG_VERSION")
  given=$(postgres --version)
  given=\${given#*(PostgreSQL) }
  case "$have" in
    *.*) other=\${given#*.}; given=\${given%%.*}.\${other%%[!0-9]*} ;;
    *) given=\${given%%[!0-9]*} ;;
  esac
  [ "$have" = "$given" ] && return
  fail "The data is PostgreSQL $have's, and PostgreSQL $given does not read it. Nothing was changed, and the server goes on. Leave this database its image, make another Database with the new one, move the data there with pg_dumpall, then the links; docs/components/database.md shows it."
}`,
};
