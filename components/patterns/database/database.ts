import { ComponentResource, type ComponentResourceOptions, type Output, output } from "@pulumi/pulumi";
import { Problems } from "../../check/problems.ts";
import { Hidden } from "../../hidden.ts";
import { deploy } from "../../workload/deploy.ts";
import type { Linkable, LinkTarget } from "../../workload/link.ts";
import type { DatabaseArgs } from "./args.ts";
import { checkDatabase } from "./check.ts";
import { createVolume, dataOf } from "./data.ts";
import { databasePrefix, databaseSockets, databaseVariables } from "./link.ts";
import { databaseWorkload } from "./workload.ts";

/**
 * A PostgreSQL, MySQL or MariaDB server with its data on a protected volume, called by its clients alone. A change
 * replaces the container; its name and its data stay, its address does not.
 *
 * @example
 * const data = new Segment("data");
 * const db = new Database("db", { image: "postgres:16", password: config.requireSecret("dbPassword"), segments: [data] });
 * // DB_HOST, DB_PORT, DB_USER, DB_NAME and DB_PASS_FILE:
 * new Workload("api", { image: "acme/api:1", segments: [data], link: [db] });
 */
export class Database extends ComponentResource implements Linkable {
  /** The name peers call it by. */
  readonly hostname: Output<string>;
  /** The volume its data is on. */
  readonly volumeName: Output<string>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: DatabaseArgs, opts?: ComponentResourceOptions) {
    const problems = new Problems();
    checkDatabase(name, args, problems);
    problems.throwIfAny("Database", name);
    super("bulkhead:index:Database", name, {}, opts);
    const volume = createVolume(this, name, args);
    const data = dataOf(name, volume.name, args.labels);
    const inner = databaseWorkload(name, args, data.mountable);
    const extra = { datastore: args.engine ?? "postgres", volumes: [data.topology] };
    const { containers, workload, outputs } = deploy(this, name, inner, extra);
    targets.set(this, {
      workload,
      prefix: databasePrefix(args),
      variables: place => databaseVariables(workload.name, args, place),
      sockets: databaseSockets(args),
      resources: containers,
    });
    this.hostname = output(workload.name);
    this.volumeName = volume.name;
    this.registerOutputs({ hostname: this.hostname, volumeName: this.volumeName, ...outputs });
  }

  linkTarget(): LinkTarget {
    return targets.get(this);
  }
}

const targets = new Hidden<Database, LinkTarget>();
