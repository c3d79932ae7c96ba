import {
  ComponentResource,
  type ComponentResourceOptions,
  type Output,
  output,
  unsecret,
} from "@pulumi/pulumi";
import { fragmentOutput } from "../../../topology/index.ts";
import { planned } from "../../check/planned.ts";
import { standIn } from "../../check/standIn.ts";
import { giveName } from "../../check/unique.ts";
import { Facet } from "../../facet.ts";
import type { Linkable, LinkTarget } from "../../workload/link.ts";
import { engines } from "../database/engines.ts";
import { type DatabaseHandle, readHandle } from "../database/handle.ts";
import { accessVariables } from "../database/link.ts";
import type { RemoteDatabaseArgs } from "./args.ts";
import { planRemote, type RemotePlan } from "./plan.ts";

/**
 * A {@link Database} of another stack, as that has shared it with this one. What links to it joins the network that the
 * other stack has made for the two, and gets the same variables as clients there; whoever does not reaches it by no way.
 * Nothing is made for it here, and nothing of the database is this stack's to change.
 *
 * @example
 * // The database's stack: new Database("ledger", { ..., sharedWith: ["billing"] }), and
 * // export const forBilling = ledger.handles.apply(handles => handles.billing);
 * const other = new StackReference("acme/ledger/prod");
 * const ledger = new RemoteDatabase("ledger", { handle: other.requireOutput("forBilling") });
 * new Workload("billing", { image: "acme/billing:1", link: [ledger] }); // DB_HOST, DB_PORT, DB_USER, DB_NAME, DB_PASS_FILE
 */
export class RemoteDatabase extends ComponentResource implements Linkable {
  /** The name it is called by. */
  readonly hostname!: Output<string>;
  /** The name on the engine of the network on which it is called. */
  readonly networkName!: Output<string>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: RemoteDatabaseArgs, opts?: ComponentResourceOptions) {
    const plan = planned(() => planRemote(name, args));
    if (plan === undefined) return standIn(RemoteDatabase);
    super("bulkhead:index:RemoteDatabase", name, {}, opts);
    giveName("workload", name);
    giveName("segment", name);
    const handle = output(args.handle).apply(given => readHandle(name, plan.engine, given));
    targets.set(this, targetOf(plan, handle));
    const open = inTheOpen(handle);
    this.hostname = open("host");
    this.networkName = open("network");
    const { hostname, networkName } = this;
    const { network, workload } = plan;
    this.registerOutputs({
      hostname,
      networkName,
      [fragmentOutput]: {
        networks: [{ ...network, engineName: networkName }],
        workloads: [{ ...workload, name: hostname, elsewhere: { workload: open("workload") } }],
      },
    });
  }

  linkTarget(): LinkTarget {
    return targets.get(this);
  }
}

const targets = new Facet<LinkTarget>("remote-database");

function targetOf(
  { engine, prefix, url, network, workload }: RemotePlan,
  handle: Output<DatabaseHandle>,
): LinkTarget {
  const open = inTheOpen(handle);
  const access = {
    engine: engines[engine],
    host: open("host"),
    user: open("user"),
    database: open("database"),
    password: handle.password,
    url,
  };
  return {
    workload,
    prefix,
    variables: place => accessVariables(access, place),
    meets: { network, name: open("network"), serves: false, aliases: [], ports: undefined },
    resources: [],
  };
}

/** Parts of a handle that are no secret: as a whole it is one, for the password in it. */
function inTheOpen(
  handle: Output<DatabaseHandle>,
): (part: Exclude<keyof DatabaseHandle, "password" | "port">) => Output<string> {
  const open = unsecret(handle);
  return part => open.apply(parts => parts[part]);
}
