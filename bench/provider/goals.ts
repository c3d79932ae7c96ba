import { composeVersions } from "../../tools/toolchain/index.ts";
import { computed, type Goal, measured, type Row, type Unit } from "../measure/row.ts";
import type { Samples } from "../measure/samples.ts";
import { composeName, memoryOf, names as peers, timeOf } from "../up/goals.ts";

/** The samples' names beside those of the bench `up`. */
export const names = {
  polling: "polling",
  /** One that loads nothing, not even the SDK. */
  blank: "program without a line",
  firstReply: "provider, from its start to its first reply",
} as const;

const goals = {
  perCompose: { atMost: 0.85 },
  createPerDirect: { atMost: 1.05 },
  refreshOverEmpty: { atMost: 1.5 },
  attach: { atMost: 4 },
  firstReply: { atMost: 0.25 },
  noOpPerEmpty: { atMost: 2 },
  gatePerPolling: { atMost: 1 },
  memory: { atMost: 110 },
} as const satisfies Record<string, Goal>;

/** All that was measured, and after it what is asked of it. */
export function rows(samples: Samples, large: string, chain: string): Row[] {
  const own: Readonly<Record<string, Goal>> = {
    [names.firstReply]: goals.firstReply,
    [timeOf("attach a network to all", large, peers.pulumi)]: goals.attach,
  };
  const ratio = (
    metric: string,
    unit: Unit,
    of: readonly string[],
    compute: (...values: number[]) => number,
    goal?: Goal,
  ): Row =>
    computed(
      metric,
      unit,
      of.map(name => samples.of(name)),
      compute,
      goal,
    );
  const divided = (one = 0, other = 0): number => one / other;
  const empty = (stage: string): string => timeOf(stage, "", peers.empty);
  const [create, down, noOp] = ["create", "down", "no-op"].map(stage =>
    timeOf(stage, large, peers.pulumi),
  ) as [string, string, string];
  const of = (stage: string, peer: string): string => timeOf(stage, large, peer);
  return [
    ...samples
      .names()
      .filter(name => name !== memoryOf(large))
      .map(name => measured(name, "s", samples.of(name), own[name])),
    ...(samples.find(memoryOf(large))
      ? [measured(memoryOf(large), "MB", samples.of(memoryOf(large)), goals.memory)]
      : []),
    ...composeVersions
      .map(composeName)
      .flatMap(peer => [
        ratio(
          `create, ${large}: pulumi / ${peer}`,
          "x",
          [create, of("create", peer)],
          divided,
          goals.perCompose,
        ),
        ratio(`down, ${large}: pulumi / ${peer}`, "x", [down, of("down", peer)], divided, goals.perCompose),
      ]),
    ratio(
      `create, ${large}: pulumi / (direct calls + empty program)`,
      "x",
      [create, of("create", peers.direct), empty("create")],
      (pulumi = 0, direct = 0, idle = 0) => pulumi / (direct + idle),
      goals.createPerDirect,
    ),
    ratio(
      `refresh, ${large}: pulumi - empty program`,
      "s",
      [of("refresh", peers.pulumi), empty("refresh")],
      (pulumi = 0, idle = 0) => pulumi - idle,
      goals.refreshOverEmpty,
    ),
    ratio(
      `no-op, ${large}: pulumi / empty program`,
      "x",
      [noOp, empty("no-op")],
      divided,
      goals.noOpPerEmpty,
    ),
    ratio(
      `no-op, ${large}: pulumi / program without a line`,
      "x",
      [noOp, timeOf("no-op", "", names.blank)],
      divided,
    ),
    ratio(
      `create, ${chain}: (pulumi - empty program) / polling`,
      "x",
      [timeOf("create", chain, peers.pulumi), timeOf("create", chain, names.polling), empty("create")],
      (pulumi = 0, polling = 0, idle = 0) => (pulumi - idle) / polling,
      goals.gatePerPolling,
    ),
  ];
}
