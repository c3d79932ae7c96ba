/**
 * The last words of names that hold credentials: DB_PASSWORD, JWT_SECRET, AWS_SECRET_ACCESS_KEY. A password is one too
 * where it is run together with the word before: PGPASSWORD, dbPassword.
 */
const credentialName =
  /((^|[_.-])(pass|pwd|secret|token|credentials?|api[_-]?key|apikey|access[_-]?key|secret[_-]?key|secret[_-]?key[_-]?base|private[_-]?key|encryption[_-]?key|signing[_-]?key|auth[_-]?key|erlang[_-]cookie|root[_-]token[_-]id)|passwd|password|passphrase)$/i;
/** Options of programs that take one: --password, -requirepass. */
const credentialOption =
  /^--?([\w.-]*[_.-])?(pass|passwd|password|passphrase|secret|token|api-?key|requirepass|masterauth)$/i;

/** Values that are a credential whatever their name, and what to call them. */
const credentialValues: readonly (readonly [RegExp, string])[] = [
  [/[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@$]+@/i, "a URL with a password"],
  [/^[^\s:@/]+:[^\s@$]+@(tcp|unix)\(/, "a data source name with a password"],
  [/(^|[\s;?&])(password|pwd)\s*=\s*[^\s;&$/<{*]/i, "a connection string with a password"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\b(AKIA|ASIA)[0-9A-Z]{16}\b/, "an AWS access key"],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{40,}\b/, "a GitHub token"],
  [/\bglpat-[\w-]{20,}/, "a GitLab token"],
  [/\bxox[abeoprs]-[\w-]{10,}/, "a Slack token"],
  [/\b[rs]k_live_[A-Za-z0-9]{20,}\b/, "a Stripe key"],
  [/\bAIza[\w-]{35}\b/, "a Google API key"],
  [/\bnpm_[A-Za-z0-9]{36}\b/, "an npm token"],
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/, "a signed token (JWT)"],
];

/** Whether a variable or a label of this name holds a credential. `*_FILE` names where one lies. */
export function namesCredential(name: string): boolean {
  return credentialName.test(name);
}

/** Whether a program's option takes a credential. */
export function takesCredential(option: string): boolean {
  return credentialOption.test(option);
}

/** Whether a value under such a name is one in the open: not empty, no switch, no path, no reference to another variable. */
export function isOpenValue(value: string): boolean {
  return (
    value !== "" &&
    !/^(true|false|yes|no|on|off|none|null|\d)$/i.test(value) &&
    !/^[/.]|^\$[{(\w]/.test(value)
  );
}

/** What kind of credential a value holds, whatever its name; undefined where none is seen. */
export function credentialIn(value: string): string | undefined {
  return credentialValues.find(([pattern]) => pattern.test(value))?.[1];
}
