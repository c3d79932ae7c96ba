import { type Network, plainNetwork, plainWorkload, type Workload } from "../../../topology/index.ts";
import { pick } from "../../check/pick.ts";
import { Problems } from "../../check/problems.ts";
import { dnsName, exactly, exported } from "../../check/schemas.ts";
import { checkUnique } from "../../check/unique.ts";
import { behaviourOf } from "../../plan/network.ts";
import { type EngineName, engines } from "../database/engines.ts";
import { databaseFields } from "../database/plan.ts";
import type { RemoteDatabaseArgs } from "./args.ts";

/** The form of a remote database's arguments. */
export const remoteDatabaseSchema = exactly({
  handle: exported("give the handle that the other stack has exported, or an output of it"),
  ...pick(databaseFields, "engine", "url", "prefix"),
});

/** What is known of a database of another stack before that is asked. */
export interface RemotePlan {
  readonly engine: EngineName;
  readonly prefix: string;
  readonly url: boolean;
  /** The network on which it is met: for the two of them, so that all its members are described. */
  readonly network: Network;
  readonly workload: Workload;
}

/**
 * Reads a remote database's arguments.
 *
 * @throws ArgumentError with everything that is wrong.
 */
export function planRemote(name: string, args: RemoteDatabaseArgs): RemotePlan {
  const problems = new Problems();
  problems.form("name", dnsName, name);
  const {
    engine = "postgres",
    prefix = "DB",
    url = false,
  }: Partial<RemoteDatabaseArgs> = problems.form("", remoteDatabaseSchema, args);
  checkUnique("workload", name, "name", problems);
  checkUnique("segment", name, "name", problems);
  problems.throwIfAny("RemoteDatabase", name);
  const network = { ...plainNetwork(name), ...behaviourOf({}), external: true, closed: true };
  const workload: Workload = {
    ...plainWorkload(name),
    attachments: [{ network: name, aliases: [name] }],
    ports: [{ port: engines[engine].port, protocol: "tcp" }],
    datastore: engine,
    elsewhere: {},
  };
  return { engine, prefix, url, network, workload };
}
