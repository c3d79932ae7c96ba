export type { Problem } from "./check/problem.ts";
export { ArgumentError } from "./check/problems.ts";
export type { SegmentArgs } from "./network/args.ts";
export { Segment } from "./network/segment.ts";
export type { SubnetPool } from "./network/subnets.ts";
export type { DatabaseArgs } from "./patterns/database/args.ts";
export { Database } from "./patterns/database/database.ts";
export type { DatabaseHandle } from "./patterns/database/handle.ts";
export type { JobArgs } from "./patterns/job/args.ts";
export { Job } from "./patterns/job/job.ts";
export type {
  DatabaseTierArgs,
  FlowArgs,
  JobTierArgs,
  MultiTierAppArgs,
  ProxyTierArgs,
  TierArgs,
  TierLinkArgs,
  TierRouteArgs,
  WorkloadTierArgs,
} from "./patterns/multiTierApp/args.ts";
export { MultiTierApp } from "./patterns/multiTierApp/multiTierApp.ts";
export type { OneWayLinkArgs } from "./patterns/oneWayLink/args.ts";
export { OneWayLink } from "./patterns/oneWayLink/oneWayLink.ts";
export type { ProxiedAppArgs, ServiceArgs, ServiceRouteArgs } from "./patterns/proxiedApp/args.ts";
export { ProxiedApp } from "./patterns/proxiedApp/proxiedApp.ts";
export type { ProxyArgs, RedirectArgs, RouteArgs, TlsArgs } from "./patterns/proxy/args.ts";
export { Proxy } from "./patterns/proxy/proxy.ts";
export type { RemoteDatabaseArgs } from "./patterns/remoteDatabase/args.ts";
export { RemoteDatabase } from "./patterns/remoteDatabase/remoteDatabase.ts";
export type { PublishedPort } from "./plan/published.ts";
export type { Call } from "./plan/workload.ts";
export type { Mountable, MountTarget } from "./storage/mountable.ts";
export { SharedSocket, type SharedSocketArgs } from "./storage/sharedSocket.ts";
export { Volume, type VolumeArgs } from "./storage/volume.ts";
export type {
  EgressBlockArgs,
  EgressDnsArgs,
  EgressHostArgs,
  EgressLearnArgs,
  EgressRelayArgs,
} from "./workload/args/egress.ts";
export type {
  AttachmentArgs,
  DnsArgs,
  HostNetworkArgs,
  LinkArgs,
  ListenArgs,
  PortArgs,
  PublishArgs,
} from "./workload/args/network.ts";
export type {
  PlacementArgs,
  SwarmArgs,
  SwarmReservationArgs,
  SwarmUpdateArgs,
} from "./workload/args/placement.ts";
export type { HardeningArgs, HealthArgs, LimitArgs } from "./workload/args/process.ts";
export type { FileArgs, MountArgs, SocketArgs } from "./workload/args/storage.ts";
export type { WorkloadArgs } from "./workload/args/workload.ts";
export { legacyLinkEnv } from "./workload/legacyLinkEnv.ts";
export type { Linkable, LinkTarget, LinkVariable, OpenSocket, Place } from "./workload/link.ts";
export { Workload } from "./workload/workload.ts";
