import type { ServerFunctions } from "./script.ts";

/** MySQL and MariaDB: neither reads the other's data, nor what a newer one of its own wrote. */
export function mysqlFunctions(server: string, client: string): ServerFunctions {
  return {
    hasData: `has_data() { [ -d "$data/mysql" ]; }`,
    ask: `ask() {
  MYSQL_PWD="$1" ${client} --no-defaults --protocol=socket --socket="$socket" -u root -N -B
}`,
    // Whom it does not let in, it has answered.
    answers: `answers() {
  if said=$(echo 'select 1;' | ask "\${old_root:-$old}" 2>&1); then return 0; fi
  case "$said" in *'ERROR 1045'*) return 0 ;; *) return 1 ;; esac
}`,
    // The server's own account first: the administrator's password is what lets a second try in.
    change: `quoted() { printf "'%s'" "$(printf '%s' "$1" | sed -e 's/\\\\/\\\\\\\\/g' -e "s/'/''/g")"; }
change() {
  {
    echo "set session sql_mode = '';"
    echo "alter user '$user'@'%' identified by $(quoted "$new");"
    echo "alter user 'root'@'localhost' identified by $(quoted "$new_root");"
  } | ask "$1"
}`,
    refuseVersion: `# "mariadb 10 11" of "10.11.6-MariaDB", "mysql 8 4" of "8.4.2".
version() {
  case "$1" in *MariaDB*) family=mariadb ;; *) family=mysql ;; esac
  rest=\${1#*.}
  echo "$family \${1%%.*} \${rest%%[!0-9]*}"
}
# What made the data: what the server says that runs on it, or what the last one wrote there.
data_version() {
  echo 'select version();' | ask "$(text "$run/root-password")" 2> /dev/null && return
  for file in "$data/mariadb_upgrade_info" "$data/mysql_upgrade_info"; do
    if [ -s "$file" ]; then text "$file"; return; fi
  done
  if [ -s "$data/mysql_upgrade_history" ]; then
    sed -e 's/.*"version" *: *"\\([0-9.]*\\)".*/\\1/' "$data/mysql_upgrade_history"
  fi
}
refuse_version() {
  have=$(data_version)
  [ -n "$have" ] || return 0
  given=$(${server} --version)
  given=\${given#*Ver }
  set -- $(version "$have") $(version "\${given%% *}")
  goes_on="Nothing was changed, and the server goes on."
  if [ "$1" != "$4" ]; then
    fail "The data is \${have}'s, and $4 does not read what $1 wrote. $goes_on Leave this database its image, make another Database with the new one, move the data there with a dump, then the links; docs/components/database.md shows it."
  fi
  if [ "$5" -lt "$2" ] || { [ "$5" -eq "$2" ] && [ "$6" -lt "$3" ]; }; then
    fail "The data is \${have}'s, and $4 $5.$6 does not read what a newer one wrote. $goes_on Take an image that is not older, or make another Database with the older one and move the data there with a dump; docs/components/database.md shows it."
  fi
  [ "$4" = mysql ] || return 0
  if [ "$2" -lt 8 ] && [ "$5.$6" != 8.0 ] && [ "$5" -ge 8 ]; then step=8.0
  elif [ "$2.$3" = 8.0 ] && [ "$5" -ge 9 ]; then step=8.4
  else return 0
  fi
  fail "The data is \${have}'s, and mysql $5.$6 takes over none that is older than $step's. $goes_on Deploy it with an image of mysql $step first."
}`,
  };
}
