import { below, type Complain } from "../check/complain.ts";
import type { Problems } from "../check/problems.ts";
import { dnsName, exactly } from "../check/schemas.ts";
import { checkUnique } from "../check/unique.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import { checkFiles } from "./checkFiles.ts";
import { checkHostNetwork } from "./checkHost.ts";
import { checkLinks } from "./checkLinks.ts";
import { checkRollout } from "./checkRollout.ts";
import { workloadFields } from "./form.ts";
import { checkNamesTaken } from "./namesTaken.ts";
import { checkPorts } from "./ports/check.ts";
import { portWishes } from "./ports/wishes.ts";
import { leadsToHost, segmentWishes, wantsOuterSegment } from "./wishes.ts";

/** Checks everything about a workload that needs no other; paths begin with `base`. */
export function checkWorkload(name: string, args: WorkloadArgs, base: string, problems: Problems): void {
  const before = problems.count;
  problems.form(below(base, "name"), dnsName, name);
  problems.form(base, exactly(workloadFields), args);
  if (problems.count > before) return;
  checkUnique("workload", name, below(base, "name"), problems);
  checkNamesTaken(name, args, (path, reason) => problems.add(below(base, path), reason));
  checkWorkloadRules(name, args, base, problems);
}

/** Checks what the arguments have to do with each other; each is of the right form. */
export function checkWorkloadRules(name: string, args: WorkloadArgs, base: string, problems: Problems): void {
  const complain: Complain = (path, reason) => problems.add(below(base, path), reason);
  checkName(name, args, complain);
  checkPorts(args, complain);
  checkFiles(args, complain);
  checkSegments(args, complain);
  checkHostNetwork(args, complain);
  checkRollout(args, complain);
  checkLinks(args, complain);
}

/** The engine's DNS takes 63 characters between two dots; a replica's own name is one of those. */
function checkName(name: string, { hostname, replicas = 1 }: WorkloadArgs, complain: Complain): void {
  const longest = `${hostname ?? name}${replicas}`;
  if (longest.length <= 63) return;
  const path = hostname === undefined ? "name" : "hostname";
  complain(path, `its replica's name ${longest} is longer than 63 characters; give a shorter one`);
}

function checkSegments(args: WorkloadArgs, complain: Complain): void {
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
    for (const port of wish.ports ?? []) {
      if (!ports.includes(port))
        complain(`${path}.ports`, `${port} is not among the workload's ports; add it there`);
    }
  });
}
