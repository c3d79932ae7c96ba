import * as docker from "@pulumi/docker";
import { ComponentResource, type ComponentResourceOptions, type Output, output } from "@pulumi/pulumi";
import { Problems } from "../../check/problems.ts";
import { Hidden } from "../../hidden.ts";
import { labelList } from "../../labels.ts";
import { deploy } from "../../workload/deploy.ts";
import type { Linkable, LinkTarget } from "../../workload/link.ts";
import type { DatabaseArgs } from "./args.ts";
import { checkDatabase } from "./check.ts";
import { databasePrefix, databaseVariables, postgresWorkload } from "./postgres.ts";

/**
 * A PostgreSQL server with its data on a protected volume, called by its clients alone. A change replaces the
 * container; its name and its data stay, its address does not.
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
    const inner = postgresWorkload(name, args, volume.name);
    const kept = { datastore: "postgres", volume: volumeName(name) };
    const { containers, workload, outputs } = deploy(this, name, inner, kept);
    targets.set(this, {
      workload,
      prefix: databasePrefix(args),
      variables: databaseVariables(workload.name, args),
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

function createVolume(parent: Database, name: string, args: DatabaseArgs): docker.Volume {
  const { app = name, tier } = args;
  const labels = labelList({
    ...args.labels,
    "bulkhead.app": app,
    "bulkhead.workload": name,
    ...(tier === undefined ? {} : { "bulkhead.tier": tier }),
  });
  // The engine can change no label of a volume; another one in its place would be an empty one.
  const options = { parent, protect: args.protectData ?? true, ignoreChanges: ["labels"] };
  return new docker.Volume(volumeName(name), { labels }, options);
}

function volumeName(name: string): string {
  return `${name}-data`;
}
