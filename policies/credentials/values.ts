/** Stands for what a variable puts in. A character of Unicode's private use. */
export const hole = "\ue000";

/** A credential seen in a value, whatever the value's name. */
export interface Seen {
  /** What to call it: `a URL with a password`. */
  readonly what: string;
  /** The part of the value that is to be kept. */
  readonly part: string;
}

/** Values that are a credential, and what to call them; the first group is what is to be kept, or else all that fits. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:([^/\s@]+)@/i, "a URL with a password"],
  [/^[^\s:@/]+:([^\s@]+)@(?:tcp|unix)\(/, "a data source name with a password"],
  [/(?:^|[\s;?&])(?:password|pwd)\s*=\s*([^\s;&/<{*]+)/i, "a connection string with a password"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, "an AWS access key"],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{40,}\b/, "a GitHub token"],
  [/\bglpat-[\w-]{20,}/, "a GitLab token"],
  [/\bxox[abeoprs]-[\w-]{10,}/, "a Slack token"],
  [/\b[rs]k_live_[A-Za-z0-9]{20,}\b/, "a Stripe key"],
  [/\bAIza[\w-]{35}\b/, "a Google API key"],
  [/\bnpm_[A-Za-z0-9]{36}\b/, "an npm token"],
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/, "a signed token (JWT)"],
];

/** The credential that a value holds; undefined where none is seen. What begins with `$` names where it is. */
export function credentialIn(value: string): Seen | undefined {
  for (const [pattern, what] of forms) {
    const [all, part = all] = pattern.exec(value) ?? [];
    if (part !== undefined && !part.startsWith("$")) return { what, part };
  }
  return undefined;
}
