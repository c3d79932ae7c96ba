import { type Problems, pathText } from "../../check/problems.ts";
import { pool } from "../../check/schemas.ts";
import { checkUnique } from "../../check/unique.ts";
import { wellFormed } from "../../check/wellFormed.ts";
import { placeSubnets, type SubnetWish } from "../../network/placement.ts";
import type { SubnetPool } from "../../network/subnets.ts";
import { outerSegmentWish } from "../../workload/deploy.ts";
import { callPaths, type DeclaredFlow, tierEdges } from "./flows.ts";
import { subnets } from "./form.ts";
import { innerName, pairName, segmentName } from "./names.ts";
import { fieldOf, leadsToHost, tiersOf } from "./tiers.ts";

/** A segment that an application will have. */
interface Planned {
  readonly wish: SubnetWish;
  /** In words: `the calls from web to app`. */
  readonly purpose: string;
  /** The argument that asks for it. */
  readonly path: string;
}

/** Checks that every component has a name of its own, and every segment a subnet; `args` may be anything. */
export function checkSegments(
  name: string,
  args: unknown,
  flows: readonly DeclaredFlow[],
  problems: Problems,
): void {
  for (const tier of tiersOf(args).keys()) {
    const inner = innerName(name, tier);
    checkLength(inner, "its component's name", pathText(["tiers", tier]), problems);
    checkUnique("workload", inner, "name", problems);
  }
  const planned = [...planPairs(name, args, flows, problems), ...planOuter(name, args)];
  planned.forEach(({ wish, purpose, path }, index) => {
    checkLength(wish.name, "its segment's name", path, problems);
    const twin = planned.slice(0, index).find(other => other.wish.name === wish.name);
    if (twin === undefined) return;
    const both = `${purpose} and ${twin.purpose} would go over one segment ${wish.name}`;
    problems.add(path, `${both}; name one of the tiers otherwise`);
  });
  placeSubnets(
    planned.map(({ wish }) => wish),
    problems,
  );
}

function checkLength(name: string, what: string, path: string, problems: Problems): void {
  if (name.length <= 63) return;
  problems.add(
    path,
    `${what} ${name} is longer than 63 characters; shorten the application's or the tiers'`,
    ["name"],
  );
}

/** A segment for each pair of tiers with a call between them. */
function planPairs(
  name: string,
  args: unknown,
  flows: readonly DeclaredFlow[],
  problems: Problems,
): Planned[] {
  const tiers = tiersOf(args);
  const edges = tierEdges(flows).filter(({ client, server }) => {
    return client !== server && tiers.has(client) && tiers.has(server);
  });
  const own = subnetsOf(args);
  const pairs = edges.map(({ client, server }) => pairName(client, server));
  for (const pair of own.keys()) {
    if (pairs.includes(pair)) continue;
    const advice = pairs.length === 0 ? "there are none" : `there are ${pairs.join(", ")}`;
    const reason = `no call needs such a segment; ${advice}`;
    problems.add(pathText(["subnets", pair]), reason, [
      ...callPaths(tiers.keys()),
      ...(tiers.size === 0 ? ["tiers"] : []),
    ]);
  }
  return edges.map(({ client, server }) => {
    const pair = pairName(client, server);
    const flow = flows.find(({ from, to }) => from === client && to === server);
    return {
      wish: {
        name: segmentName(name, client, server),
        subnet: own.get(pair),
        pool: poolOf(args),
        namePath: "name",
        subnetPath: pathText(["subnets", pair]),
        poolPath: "pool",
      },
      purpose: `calls from ${client} to ${server}`,
      path: flow?.path ?? "flows",
    };
  });
}

/** A segment for each tier that publishes ports or goes out. */
function planOuter(name: string, args: unknown): Planned[] {
  return [...tiersOf(args)].flatMap(([tier, tierArgs]) =>
    leadsToHost(tierArgs)
      ? [
          {
            wish: outerSegmentWish(innerName(name, tier), poolOf(args)),
            purpose: `what ${tier} publishes or sends out`,
            path: pathText(["tiers", tier]),
          },
        ]
      : [],
  );
}

/** What of the pool is of the right form; what is wrong with it has been said. */
function poolOf(args: unknown): SubnetPool {
  return wellFormed<SubnetPool>(pool, (fieldOf(args, "pool") ?? {}) as SubnetPool);
}

function subnetsOf(args: unknown): ReadonlyMap<string, string> {
  const given = wellFormed(subnets, fieldOf(args, "subnets") ?? {});
  return new Map(Object.entries(given as Readonly<Record<string, string>>));
}
