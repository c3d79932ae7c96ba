/** How a registry wants to be told who asks. */
export type Challenge =
  | { readonly scheme: "basic" }
  | { readonly scheme: "bearer"; readonly realm: string; readonly service: string; readonly scope: string };

/**
 * Reads a `WWW-Authenticate` header; undefined for one that neither of the two ways of registries is in.
 *
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export function parseChallenge(header: string): Challenge | undefined {
  const [, scheme = "", parameters = ""] = /^\s*(\w+)\s*(.*)$/s.exec(header) ?? [];
  const value = (name: string): string =>
    new RegExp(`(?:^|[\\s,])${name}="([^"]*)"`, "i").exec(parameters)?.[1] ?? "";
  switch (scheme.toLowerCase()) {
    case "basic":
      return { scheme: "basic" };
    case "bearer":
      return { scheme: "bearer", realm: value("realm"), service: value("service"), scope: value("scope") };
    default:
      return undefined;
  }
}
