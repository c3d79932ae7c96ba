import type { Complain } from "../../check/complain.ts";
import type { Problems } from "../../check/problems.ts";
import { checkEgress } from "../../egress/check.ts";
import { leadsToHost } from "../../plan/network.ts";
import type { WorkloadArgs } from "../args/workload.ts";
import { wantsOuter } from "../outer.ts";
import type { ReadWorkload } from "../read.ts";
import { checkFiles } from "./files.ts";
import { checkHostNetwork } from "./hostNetwork.ts";
import { checkSockets, checkVariables } from "./links.ts";
import { checkPlacement } from "./placement.ts";
import { checkPorts } from "./ports.ts";
import { checkRollout } from "./rollout.ts";

/** Checks what a workload's arguments have to do with each other; what is not of the right form has been left out. */
export function checkRules(workload: ReadWorkload, problems: Problems): void {
  const complain: Complain = (path, reason, unless) => problems.add(path, reason, unless);
  const { id, args } = workload;
  checkName(id, args, complain);
  checkPorts(workload, complain);
  checkProgram(args, complain);
  checkFiles(workload, complain);
  checkSegments(workload, complain);
  checkHostNetwork(workload, complain);
  checkRollout(workload, complain);
  checkEgress(workload, complain);
  checkPlacement(workload, complain);
  checkVariables(workload, complain);
  checkSockets(workload, complain);
}

/** The engine's DNS takes 63 characters between two dots; a replica's own name is one of those. */
function checkName(
  name: string,
  { hostname, replicas = 1 }: Pick<WorkloadArgs, "hostname" | "replicas">,
  complain: Complain,
): void {
  const longest = `${hostname ?? name}${replicas}`;
  if (longest.length <= 63) return;
  const path = hostname === undefined ? "name" : "hostname";
  complain(path, `its replica's name ${longest} is longer than 63 characters; give a shorter one`, [
    "hostname",
  ]);
}

/** The image's own command goes with the entrypoint that is given; an empty one of both leaves nothing. */
function checkProgram({ command, entrypoint }: Partial<WorkloadArgs>, complain: Complain): void {
  if (command?.length !== 0 || entrypoint?.length !== 0) return;
  const advice = "give one of them a word, or leave it out for the image's";
  complain("command", `it is empty, and entrypoint too: there is nothing to run; ${advice}`);
}

function checkSegments(workload: ReadWorkload, complain: Complain): void {
  const { attachments } = workload;
  const ports = workload.ports.map(({ value }) => value.port);
  attachments.forEach(({ value, path }, index) => {
    const before = attachments.slice(0, index).map(entry => entry.value.network);
    if (before.some(({ id }) => id === value.network.id)) {
      complain(path, "this segment stands there twice; leave one out");
    } else if (leadsToHost(value.network) && (before.some(leadsToHost) || wantsOuter(workload))) {
      const reason = "with two segments that lead to the host its way out would be one of them by chance";
      complain(path, `${reason}; leave this one out, or what else leads there (segments, egress, publish)`);
    }
    value.ports?.forEach(port => {
      if (ports.includes(port)) return;
      complain(`${path}.ports`, `${port} is not among the workload's ports; add it there`, ["ports"]);
    });
  });
}
