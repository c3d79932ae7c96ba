import { Config, type Output } from "@pulumi/pulumi";
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

/** Reads the stack's config; Pulumi.yaml holds the defaults, Pulumi.STACK.yaml what differs. */
export function readSettings(): Settings {
  const config = new Config();
  return {
    webImage: config.get("webImage") ?? demoImage("haproxy"),
    appImage: config.get("appImage") ?? demoImage("app"),
    dbImage: config.get("dbImage") ?? demoImage("postgres"),
    webReplicas: config.requireNumber("webReplicas"),
    appReplicas: config.requireNumber("appReplicas"),
    hostPort: config.requireNumber("hostPort"),
    address: config.require("address"),
    dbPassword: config.requireSecret("dbPassword"),
    dbMemory: config.requireNumber("dbMemory"),
    pool: config.get("pool"),
  };
}
