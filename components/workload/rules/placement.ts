import type { Complain } from "../../check/complain.ts";
import type { SwarmPlacement } from "../../plan/placement.ts";
import { whyNoTaskTmpfs } from "../../plan/taskTmpfs.ts";
import { placementOf } from "../placement.ts";
import type { ReadWorkload } from "../read.ts";

/** Checks what a workload's arguments have to do with where it runs. */
export function checkPlacement(workload: ReadWorkload, complain: Complain): void {
  const placement = placementOf(workload.args.placement);
  checkNeighbours(workload, placement.kind, complain);
  if (placement.kind === "engine") return;
  checkCounterparts(workload, complain);
  checkPublishing(workload, placement, complain);
  checkNodes(workload, placement, complain);
}

/** No network leads from one engine to the nodes of a Swarm: what is to meet has to be in one place. */
function checkNeighbours(
  { attachments, links }: ReadWorkload,
  kind: "engine" | "swarm",
  complain: Complain,
): void {
  const [here, there] = kind === "swarm" ? ["a Swarm", "one engine"] : ["one engine", "a Swarm"];
  const remedy = "give both the same placement";
  for (const { value, path } of attachments) {
    if ((value.network.driver === "overlay") === (kind === "swarm")) continue;
    complain(path, `this is to run on ${here}, and segment ${value.network.id} is on ${there}; ${remedy}`, [
      "placement",
    ]);
  }
  for (const { value, path } of links) {
    const { name, kind: other } = value.target.workload;
    if (value.over !== undefined || (other === "service") === (kind === "swarm")) continue;
    complain(path, `this is to run on ${here}, and ${name} on ${there}; ${remedy}`, ["placement"]);
  }
}

/** What a service of a Swarm has nothing for. */
function checkCounterparts({ args }: ReadWorkload, complain: Complain): void {
  const { image, hostNetwork, hardening, entrypoint, listenVariable } = args;
  const refuse = (path: string, reason: string, unless: readonly string[] = []): void =>
    complain(path, `on a Swarm ${reason}`, ["placement", ...unless]);
  if (typeof image === "string" && image.startsWith("sha256:")) {
    refuse("image", "each node finds an image by its name, and an id is one engine's; give its name");
  }
  if (hostNetwork !== undefined) {
    refuse("hostNetwork", "a task is kept off its node's own network; leave it out, or run it on one engine");
  }
  if (typeof args.egress === "object") {
    const reason = "its relay would have no address that stays, by which its callers find it";
    refuse("egress", `${reason}; give true, or run it on one engine`);
  }
  if (args.transform !== undefined) {
    refuse("transform", "there is no docker.Container that it could change; leave it out");
  }
  if (hardening?.newPrivileges === false) {
    const reason = "nothing keeps a task's processes from gaining privileges but that it has no capabilities";
    refuse("hardening.newPrivileges", `${reason}; leave it out`);
  }
  if (listenVariable !== undefined && (entrypoint ?? []).length === 0) {
    const reason = "a small script tells a task its addresses and then starts it, so it has to know what";
    refuse("listenVariable", `${reason}; give entrypoint as the image has it, or leave this out`, [
      "entrypoint",
    ]);
  }
  for (const [folder, options] of Object.entries(hardening?.tmpfs ?? {})) {
    const reason = whyNoTaskTmpfs(options);
    if (reason !== undefined) complain(`hardening.tmpfs["${folder}"]`, reason, ["placement"]);
  }
}

function checkPublishing({ publish }: ReadWorkload, placement: SwarmPlacement, complain: Complain): void {
  if (placement.endpoint === "dnsrr" && placement.publish === "ingress") {
    const reason = "what comes in at every node is led on by a virtual address, which dnsrr has none of";
    complain("placement.endpoint", `${reason}; take vip, or publish: "host"`);
  }
  for (const { value, path, hostPortPath } of publish) {
    if (value.address !== "0.0.0.0" && value.address !== "::") {
      const reason = "a Swarm publishes at every address of its nodes";
      complain(path, `${reason}; say that this is meant by the address "0.0.0.0"`, ["placement"]);
    }
    if (value.hostPort === 0 && placement.publish !== "ingress") {
      const reason = "where a task opens a port at its own node, nobody is told which; give a port";
      complain(hostPortPath, reason, ["placement"]);
    }
  }
}

function checkNodes(
  { args, mounts, sockets, links }: ReadWorkload,
  { global, constraints }: SwarmPlacement,
  complain: Complain,
): void {
  const holds = mounts.length + sockets.length > 0 || links.some(({ value }) => value.over !== undefined);
  const kept = "its volume is made on the node that Pulumi talks to, and it keeps to that";
  if (holds && constraints.length > 0) complain("placement.constraints", `${kept}; leave them out`);
  if (holds && global) complain("placement.global", `${kept}; leave it out`);
  if (global && args.replicas !== undefined) {
    complain("replicas", "with placement.global one runs on each node; leave one of the two out");
  }
}
