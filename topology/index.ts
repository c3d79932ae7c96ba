export { diff, isDifferent } from "./diff/diff.ts";
export type {
  Change,
  ChangeKind,
  DeclarationChange,
  Difference,
  PortChange,
} from "./diff/difference.ts";
export { diffGroups, type GroupChange, type GroupedDifference, inGroups } from "./diff/grouped.ts";
export { capabilityName, hasCapability } from "./model/capabilities.ts";
export { type EngineFacts, type Firewall, majorVersion } from "./model/engine.ts";
export { isKnown, isUnknown, known, type Maybe, type Unknown } from "./model/known.ts";
export type { Labelled, Source, UnknownField } from "./model/labels.ts";
export {
  type AddressFamily,
  addressFamilies,
  bridgeInterface,
  type GatewayMode,
  type Network,
  plainNetwork,
  unknownDriver,
} from "./model/network.ts";
export { dnsOutside, isBeyond, nameOutside, outsideNamed } from "./model/outside.ts";
export { keeperLabel, scheduleLabel } from "./model/ownLabels.ts";
export { isWithin, plainPath } from "./model/paths.ts";
export type { SwarmNode, Task } from "./model/swarm.ts";
export { type Piece, piecesOf } from "./model/template.ts";
export {
  type Carrier,
  emptyTopology,
  type Flow,
  type Fragment,
  flowKey,
  hostId,
  mergeFragments,
  othersId,
  outsideId,
  type Topology,
  type Volume,
} from "./model/topology.ts";
export {
  type Attachment,
  type Care,
  type EnvironmentEntry,
  type Forward,
  isRoot,
  type Link,
  type MountedPath,
  type Namespace,
  type OpenPort,
  type Privileges,
  type Protocol,
  type PublishedPort,
  plainWorkload,
  type Templates,
  type Workload,
} from "./model/workload.ts";
export { holdsRuntimeSocket, isRootEquivalent } from "./reach/dangers.ts";
export type { Acknowledged, Cause, Edge, Mechanism, Node, Path, Reach, Verdict } from "./reach/edge.ts";
export { type Explanation, explain } from "./reach/explain.ts";
export {
  type EndGroup,
  type GroupEdge,
  type GroupedNode,
  type GroupedReach,
  reachGroups,
} from "./reach/groups.ts";
export { reachInGroups, type Standing, standingOf } from "./reach/inGroups.ts";
export type { Interest } from "./reach/interest.ts";
export {
  type Ends,
  type Excess,
  type ExcessOptions,
  excess,
  hostOpen,
  type Judgement,
  judge,
  missing,
} from "./reach/judge.ts";
export { type NameClash, nameClashes, namesBetween } from "./reach/names.ts";
export { findOwner, type Ownership } from "./reach/namespace.ts";
export { ingressNetwork } from "./reach/network.ts";
export { pathBetween, pathsFrom } from "./reach/paths.ts";
export type { Port } from "./reach/ports.ts";
export { ingress, nodeBridge } from "./reach/ports.ts";
export type { Question } from "./reach/questions.ts";
export { type ReachOptions, reach } from "./reach/reach.ts";
export { portText } from "./reach/words.ts";
export { type NetworkBehaviour, networkBehaviour } from "./readers/bridge.ts";
export { datastoreOf } from "./readers/datastores.ts";
export { readDeployment } from "./readers/deployment.ts";
export { binds } from "./readers/mountOptions.ts";
export { readPreview } from "./readers/preview.ts";
export { fragmentOutput } from "./readers/resources/components.ts";
export { readResources } from "./readers/resources/readResources.ts";
export type { StackResource } from "./readers/resources/resource.ts";
export { readSecurityOptions } from "./readers/securityOptions.ts";
export { columns } from "./render/columns.ts";
export { reachCsv } from "./render/csv.ts";
export { diffDot, diffMarkdown, diffMermaid, diffSvg, diffText } from "./render/diff.ts";
export { reachDot } from "./render/dot.ts";
export { type GroupsTableOptions, reachGroupsTable } from "./render/groups.ts";
export { diffGroupsJson, diffJson, groupsJson, reachJson } from "./render/json.ts";
export { reachMarkdown } from "./render/markdown.ts";
export { reachMermaid } from "./render/mermaid.ts";
export type { PictureOptions } from "./render/picture.ts";
export { summary } from "./render/summary.ts";
export { reachSvg } from "./render/svg.ts";
export { reachTable, type TableOptions } from "./render/table.ts";
export { wrap } from "./render/wrap.ts";
