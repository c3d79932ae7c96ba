import { z } from "zod";
import type { Problems } from "../check/problems.ts";
import { exactly } from "../check/schemas.ts";
import { meantIssue } from "../check/wording.ts";
import { onEngine, type PlacementPlan } from "../plan/placement.ts";
import type { PlacementArgs, SwarmArgs } from "./args/placement.ts";
import { milliseconds } from "./duration.ts";

const duration = z.string().superRefine((text, context) => {
  if (milliseconds(text) === undefined)
    context.addIssue(meantIssue('give a duration, such as "500ms", "10s" or "1m30s"'));
});

const number = (least: number, what: string) => z.int("give a whole number").min(least, what);

/** What Swarm takes for a constraint: a node's property, and what it must be or not. */
const constraint = z
  .string()
  .regex(
    /^\s*(node|engine)\.[\w.-]+\s*(==|!=)\s*\S.*$/,
    'give a constraint, such as "node.labels.disk==ssd" or "node.role!=manager"',
  );

const swarm = exactly({
  kind: z.literal("swarm"),
  encrypted: z.boolean().optional(),
  endpoint: z.enum(["vip", "dnsrr"]).optional(),
  publish: z.enum(["ingress", "host"]).optional(),
  global: z.boolean().optional(),
  constraints: z.array(constraint).optional(),
  spread: z
    .array(
      z.string().regex(/^(node|engine)\.labels\.\S+$/, 'give a label of nodes, such as "node.labels.rack"'),
    )
    .optional(),
  perNode: number(1, "give 1 or more").optional(),
  reservations: exactly({
    memory: number(1, "give 1 or more MiB").optional(),
    cpus: z.number().min(0.01, "give 0.01 or more").optional(),
  }).optional(),
  update: exactly({
    parallelism: number(1, "give 1 or more").optional(),
    delay: duration.optional(),
    monitor: duration.optional(),
    onFailure: z.enum(["rollback", "pause", "continue"]).optional(),
  }).optional(),
});

/** The form of where something runs. */
export const placementSchema = z.union(
  [z.literal("engine"), swarm],
  'give "engine", or { kind: "swarm" } with what is to be otherwise there',
);

/** Where something runs, with every default filled in. */
export function placementOf(given: PlacementArgs | undefined): PlacementPlan {
  return given === undefined || given === "engine" ? onEngine : onSwarm(given);
}

function onSwarm({ reservations, update, ...given }: SwarmArgs): PlacementPlan {
  return {
    kind: "swarm",
    encrypted: given.encrypted ?? true,
    endpoint: given.endpoint,
    publish: given.publish ?? (given.endpoint === "dnsrr" ? "host" : undefined),
    global: given.global ?? false,
    constraints: given.constraints ?? [],
    spread: given.spread ?? [],
    perNode: given.perNode,
    reservations: { memory: reservations?.memory, cpus: reservations?.cpus },
    update: {
      parallelism: update?.parallelism ?? 1,
      delay: update?.delay ?? "0s",
      monitor: update?.monitor ?? "5s",
      onFailure: update?.onFailure ?? "rollback",
    },
  };
}

/** Where a part of something runs that has a placement: where that does, and what it says for itself. */
export function placementWithin(
  whole: PlacementArgs | undefined,
  part: PlacementArgs | undefined,
): PlacementArgs | undefined {
  if (part === undefined || part === "engine") return whole;
  return whole === undefined || whole === "engine" ? part : { ...whole, ...part };
}

/** Complains of a part that is to run elsewhere than what it is a part of: no network would join them. */
export function checkPlacementWithin(
  whole: PlacementArgs | undefined,
  part: PlacementArgs | undefined,
  problems: Problems,
  pathOf = (path: string): string => path,
): void {
  if (part === undefined || placementOf(whole).kind === placementOf(part).kind) return;
  const there = placementOf(whole).kind === "swarm" ? "on a Swarm" : "on one engine";
  problems.add(
    pathOf("placement"),
    `the application is ${there}, and no network leads from there to elsewhere; say for all of it where it runs`,
    ["placement"],
  );
}
