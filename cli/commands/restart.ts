import { Command } from "commander";
import { Engine, type ServiceInspect } from "../../engine/index.ts";
import { choose, markOf, type Replica, replicasOf } from "../daily/choose.ts";
import { restartEach } from "../daily/restart.ts";
import { restartServices } from "../daily/restartServices.ts";
import { servicesOf } from "../daily/services.ts";
import { exitStatus } from "../failure.ts";
import { cwdOption, example, stackOption } from "./options.ts";

interface Options {
  readonly stack?: string;
  readonly cwd: string;
}

/** What a service is known by; its tasks have no names of their own here, since a Swarm replaces all of them. */
function namesOf({ Spec: { Labels } }: ServiceInspect): Pick<Replica, "workload" | "tier" | "replica"> {
  return {
    workload: Labels?.["bulkhead.workload"] ?? "",
    tier: Labels?.["bulkhead.tier"],
    replica: 0,
  };
}

/** `bulkhead restart`: restarts containers of a stack, one replica at a time. */
export function restartCommand(): Command {
  return new Command("restart")
    .description(
      "restart a stack's containers, each when the one before is well again; of a Swarm's services all tasks are replaced, and spread anew",
    )
    .argument("[workloads...]", "workloads or tiers, or one replica as NAME/NUMBER; all of them by default")
    .addOption(stackOption())
    .addOption(cwdOption())
    .addHelpText("after", example("bulkhead restart app --stack dev"))
    .action(async (names: readonly string[], options: Options) => {
      const engine = Engine.locate();
      const stack = await markOf(options.cwd, options.stack);
      const [replicas, services] = await Promise.all([replicasOf(engine, stack), servicesOf(engine, stack)]);
      const named = services.map(service => ({ ...namesOf(service), service }));
      const chosen = choose([...replicas, ...named], names, stack);
      await restartEach(
        engine,
        replicas.filter(one => chosen.includes(one)),
      );
      await restartServices(
        engine,
        named.filter(one => chosen.includes(one)).map(({ service }) => service),
      );
      process.exitCode = exitStatus.fine;
    });
}
