import { Config, type Output } from "@pulumi/pulumi";
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
}

/** Reads the stack's config; Pulumi.yaml holds dev's values, Pulumi.STACK.yaml what differs elsewhere. */
export function readSettings(): Settings {
  const config = new Config();
  const image = imageSource(config);
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
  };
}

/** With `images: demo` an image nobody names is the one this repository builds; otherwise each must be named. */
function imageSource(config: Config): (key: string, demo: DemoImageName) => string {
  const builtHere = config.require("images") === "demo";
  return (key, demo) => config.get(key) ?? (builtHere ? demoImage(demo) : config.require(key));
}
