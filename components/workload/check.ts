import type { Complain } from "../check/complain.ts";
import type { Problems } from "../check/problems.ts";
import { dnsName, exactly } from "../check/schemas.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import { checkFiles } from "./checkFiles.ts";
import { checkHostNetwork } from "./checkHost.ts";
import { checkLinks } from "./checkLinks.ts";
import { checkRollout } from "./checkRollout.ts";
import { checkOuterSegment } from "./deploy.ts";
import { workloadFields } from "./form.ts";
import { checkNames } from "./namesTaken.ts";
import { checkPorts } from "./ports/check.ts";
import { portWishes } from "./ports/wishes.ts";
import { leadsToHost, segmentWishes, wantsOuterSegment } from "./wishes.ts";

/** Checks everything about a workload. */
export function checkWorkload(name: string, args: WorkloadArgs, problems: Problems): void {
  problems.form("name", dnsName, name);
  const sound = problems.form("", exactly(workloadFields), args);
  checkNames(name, sound, problems);
  checkWorkloadRules(name, sound, problems);
  checkOuterSegment(name, sound, problems);
}

/** Checks what the arguments have to do with each other; what is not of the right form has been left out. */
export function checkWorkloadRules(name: string, args: Partial<WorkloadArgs>, problems: Problems): void {
  const complain: Complain = (path, reason, unless) => problems.add(path, reason, unless);
  checkName(name, args, complain);
  checkPorts(args, complain);
  checkProgram(args, complain);
  checkFiles(args, complain);
  checkSegments(args, complain);
  checkHostNetwork(args, complain);
  checkRollout(args, complain);
  checkLinks(args, complain);
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

function checkSegments(args: Partial<WorkloadArgs>, complain: Complain): void {
  const wishes = segmentWishes(args);
  const ports = portWishes(args).map(({ port }) => port);
  wishes.forEach((wish, index) => {
    const path = `segments[${index}]`;
    const before = wishes.slice(0, index);
    if (before.some(({ segment }) => segment === wish.segment)) {
      complain(path, "this segment stands there twice; leave one out");
    } else if (
      leadsToHost(wish.network) &&
      (before.some(other => leadsToHost(other.network)) || wantsOuterSegment(args))
    ) {
      const reason = "with two segments that lead to the host its way out would be one of them by chance";
      complain(path, `${reason}; leave this one out, or what else leads there (segments, egress, publish)`);
    }
    wish.ports?.forEach(port => {
      if (ports.includes(port)) return;
      complain(`${path}.ports`, `${port} is not among the workload's ports; add it there`, ["ports"]);
    });
  });
}
