import { posix } from "node:path";
import * as docker from "@pulumi/docker";
import { type ComponentResource, type Input, type Output, output, type Resource } from "@pulumi/pulumi";
import { labelList } from "../../labels.ts";
import { leadsToHost } from "../../plan/network.ts";
import { type Later, later } from "../../plan/pairs.ts";
import { hereConstraint, type SwarmPlacement } from "../../plan/placement.ts";
import type { PublishedPort } from "../../plan/published.ts";
import {
  type Attachment,
  aliasesOn,
  calledPorts,
  listensByName,
  type WorkloadPlan,
} from "../../plan/workload.ts";
import { registering } from "../../registering.ts";
import { type Made, type MadeWorkload, madeAs } from "../made.ts";
import { config, type TaskFiles, taskFiles } from "./files.ts";
import { isolatedNetwork } from "./isolated.ts";
import { swarmKeeper } from "./keeper.ts";
import { containerSpec, type Program, serviceArgs } from "./serviceArgs.ts";
import { addressMark, startFolder, startScript } from "./start.ts";

/** Runs a workload as a service of a Swarm. */
export function swarmWorkload(
  parent: ComponentResource,
  plan: WorkloadPlan,
  attached: Later<WorkloadPlan>,
  made: Made,
): MadeWorkload {
  if (plan.placement.kind !== "swarm") throw new Error(`${plan.id} is not to run on a Swarm.`);
  const placement = keptToItsVolume(plan, plan.placement);
  const keeper = swarmKeeper(parent, plan, placement, made);
  const files = taskFiles(parent, plan, plan.files, plan.secrets);
  const { program, configs } = programOf(parent, plan, attached, made);
  const spec = containerSpec(plan, program, { ...files, configs: [...files.configs, ...configs] }, made);
  const args = serviceArgs(plan, placement, spec, networksOf(parent, plan, attached, made));
  const after: Resource[] = [
    ...plan.after,
    ...plan.afterWorkloads.flatMap(id => madeAs(made.workloads, id)),
    ...keeper,
  ];
  const service = registering(() => new docker.Service(plan.id, args, { parent, dependsOn: after }));
  return {
    containers: [],
    resources: [service],
    names: () => output([service.name]),
    published: () => (plan.publish.length === 0 ? output([]) : publishedPorts(service)),
    logs: () => output(""),
  };
}

/** What mounts a volume keeps to the node that has it: the one that is asked to make it. */
function keptToItsVolume({ mounts }: WorkloadPlan, placement: SwarmPlacement): SwarmPlacement {
  return mounts.length === 0 ? placement : { ...placement, constraints: [hereConstraint] };
}

/** The overlays a service is on; one of its own where it is to be on none, which a Swarm has nothing for. */
function networksOf(
  parent: ComponentResource,
  plan: WorkloadPlan,
  attached: Later<WorkloadPlan>,
  made: Made,
): Input<docker.types.input.ServiceTaskSpecNetworksAdvanced[]> {
  let alone: docker.Network | undefined;
  return later(attached, whole => {
    if (whole.attachments.length === 0) {
      alone ??= isolatedNetwork(parent, plan);
      return [{ name: alone.name }];
    }
    return whole.attachments.map(attachment => {
      const aliases = aliasesOn(whole, attachment);
      return { name: networkName(attachment, made), ...(aliases.length === 0 ? {} : { aliases }) };
    });
  });
}

function networkName({ network, name }: Attachment, made: Made): Input<string> {
  return name ?? madeAs(made.networks, network.id);
}

/** What a task starts: its program, or, where it listens by name, the script that tells it its addresses first. */
function programOf(
  parent: ComponentResource,
  plan: WorkloadPlan,
  attached: Later<WorkloadPlan>,
  made: Made,
): { readonly program: Program; readonly configs: TaskFiles["configs"] } {
  const { entrypoint, command, variables } = plan;
  const plain: Program = {
    commands: entrypoint === undefined || entrypoint.length === 0 ? undefined : [...entrypoint],
    args: command === undefined || command.length === 0 ? undefined : [...command],
    env: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    folders: [],
  };
  if (!listensByName(plan)) return { program: plain, configs: [] };
  const labels = labelList({ ...plan.labels, "bulkhead.app": plan.app, "bulkhead.workload": plan.id });
  const templates = plan.writtenFiles.map((file, index) => ({
    ...file,
    from: `${startFolder}/file${index}`,
  }));
  const whole = output(later(attached, settled => whereOf(settled, made)));
  const script = whole.apply(({ called, subnets }) =>
    startScript({
      networks: subnets.map(subnet => ({ subnet: subnet === "" ? undefined : subnet })),
      listen: plan.listen && {
        variable: plan.listen.variable,
        at: called,
        loopback: plan.listen.loopback || called.length === 0 ? plan.ports.map(({ port }) => port) : [],
      },
      files: templates.map(({ from, path }) => ({ from, to: path })),
    }),
  );
  const configs = [
    config(parent, plan.id, labels, { path: `${startFolder}/start.sh`, content: script }),
    ...templates.map(({ from, write }) =>
      config(parent, plan.id, labels, {
        path: from,
        content: whole.apply(({ called, names }) =>
          write({
            replica: undefined,
            listen: called.map(({ network, port }) => `${addressMark(network)}:${port}`),
            networkName: id => names[id] ?? "",
            addressAt: ({ network }) => {
              throw new Error(`A task has no fixed address on ${network}.`);
            },
            replicasOf: hostname => `tasks.${hostname}`,
          }),
        ),
      }),
    ),
  ];
  return {
    program: {
      ...plain,
      commands: ["sh", `${startFolder}/start.sh`, ...(entrypoint ?? [])],
      args: [...(command ?? [])],
      folders: [...new Set(plan.writtenFiles.map(({ path }) => posix.dirname(path)))],
    },
    configs,
  };
}

/** Where a task is called, in plain values: its networks by their place in a list, with their subnets. */
interface Where {
  readonly called: readonly { readonly network: number; readonly port: number }[];
  /** Empty for what leads to the node, where a task's address is of the node's own choice. */
  readonly subnets: readonly string[];
  readonly names: Readonly<Record<string, string>>;
}

function whereOf(plan: WorkloadPlan, made: Made): Output<Where> {
  const networks = plan.attachments.map(({ network }) => network);
  const called = calledPorts(plan).map(({ network, port }) => ({
    network: networks.findIndex(({ id }) => id === network),
    port,
  }));
  const subnets = plan.attachments.map(attachment => subnetOf(attachment, made));
  const names = Object.fromEntries(
    plan.attachments.map(attachment => [attachment.network.id, networkName(attachment, made)]),
  );
  return output({ called, subnets, names });
}

/** Where a network is, past what others had by the time it was made; empty for one that leads to the node. */
function subnetOf({ network, subnet }: Attachment, made: Made): Input<string> {
  if (leadsToHost(network)) return "";
  return subnet ?? made.subnets.get(network.id) ?? network.subnets[0] ?? "";
}

/** Where its ports came out: at every node, or at those of its tasks. */
function publishedPorts(service: docker.Service): Output<PublishedPort[]> {
  return service.endpointSpec.apply(({ ports }) =>
    (ports ?? []).map(({ targetPort, publishedPort, protocol }) => ({
      replica: 1,
      port: targetPort,
      protocol: protocol ?? "tcp",
      address: "0.0.0.0",
      hostPort: publishedPort ?? 0,
    })),
  );
}
