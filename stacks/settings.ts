import { Config, type Output } from "@pulumi/pulumi";
import type { PlacementArgs } from "../components/index.ts";
import type { DemoImageName } from "../images/catalog.ts";
import { demoImage } from "../images/reference.ts";

/** What differs between dev, staging and prod. */
export interface Settings {
  readonly webImage: string;
  readonly appImage: string;
  readonly dbImage: string;
  readonly webReplicas: number;
  readonly appReplicas: number;
  readonly hostPort: number;
  readonly address: string;
  readonly dbPassword: Output<string>;
  readonly dbMemory: number;
  /** The pool subnets come from; the library's own when not set. */
  readonly pool: string | undefined;
  /** What the application's image starts, where that is known: on a Swarm it has to be. */
  readonly appEntrypoint: readonly string[] | undefined;
  readonly placement: PlacementArgs;
  /** Seconds for which the application goes on answering when it is told to end. */
  readonly drainSeconds: string | undefined;
}

/** Reads the stack's config; Pulumi.yaml holds dev's values, Pulumi.STACK.yaml what differs elsewhere. */
export function readSettings(): Settings {
  const config = new Config();
  const image = imageSource(config);
  const isDemo = config.require("images") === "demo";
  const swarm = config.get("placement") === "swarm";
  return {
    webImage: image("webImage", "haproxy"),
    appImage: image("appImage", "app"),
    dbImage: image("dbImage", "postgres"),
    webReplicas: config.requireNumber("webReplicas"),
    appReplicas: config.requireNumber("appReplicas"),
    hostPort: config.requireNumber("hostPort"),
    address: config.require("address"),
    dbPassword: config.requireSecret("dbPassword"),
    dbMemory: config.requireNumber("dbMemory"),
    pool: config.get("pool"),
    appEntrypoint: config.getObject("appEntrypoint") ?? (swarm && isDemo ? demoEntrypoint : undefined),
    drainSeconds: config.get("drainSeconds"),
    placement: swarm ? { kind: "swarm", encrypted: config.getBoolean("encrypted") ?? true } : "engine",
  };
}

/** As the Dockerfile of the demo image has it. */
const demoEntrypoint: readonly string[] = ["python3", "-u", "/app/shop.py"];

/** With `images: demo` an image nobody names is the one this repository builds; otherwise each must be named. */
function imageSource(config: Config): (key: string, demo: DemoImageName) => string {
  const builtHere = config.require("images") === "demo";
  return (key, demo) => config.get(key) ?? (builtHere ? demoImage(demo) : config.require(key));
}
