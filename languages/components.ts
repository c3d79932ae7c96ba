import type { ComponentResource, ComponentResourceOptions } from "@pulumi/pulumi";
import {
  Database,
  Job,
  MultiTierApp,
  OneWayLink,
  ProxiedApp,
  Proxy,
  RemoteDatabase,
  Segment,
  SharedSocket,
  Volume,
  Workload,
} from "../components/index.ts";
import type { ComponentName } from "./forms.ts";

type Constructor = new (name: string, args: never, opts?: ComponentResourceOptions) => ComponentResource;

/** The components that other languages make, by the last part of their type. */
export const components: Readonly<Record<ComponentName, Constructor>> = {
  Database,
  Job,
  MultiTierApp,
  OneWayLink,
  ProxiedApp,
  Proxy,
  RemoteDatabase,
  Segment,
  SharedSocket,
  Volume,
  Workload,
};

/** True for what {@link components} has. */
export function isComponentName(name: string): name is ComponentName {
  return Object.hasOwn(components, name);
}
