import type * as docker from "@pulumi/docker";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { z } from "zod";
import { fragmentOutput } from "../../topology/index.ts";
import { planned } from "../check/planned.ts";
import { Problems } from "../check/problems.ts";
import { dnsName, exactly, labels, transform } from "../check/schemas.ts";
import { standIn } from "../check/standIn.ts";
import { checkUnique, giveName } from "../check/unique.ts";
import { Facet } from "../facet.ts";
import { placements } from "../placement/placements.ts";
import type { VolumePlan } from "../plan/volume.ts";
import type { Mountable, MountTarget } from "./mountable.ts";

/** Arguments of a {@link Volume}. */
export interface VolumeArgs {
  /**
   * The engine's driver.
   *
   * @default "local"
   * @example "local"
   */
  readonly driver?: string | undefined;
  /**
   * Options of the driver, as they are.
   *
   * @default {}
   * @example { type: "nfs", o: "addr=10.0.0.9,ro", device: ":/exports/reports" }
   */
  readonly driverOptions?: Readonly<Record<string, string>> | undefined;
  /**
   * Protects it: `pulumi destroy` refuses to remove it, `bulkhead down` leaves it.
   *
   * @default false
   * @example true
   */
  readonly protectData?: boolean | undefined;
  /**
   * Labels, beside the library's own.
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

/** The form of a volume's arguments. */
export const volumeSchema = exactly({
  driver: z.string().min(1, "give a driver's name").optional(),
  driverOptions: z.record(z.string(), z.string()).optional(),
  protectData: z.boolean().optional(),
  labels: labels.optional(),
  transform: transform.optional(),
});

/**
 * A volume that workloads keep files in, or hand to one another: one writes, the others read.
 *
 * @example
 * const reports = new Volume("reports");
 * new Workload("writer", { image: "acme/reports:1", volumes: [{ volume: reports, at: "/var/reports" }] });
 * new Workload("reader", { image: "acme/web:1", volumes: [{ volume: reports, at: "/reports", readOnly: true }] });
 */
export class Volume extends ComponentResource implements Mountable {
  /** The volume's name on the engine. */
  readonly volumeName!: Output<string>;

  /**
   * @throws ArgumentError with everything that is wrong; nothing is created then.
   */
  constructor(name: string, args: VolumeArgs = {}, opts?: ComponentResourceOptions) {
    const plan = planned(() => planVolume(name, args));
    if (plan === undefined) return standIn(Volume);
    super("bulkhead:index:Volume", name, {}, opts);
    giveName("volume", name);
    this.volumeName = placements.engine.volume(this, plan).name;
    targets.set(this, { id: name, name: this.volumeName });
    const { volumeName } = this;
    this.registerOutputs({ volumeName, [fragmentOutput]: { volumes: [plan.volume] } });
  }

  mountTarget(): MountTarget {
    return targets.get(this);
  }
}

const targets = new Facet<MountTarget>("volume");

function planVolume(name: string, args: VolumeArgs): VolumePlan {
  const problems = new Problems();
  problems.form("name", dnsName, name);
  const sound = problems.form("", volumeSchema, args);
  checkUnique("volume", name, "name", problems);
  checkOptions(sound, problems);
  problems.throwIfAny("Volume", name);
  const { driver, driverOptions, protectData = false, labels = {}, transform } = args;
  return {
    volume: { id: name, driver: driver ?? "local", external: false, labels },
    title: `volume ${name}`,
    driver,
    driverOptions,
    labels: { ...labels, "bulkhead.volume": name },
    keeps: true,
    protect: protectData,
    transform,
  };
}

/** A folder of the host is no volume, whatever the driver calls it: the engine's own socket may be in it. */
function checkOptions({ driver = "local", driverOptions = {} }: VolumeArgs, problems: Problems): void {
  const { type, o = "" } = driverOptions;
  if (driver !== "local" || !(type === "none" || o.split(",").some(option => /^r?bind$/.test(option))))
    return;
  problems.add(
    "driverOptions",
    "this mounts a folder of the host, which no workload gets; leave the options out, and put what it is to read into files",
  );
}
