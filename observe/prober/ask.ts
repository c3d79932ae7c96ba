import type { Attempted, Target } from "../helper/answers.ts";
import type { NamespaceHelper } from "../helper/namespaceHelper.ts";
import type { Attempt } from "./plan.ts";
import type { Found } from "./report.ts";

/** What became of an attempt, and whose address it was that answered. */
export type Tried = Pick<Attempted, "found" | "addresses" | "reason">;

/** From the most to the least open: what a question that was tried in several ways comes to. */
export const openness: readonly Found[] = ["open", "refused", "timeout", "unreachable", "unresolved"];

export function mostOpen(tried: readonly Tried[]): Found {
  return openness.find(word => tried.some(({ found }) => found === word)) ?? "unreachable";
}

/** A group of attempts, and whether it is expected that one of them gets through. */
export interface Group {
  readonly attempts: readonly Attempt[];
  readonly expected: boolean;
}

/**
 * Milliseconds that an attempt may take at first. Between containers of one machine an answer takes well below one; a
 * packet that is dropped is never answered, however long one waits.
 */
const quick = 100;

/** By so much later than it could have been known an answer shows that the machine is slow. */
const late = 50;

/** What it may take where silence is not what is expected, or where the machine is slow. */
const patient = 2000;

/**
 * Tries groups of connections from one namespace. Silence counts after a short while, unless something speaks against
 * it: that the connection is expected to get through, that others took long to answer, or that the waiting itself took
 * longer than it was to. Then it is tried once more, with patience.
 */
export async function ask(
  helper: Pick<NamespaceHelper, "connect">,
  groups: readonly Group[],
): Promise<Tried[][]> {
  const targets = new Map<string, Target>();
  const add = ({ host, port, protocol }: Target): string => {
    const key = `${protocol} ${host} ${port}`;
    targets.set(key, { host, port, protocol });
    return key;
  };
  const keyed = groups.map(({ attempts, expected }) => ({
    expected,
    attempts: attempts.map(attempt => ({
      key: add(attempt),
      bearers: attempt.bearers ?? [],
      decoy: attempt.decoy === undefined ? undefined : add({ ...attempt, port: attempt.decoy }),
    })),
  }));
  const found = await tryAll(helper, targets, quick);
  const slow = [...found.values()].some(isLate);
  const doubtful = new Set(
    keyed
      .filter(({ expected }) => expected || slow)
      .flatMap(({ attempts }) => attempts.map(({ key }) => key))
      .filter(key => found.get(key)?.found === "timeout"),
  );
  const again = new Map([...targets].filter(([key]) => doubtful.has(key)));
  for (const [key, result] of await tryAll(helper, again, patient)) found.set(key, result);
  return keyed.map(({ attempts }) =>
    attempts.map(({ key, decoy, bearers }): Tried => {
      const result = found.get(key) ?? { found: "unreachable" };
      if (leadsElsewhere(result, bearers)) return { ...result, found: "unresolved" };
      const stranger = decoy !== undefined && found.get(decoy)?.found === "open";
      return result.found === "open" && stranger ? { ...result, found: "unreachable" } : result;
    }),
  );
}

/** Whether an answer, or the end of waiting for one, came later than on a machine that has time. */
function isLate({ found, took }: Attempted): boolean {
  return took > late + (found === "timeout" ? quick : 0);
}

/** Whether a name is known, and is none of those that are meant. */
function leadsElsewhere({ found, addresses = [] }: Tried, bearers: readonly string[]): boolean {
  if (found !== "open" || bearers.length === 0 || addresses.length === 0) return false;
  return !addresses.some(address => bearers.includes(address));
}

async function tryAll(
  helper: Pick<NamespaceHelper, "connect">,
  targets: ReadonlyMap<string, Target>,
  patience: number,
): Promise<Map<string, Attempted>> {
  const results = await helper.connect([...targets.values()], patience);
  return new Map(
    [...targets.keys()].map((key, index) => [key, results[index] ?? { found: "unreachable", took: 0 }]),
  );
}
