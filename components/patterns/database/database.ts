import { ComponentResource, type ComponentResourceOptions, type Output, output } from "@pulumi/pulumi";
import { planned } from "../../check/planned.ts";
import { standIn } from "../../check/standIn.ts";
import { Facet } from "../../facet.ts";
import { madeAs, nothingMade } from "../../placement/made.ts";
import { realizeWorkload } from "../../placement/realize.ts";
import { Ready } from "../../plan/ready.ts";
import type { Linkable, LinkTarget } from "../../workload/link.ts";
import type { ReadyServer } from "../../workload/workload.ts";
import type { DatabaseArgs } from "./args.ts";
import { planDatabase } from "./plan.ts";

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
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: DatabaseArgs, opts?: ComponentResourceOptions) {
    const ready: ReadyServer | undefined =
      readyDatabase.find(args) ?? planned(() => planDatabase(name, args));
    if (ready === undefined) return standIn(Database);
    const { plan, endpoint, made = nothingMade } = ready;
    super("bulkhead:index:Database", name, {}, opts);
    const realized = realizeWorkload(this, plan, made);
    targets.set(this, { ...endpoint, resources: realized.resources });
    this.hostname = output(endpoint.workload.name);
    this.volumeName = output(madeAs(realized.made.volumes, `${name}-data`));
    const { hostname, volumeName } = this;
    this.registerOutputs({ hostname, volumeName, ...realized.outputs });
  }

  linkTarget(): LinkTarget {
    return targets.get(this);
  }
}

/** A database that another component has planned. */
export const readyDatabase = new Ready<DatabaseArgs, ReadyServer>("database");

const targets = new Facet<LinkTarget>("database");
