import type * as docker from "@pulumi/docker";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { fragmentOutput } from "../../topology/index.ts";
import { planned } from "../check/planned.ts";
import { Problems } from "../check/problems.ts";
import { dnsName, exactly, labels, transform } from "../check/schemas.ts";
import { standIn } from "../check/standIn.ts";
import { checkUnique, giveName } from "../check/unique.ts";
import { placements } from "../placement/placements.ts";
import type { VolumePlan } from "../plan/volume.ts";
import { socketFacts } from "./facts.ts";
import type { Mountable, MountTarget } from "./mountable.ts";

/** Arguments of a {@link SharedSocket}. */
export interface SharedSocketArgs {
  /**
   * Labels on the volume, beside the library's own.
   *
   * @default {}
   * @example { owner: "team-shop" }
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * Changes what is given to the inner docker.Volume; the last word.
   *
   * @default nothing is changed
   * @example args => ({ ...args, driverOpts: { type: "tmpfs", device: "tmpfs" } })
   */
  readonly transform?: ((args: docker.VolumeArgs) => docker.VolumeArgs) | undefined;
}

/** The form of a shared socket's arguments. */
export const sharedSocketSchema = exactly({ labels: labels.optional(), transform: transform.optional() });

/** Where the folder of each shared socket is, in the file systems of all who have it. */
const socketsFolder = "/run/sockets";

/**
 * A folder in memory in which one workload opens a Unix socket that others connect to, without any network between
 * them. The server may write to it; its clients have it read-only, which is enough to connect. What the server answers
 * to is a matter of the file's permissions and of its own protocol, as with any socket.
 *
 * @example
 * const socket = new SharedSocket("db-socket");
 * const db = new Database("db", { image: "postgres:16", password: config.requireSecret("dbPassword"), socket });
 * // DB_HOST=/run/sockets/db-socket, DB_PORT, DB_SOCKET, DB_USER, DB_NAME and DB_PASS_FILE:
 * new Workload("api", { image: "acme/api:1", link: [{ to: db, over: socket }] });
 */
export class SharedSocket extends ComponentResource implements Mountable {
  /** The volume's name on the engine. */
  readonly volumeName!: Output<string>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: SharedSocketArgs = {}, opts?: ComponentResourceOptions) {
    const plan = planned(() => planSharedSocket(name, args));
    if (plan === undefined) return standIn(SharedSocket);
    super("bulkhead:index:SharedSocket", name, {}, opts);
    giveName("volume", name);
    this.volumeName = placements.engine.volume(this, plan).name;
    socketFacts.set(this, { id: name, name: this.volumeName, folder: `${socketsFolder}/${name}` });
    const { volumeName } = this;
    this.registerOutputs({ volumeName, [fragmentOutput]: { volumes: [plan.volume] } });
  }

  /** Its folder, the same for all who have it. */
  folder(): string {
    return socketFacts.get(this).folder;
  }

  mountTarget(): MountTarget {
    const { id, name } = socketFacts.get(this);
    return { id, name };
  }
}

/**
 * In memory, since a socket outlives nobody; open to every user, since server and clients run as different ones, and
 * who may write at all is decided by how it is mounted.
 */
function planSharedSocket(name: string, args: SharedSocketArgs): VolumePlan {
  const problems = new Problems();
  problems.form("name", dnsName, name);
  problems.form("", sharedSocketSchema, args);
  checkUnique("volume", name, "name", problems);
  problems.throwIfAny("SharedSocket", name);
  const { labels = {}, transform } = args;
  return {
    volume: { id: name, driver: "local", external: false, labels },
    title: `shared socket ${name}`,
    driver: "local",
    driverOptions: { type: "tmpfs", device: "tmpfs", o: "mode=1777,size=1m,nosuid,nodev,noexec" },
    labels: { ...labels, "bulkhead.socket": name },
    keeps: false,
    protect: undefined,
    transform,
  };
}
