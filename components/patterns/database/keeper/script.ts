import type { Identity, PasswordFiles } from "../identity.ts";

/** What a keeper's script is told of its database. */
export interface KeptDatabase extends Identity {
  /** Where the server has its socket, and beside it the passwords it has by now. */
  readonly runFolder: string;
  readonly dataFolder: string;
  /** The server's socket. */
  readonly socket: string;
  /** The passwords it has by now. */
  readonly kept: PasswordFiles;
  /** Those it is to have. */
  readonly given: PasswordFiles;
}

/** What of a keeper differs from server to server: shell functions of these names. */
export interface ServerFunctions {
  /** `refuse_version`: fails with the way where the image's server cannot take the data over. */
  readonly refuseVersion: string;
  /** `has_data`: true once the data folder has been made. */
  readonly hasData: string;
  /** `ask PASSWORD`: runs the statements of its input as the administrator. */
  readonly ask: string;
  /** `answers`: true where a server is there, whatever it thinks of a password. */
  readonly answers: string;
  /** `change PASSWORD`: gives the server the new passwords, let in by this one. */
  readonly change: string;
}

/**
 * What runs before a database's container is touched: on its image, beside the server that is still running. It refuses a
 * version that cannot take the data over, and gives the server a changed password over its socket. Whatever it fails
 * at, server and clients go on as they were. It may run any number of times: one that was cut short begins again.
 *
 * For any POSIX shell, with nothing but `cat`, `sed` and the server's own programs.
 */
export function keeperScript(
  { user, database, runFolder, dataFolder, socket, kept, given }: KeptDatabase,
  functions: ServerFunctions,
): string {
  return `set -u
umask 077
user=${user}
database=${database}
run=${runFolder}
data=${dataFolder}
socket=${socket}

fail() {
  echo "$1" >&2
  exit 1
}

# What is in a file; nothing where there is none.
text() { if [ -r "$1" ]; then cat "$1"; fi; }

# Writes down what the server has by now, for its own first start, its health check, and the next change.
remember() {
  printf '%s' "$new" > ${kept.user} || fail "The password could not be written to $run; nothing else was changed."
  [ -z "$new_root" ] || printf '%s' "$new_root" > ${kept.root}
}

${functions.hasData}
${functions.ask}
${functions.answers}
${functions.change}
${functions.refuseVersion}
new=$(text ${given.user})
new_root=$(text ${given.root})
old=$(text ${kept.user})
old_root=$(text ${kept.root})

if has_data; then refuse_version; else remember; exit 0; fi
if [ "$new" = "$old" ] && [ "$new_root" = "$old_root" ]; then exit 0; fi
if ! answers; then
  # The data is there, and no server of this stack has run on it yet: it is as its owner says.
  if [ ! -e ${kept.user} ]; then remember; exit 0; fi
  fail "The password was not changed: it is changed in the running server, and none answers. Put the former password back and deploy, then change it again."
fi
# The second where a change was cut short between the server and what is written down of it.
for one in "\${old_root:-$old}" "\${new_root:-$new}"; do
  if echo 'select 1;' | ask "$one" > /dev/null 2>&1; then
    change "$one" || fail "The password was not changed: the server refused it, as said above. Server and clients go on with the former one. Correct that, and deploy again."
    remember
    echo "The password is changed."
    exit 0
  fi
done
fail "The password was not changed: the server lets its administrator in neither with the former password nor with the new one, so somebody has given it another. Server and clients go on as they were. Set the former one again in the server, and deploy again."
`;
}
