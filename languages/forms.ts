import { z } from "zod";
import type { SegmentArgs } from "../components/network/args.ts";
import { segmentSchema } from "../components/network/plan.ts";
import type { DatabaseArgs } from "../components/patterns/database/args.ts";
import { databaseSchema } from "../components/patterns/database/plan.ts";
import type { JobArgs } from "../components/patterns/job/args.ts";
import { jobSchema } from "../components/patterns/job/plan.ts";
import type { MultiTierAppArgs } from "../components/patterns/multiTierApp/args.ts";
import { appSchema, tierSchemas } from "../components/patterns/multiTierApp/form.ts";
import type { OneWayLinkArgs } from "../components/patterns/oneWayLink/args.ts";
import { oneWayLinkSchema } from "../components/patterns/oneWayLink/plan.ts";
import type { ProxiedAppArgs } from "../components/patterns/proxiedApp/args.ts";
import {
  schema as proxiedAppSchema,
  proxySchema as proxiedProxySchema,
  serviceSchema,
} from "../components/patterns/proxiedApp/form.ts";
import type { ProxyArgs } from "../components/patterns/proxy/args.ts";
import { proxySchema } from "../components/patterns/proxy/plan.ts";
import type { RemoteDatabaseArgs } from "../components/patterns/remoteDatabase/args.ts";
import { remoteDatabaseSchema } from "../components/patterns/remoteDatabase/plan.ts";
import { type SharedSocketArgs, sharedSocketSchema } from "../components/storage/sharedSocket.ts";
import { type VolumeArgs, volumeSchema } from "../components/storage/volume.ts";
import type { WorkloadArgs } from "../components/workload/args/workload.ts";
import { workloadSchema } from "../components/workload/plan.ts";

/** What each component takes, as TypeScript knows it. */
export interface ArgumentsOf {
  readonly Segment: SegmentArgs;
  readonly Workload: WorkloadArgs;
  readonly MultiTierApp: MultiTierAppArgs<string>;
  readonly ProxiedApp: ProxiedAppArgs;
  readonly Database: DatabaseArgs;
  readonly RemoteDatabase: RemoteDatabaseArgs;
  readonly Proxy: ProxyArgs;
  readonly Job: JobArgs;
  readonly OneWayLink: OneWayLinkArgs;
  readonly SharedSocket: SharedSocketArgs;
  readonly Volume: VolumeArgs;
}

export type ComponentName = keyof ArgumentsOf;

/** What each component takes, as its constructor checks it. */
export const forms: Readonly<Record<ComponentName, z.ZodType>> = {
  Segment: segmentSchema,
  Workload: workloadSchema,
  // What is in tiers and services is checked by the form of each, where it is known of which kind it is.
  MultiTierApp: appSchema.extend({ tiers: z.record(z.string(), z.union(Object.values(tierSchemas))) }),
  ProxiedApp: proxiedAppSchema.extend({
    proxy: proxiedProxySchema,
    services: z.record(z.string(), serviceSchema),
  }),
  Database: databaseSchema,
  RemoteDatabase: remoteDatabaseSchema,
  Proxy: proxySchema,
  Job: jobSchema,
  OneWayLink: oneWayLinkSchema,
  SharedSocket: sharedSocketSchema,
  Volume: volumeSchema,
};
