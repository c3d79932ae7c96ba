import { Argument, Command, Option } from "commander";
import { Engine, readLogs } from "../../engine/index.ts";
import {
  answeredNames,
  type EgressObservation,
  egressObservationText,
  egressObserved,
  isLearning,
  relayedCalls,
  unknownNames,
} from "../../observe/index.ts";
import { nameOutside } from "../../topology/index.ts";
import { choose, type Replica, replicasOf } from "../daily/choose.ts";
import { deployedStack } from "../deployedStack.ts";
import { CliFailure, exitStatus } from "../failure.ts";
import { print } from "../output.ts";
import { cwdOption, example, stackOption } from "./options.ts";

interface EgressOptions {
  readonly stack?: string;
  readonly cwd: string;
  readonly format: keyof typeof writers;
}

const writers = {
  text: egressObservationText,
  json: (found: EgressObservation) => JSON.stringify(found, null, 2),
} as const;

/** `bulkhead egress observe`: whom workloads call beyond the host, as their relays tell it. */
export function egressCommand(): Command {
  return new Command("egress")
    .description(
      "observe: read in the logs of relays whom workloads called beyond the host and what was refused, and propose their lists",
    )
    .addArgument(new Argument("<what>", "what to do").choices(["observe"]))
    .argument("[workloads...]", "workloads with a list in egress; all of them by default")
    .addOption(stackOption())
    .addOption(cwdOption())
    .addOption(
      new Option("-f, --format <format>", "how to write it").choices(Object.keys(writers)).default("text"),
    )
    .addHelpText(
      "after",
      example("bulkhead egress observe --stack dev", "bulkhead egress observe api --format json"),
    )
    .action(async (_what: string, names: readonly string[], options: EgressOptions) => {
      const found = await observed(names, options);
      print(writers[options.format](found));
      const isNews = found.workloads.some(({ calls }) => calls.some(one => !one.listed || one.refused));
      process.exitCode = isNews ? exitStatus.findings : exitStatus.fine;
    });
}

async function observed(names: readonly string[], options: EgressOptions): Promise<EgressObservation> {
  const { mark, topology } = await deployedStack(options);
  const callers = new Set(
    topology.flows
      .filter(({ to, via }) => via === "relay" && nameOutside(to) !== undefined)
      .map(({ from }) => from),
  );
  if (callers.size === 0) {
    throw new CliFailure(
      "No workload of this stack has a list in its egress.",
      'Give one: `egress: [{ host: "api.example.com", ports: [443] }]`, or `[{ learn: true }]` to learn it.',
    );
  }
  const engine = Engine.locate();
  const replicas = await replicasOf(engine, mark);
  const wanted = new Set(
    names.length === 0 ? callers : choose(replicas, names, mark).map(({ workload }) => workload),
  );
  const logsOf = async (workload: string): Promise<string> => {
    const own = replicas.filter((one: Replica) => one.workload === workload);
    const texts = await Promise.all(
      own.map(({ container }) => readLogs(engine, container.Id, { tail: "all" })),
    );
    return texts.join("\n");
  };
  const workloads = [...callers].filter(caller => wanted.has(caller)).sort();
  return {
    version: 1,
    workloads: await Promise.all(
      workloads.map(async workload => {
        const [relay, resolver] = await Promise.all([
          logsOf(`${workload}-relay`),
          logsOf(`${workload}-names`),
        ]);
        const lookedUp = isLearning(topology, workload) ? answeredNames(resolver) : [];
        const seen = [...relayedCalls(relay), ...unknownNames(resolver), ...lookedUp];
        return egressObserved(topology, workload, seen);
      }),
    ),
  };
}
