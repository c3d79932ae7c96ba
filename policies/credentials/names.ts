/**
 * The last words of names that hold credentials: DB_PASSWORD, JWT_SECRET, AWS_SECRET_ACCESS_KEY. Passwords and keys are
 * also run together with the word before: PGPASSWORD, PGPASS, dbPassword, MYAPIKEY.
 */
const credentialName =
  /((^|[_.-])(pass|pwd|secret|token|credentials?|access[_-]?key|secret[_-]?key|secret[_-]?key[_-]?base|private[_-]?key|encryption[_-]?key|signing[_-]?key|auth[_-]?key|erlang[_-]cookie|root[_-]token[_-]id)|passwd|password|passphrase|(pg|db|sql|my|redis|smtp|mail|ftp|admin|root|user)pass|api[_-]?key|(secret|access|private|encryption|signing|jwt)key|app_?key|(jwt|client|session|auth|app|cookie|webhook|shared|api|oauth)secret|(access|api|auth|bot|refresh|github|gitlab|discord|telegram|slack|admin|jwt|session)token)$/i;
/** AUTH alone says how; of these it is what one logs in with: `user:password`, or a password. */
const loginName =
  /(^|[_.-])(basic|redis|http|proxy|mongo|couch|registry|docker|npm|neo4j|rabbitmq|elastic(search)?|db|database)[_-]?auth$/i;
/** Options of programs that take one: --password, -requirepass. */
const credentialOption =
  /^--?([\w.-]*[_.-])?(pass|passwd|password|passphrase|secret|token|api-?key|requirepass|masterauth)$/i;

/** Whether a variable or a label of this name holds a credential. `*_FILE` names where one lies. */
export function namesCredential(name: string): boolean {
  return credentialName.test(name) || loginName.test(name);
}

/** Whether a program's option takes a credential. */
export function takesCredential(option: string): boolean {
  return credentialOption.test(option);
}

/** Whether a value under such a name is one in the open: not empty, no switch, no path, no reference to another variable. */
export function isOpenValue(value: string): boolean {
  return (
    value !== "" &&
    !/^(true|false|yes|no|on|off|none|null|plain|simple|login|cram-?md5|\d)$/i.test(value) &&
    !/^[/.]|^["']?\$[{(\w]/.test(value)
  );
}
