import { ComponentResource, type ComponentResourceOptions, type Output, output } from "@pulumi/pulumi";
import { planned } from "../../check/planned.ts";
import { standIn } from "../../check/standIn.ts";
import { giveClient } from "../../check/unique.ts";
import { Facet } from "../../facet.ts";
import { madeAs, nothingMade } from "../../placement/made.ts";
import { realizeWorkload } from "../../placement/realize.ts";
import { Ready } from "../../plan/ready.ts";
import type { Linkable, LinkTarget } from "../../workload/link.ts";
import type { ReadyServer } from "../../workload/workload.ts";
import type { DatabaseArgs } from "./args.ts";
import type { DatabaseHandle } from "./handle.ts";
import { type DatabasePlan, planDatabase } from "./plan.ts";

/**
 * A PostgreSQL, MySQL or MariaDB server with its data on a protected volume, called by its clients alone. A change
 * replaces the container; its name and its data stay, its address does not.
 *
 * @example
 * const db = new Database("db", { image: "postgres:16", password: config.requireSecret("dbPassword") });
 * // DB_HOST, DB_PORT, DB_USER, DB_NAME and DB_PASS_FILE:
 * new Workload("api", { image: "acme/api:1", link: [db] });
 */
export class Database extends ComponentResource implements Linkable {
  /** The name peers call it by. */
  readonly hostname!: Output<string>;
  /** The volume its data is on. */
  readonly volumeName!: Output<string>;
  /**
   * What its clients in other stacks are handed, by their names: {@link DatabaseArgs.sharedWith}. A secret, to be exported
   * as it is.
   */
  readonly handles!: Output<Record<string, DatabaseHandle>>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: DatabaseArgs, opts?: ComponentResourceOptions) {
    const ready: ReadyDatabase | undefined =
      readyDatabase.find(args) ?? planned(() => planDatabase(name, args));
    if (ready === undefined) return standIn(Database);
    const { plan, endpoint, made = nothingMade } = ready;
    super("bulkhead:index:Database", name, {}, opts);
    const realized = realizeWorkload(this, plan, made);
    targets.set(this, { ...endpoint, resources: realized.resources });
    this.hostname = output(endpoint.workload.name);
    this.volumeName = output(madeAs(realized.made.volumes, `${name}-data`));
    const clients = ready.handles?.(id => madeAs(realized.made.networks, id)) ?? {};
    for (const client of Object.keys(clients)) giveClient(client);
    this.handles = output(clients);
    const { hostname, volumeName, handles } = this;
    this.registerOutputs({ hostname, volumeName, handles, ...realized.outputs });
  }

  linkTarget(): LinkTarget {
    return targets.get(this);
  }
}

type ReadyDatabase = ReadyServer & Partial<Pick<DatabasePlan, "handles">>;

/** A database that another component has planned. */
export const readyDatabase = new Ready<DatabaseArgs, ReadyDatabase>("database");

const targets = new Facet<LinkTarget>("database");
