import type { Reach } from "../reach/edge.ts";
import { judge } from "../reach/judge.ts";
import type { Declaring } from "./state.ts";

/** Ids told by name; of more their number alone. */
const named = 5;

/** Where the way out of it stands. */
const page = "docs/components/host.md";

/**
 * Says once, for all of them, who has the host open to him because he publishes or goes out, and what closes it; nothing
 * where nobody has.
 */
export function hostOpenText(reach: Reach, { declares = true }: Declaring): string[] {
  return declares ? hostOpenSentence([...new Set(judge(reach).hostOpen.map(({ from }) => from))]) : [];
}

/** The same of those who are named. */
export function hostOpenSentence(ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const rest = ids.length - named;
  const shown = rest > 0 ? [...ids.slice(0, named), `${rest} more`] : ids;
  const who = new Intl.ListFormat("en-GB").format(shown);
  return [
    `host-open: ${who} can call any port of the host. That comes with publishing and with a way out; no engine closes it, the host's firewall or a relay does (${page}).`,
  ];
}
