/** Words of which values are made that nobody means to keep: what stands for a password, and what everybody tries first. */
const words: ReadonlySet<string> = new Set(
  `a abc abcd access account admin administrator an and api app application auth backend base bar basic baz by cache
  change changed changeit changeme changethis char chars ci client complex credential credentials custom database db
  default demo dev development dummy elastic encryption enter example fake fill foo for from generate generated guest
  here hex i in insecure insert invalid is it jwt key local long long lorem master me mine minio min minimum mongo my
  mysql mariadb need new not now of one openssl or our pass passwd password passw0rd passphrase placeholder please
  postgres postgresql private production public put pw pwd rabbitmq rand random real redis replace root safe salt
  sample secret secrets secure secured server service session set should shared so some something static storage
  strong string super sure test testing that the this to todo token unique unsafe unset use user username val value
  valkey very vault weak web website welcome with xxx you your yours zzz battery characters correct every horse install just least staple type at be by can do each letmein qwerty secretkey apikey`.split(
    /\s+/,
  ),
);
const longest = Math.max(...[...words].map(({ length }) => length));

/** Said in so many words: to be put in by whoever deploys it. */
const said =
  /(^|[^a-z])(change|replace|your|insert|enter|fill|todo|fixme|example|placeholder|invalid|dummy|generate)([^a-z]|$)|change[-_ ]?(me|it|this)|replace[-_ ]?(me|it|this)|^<.*>$|^\[.*\]$|^\{.*\}$|^\W*$/i;
/** `xxxxxxxx`, `00000000` */
const oneSign = /^(.)\1*$/;

/**
 * Whether a value only stands for a credential: it says so, or is made of words that are anybody's first guess, of
 * names of the project, and of a few digits.
 *
 * @param known names of the project, in lower case: of services, images, users, databases.
 */
export function isPlaceholder(value: string, known: ReadonlySet<string>): boolean {
  if (said.test(value) || oneSign.test(value)) return true;
  const parts = (text: string): string[] => text.split(/[^a-z0-9]+/).filter(part => part !== "");
  const isKnown = (part: string): boolean => known.has(part) || isMadeOf(part, known);
  const plain = value.toLowerCase();
  return [plain, asLetters(plain)].some(text => parts(text).length > 0 && parts(text).every(isKnown));
}

/** Digits that people write for letters. */
const letters: Readonly<Record<string, string>> = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t" };

/** `p0stgr3s` is postgres. */
function asLetters(text: string): string {
  return text.replace(/[013457]/g, digit => letters[digit] ?? digit);
}

/** Whether a text falls apart into such words, and at most six digits in a row. */
function isMadeOf(text: string, known: ReadonlySet<string>): boolean {
  if (text.length > 80) return false;
  const ends = new Set([0]);
  for (let from = 0; from < text.length; from += 1) {
    if (!ends.has(from)) continue;
    const digits = /^\d{1,6}(?!\d)/.exec(text.slice(from))?.[0].length;
    if (digits !== undefined) ends.add(from + digits);
    for (let length = 1; length <= Math.max(longest, 30) && from + length <= text.length; length += 1) {
      const word = text.slice(from, from + length);
      if (words.has(word) || (length > 2 && known.has(word))) ends.add(from + length);
    }
  }
  return ends.has(text.length);
}
