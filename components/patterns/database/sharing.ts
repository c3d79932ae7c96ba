import { type Input, interpolate, secret } from "@pulumi/pulumi";
import { type Flow, plainWorkload, type Workload as TopologyWorkload } from "../../../topology/index.ts";
import type { Problems } from "../../check/problems.ts";
import { dnsName } from "../../check/schemas.ts";
import { checkClient } from "../../check/unique.ts";
import { type Allocation, ownRequest } from "../../network/allocate.ts";
import { type NetworkPlan, ownNetwork } from "../../plan/network.ts";
import type { Attachment } from "../../plan/workload.ts";
import { placementOf } from "../../workload/placement.ts";
import type { Entry } from "../../workload/read.ts";
import type { DatabaseArgs } from "./args.ts";
import type { DatabaseHandle } from "./handle.ts";
import { engineOf, identityOf } from "./link.ts";

/** A client in another stack, and the network it has with the database. */
export interface Shared {
  readonly client: string;
  readonly network: NetworkPlan;
}

/** Plans a network for each client in another stack. */
export function planSharing(
  name: string,
  args: Partial<DatabaseArgs>,
  allocation: Allocation,
  problems: Problems,
): Shared[] {
  const { sharedWith = [], labels, app = name, placement } = args;
  if (sharedWith.length > 0 && placementOf(placement).kind === "swarm") {
    const reason = "on a Swarm nothing is shared with other stacks yet";
    problems.add("sharedWith", `${reason}; leave it out, or run the database on one engine`, ["placement"]);
  }
  return sharedWith.flatMap((client, index): Shared[] => {
    const path = `sharedWith[${index}]`;
    if (sharedWith.indexOf(client) < index) {
      problems.add(path, `${client} stands there twice; leave one out`);
      return [];
    }
    checkClient(client, path, problems);
    const id = `${name}-for-${client}`;
    if (!dnsName.safeParse(id).success) {
      const remedy = "give a shorter one";
      problems.add(path, `its segment's name ${id} is longer than 63 characters; ${remedy}`, ["name"]);
    }
    const place = allocation.place({ ...ownRequest(id, undefined), namePath: path });
    const own = { ...labels, "bulkhead.app": app };
    return [{ client, network: ownNetwork(id, "internal", place, own, placementOf(placement)) }];
  });
}

/** The database's part in those networks, where it is called by its name. */
export function sharedAttachments(shared: readonly Shared[]): Entry<Attachment>[] {
  return shared.map(({ network: { network } }, index) => {
    const value = { network, name: undefined, serves: true, aliases: [], ports: undefined };
    return { value, path: `sharedWith[${index}]` };
  });
}

/** Its clients in other stacks, as its own stack knows them. */
export function clientsElsewhere(shared: readonly Shared[]): TopologyWorkload[] {
  return shared.map(({ client, network: { network } }) => ({
    ...plainWorkload(client),
    attachments: [{ network: network.id, aliases: [] }],
    elsewhere: {},
  }));
}

/** The calls that they may make. */
export function callsFromElsewhere(
  name: string,
  args: Partial<DatabaseArgs>,
  shared: readonly Shared[],
): Flow[] {
  const { port } = engineOf(args);
  const way = { port, protocol: "tcp", via: "network", reason: "shared with another stack" } as const;
  return shared.map(({ client }) => ({ from: client, to: name, ...way }));
}

/** A handle of which parts are known once its network is made. */
export type HandleInputs = { readonly [Key in keyof DatabaseHandle]: Input<DatabaseHandle[Key]> };

/** What each of them is handed, by its name. */
export function handlesOf(
  name: string,
  hostname: string,
  args: DatabaseArgs,
  shared: readonly Shared[],
  networkName: (id: string) => Input<string>,
): Record<string, HandleInputs> {
  const { engine = "postgres" } = args;
  return Object.fromEntries(
    shared.map(({ client, network }) => {
      const onEngine = networkName(network.network.id);
      const handle: HandleInputs = {
        engine,
        workload: name,
        // With its network's name, which is one alone on the engine: another stack may have a server of that name itself.
        host: interpolate`${hostname}.${onEngine}`,
        port: engineOf(args).port,
        ...identityOf(args),
        password: secret(args.password),
        network: onEngine,
      };
      return [client, handle];
    }),
  );
}
