import type { Complain } from "../check/complain.ts";
import { pathText } from "../check/problems.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import { type LinkForm, linkInputs } from "./linkInputs.ts";
import { socketWishes } from "./sockets.ts";
import { type LinkWish, linkWishes, segmentWishes } from "./wishes.ts";

/** Checks that what a workload links to can be called, and that no variable comes from two places. */
export function checkLinks(args: Partial<WorkloadArgs>, complain: Complain): void {
  const links = linkWishes(args);
  links.forEach((link, index) => {
    checkTarget(link, `link[${index}]`, args, complain);
  });
  const forms = links.map(({ target, socket, ...form }) => ({
    ...form,
    variables: target.variables({ socket }),
  }));
  checkVariables(forms, args, complain);
  checkSockets(args, complain);
}

function checkTarget(link: LinkWish, path: string, args: Partial<WorkloadArgs>, complain: Complain): void {
  const { workload } = link.target;
  if (link.over !== undefined) {
    const { id } = link.over.mountTarget();
    const opens = socketWishes(args, "").some(({ shared }) => shared === link.over);
    if (link.socket === undefined) {
      complain(`${path}.over`, `${workload.name} opens no socket in ${id}; give it that under sockets`);
    } else if (opens) {
      complain(
        `${path}.over`,
        `this workload opens a socket in ${id} itself; take another for one of the two`,
      );
    }
    return;
  }
  if (workload.ports.length === 0)
    complain(path, `${workload.name} answers on no port; give it ports`, [`${path}.over`]);
  const shared = segmentWishes(args).filter(({ network }) =>
    workload.attachments.some(({ network: id, aliases }) => id === network.id && aliases.length > 0),
  );
  const unless = ["segments", `${path}.over`];
  if (shared.length === 0) {
    const reason = `${workload.name} shares no segment with this workload; add one to the segments of both`;
    complain(path, reason, unless);
  } else if (shared.every(({ network }) => network.memberTraffic === false)) {
    const ids = shared.map(({ network }) => network.id).join(", ");
    complain(
      path,
      `${ids} lets its members not reach each other; add a segment of kind internal to both`,
      unless,
    );
  }
}

/** Two sockets in one folder would be one's to spoil for the other. */
function checkSockets(args: Partial<WorkloadArgs>, complain: Complain): void {
  const sockets = socketWishes(args, "");
  sockets.forEach(({ shared, variable }, index) => {
    const path = `sockets[${index}]`;
    if (sockets.slice(0, index).some(other => other.shared === shared)) {
      complain(path, "this socket stands there twice; leave one out");
    }
    if (variable !== undefined && Object.hasOwn(args.environment ?? {}, variable)) {
      complain(pathText(["environment", variable]), `it comes from ${path} already; leave it out here`);
    }
  });
}

/** Of two variables of one name a program would see one, by chance; of two secrets one would be lost. */
export function checkVariables(
  links: readonly LinkForm[],
  args: Pick<WorkloadArgs, "environment" | "secrets" | "listenVariable">,
  complain: Complain,
): void {
  const variables = new Map<string, string>();
  const secrets = new Map<string, string>();
  links.forEach((link, index) => {
    const path = `link[${index}]`;
    const inputs = linkInputs(link);
    const names = inputs.variables.map(({ name }) => name);
    const taken = names.find(name => variables.has(name));
    const before = taken && variables.get(taken);
    if (before !== undefined) {
      const advice = "leave one of the two out, or give it a prefix of its own";
      complain(path, `${taken} comes from ${before} already; ${advice}`, [path, before]);
    }
    for (const name of names) variables.set(name, path);
    for (const file of Object.keys(inputs.secrets)) secrets.set(file, path);
  });
  const { listenVariable: listen, environment = {}, secrets: files = {} } = args;
  const from = listen === undefined ? undefined : variables.get(listen);
  if (from !== undefined)
    complain("listenVariable", `${listen} comes from ${from} already; give another name`, [from]);
  if (listen !== undefined) variables.set(listen, "listenVariable");
  for (const name of Object.keys(environment)) {
    const path = variables.get(name);
    if (path === undefined) continue;
    complain(pathText(["environment", name]), `it comes from ${path} already; leave it out here`, [path]);
  }
  for (const name of Object.keys(files)) {
    const path = secrets.get(name);
    if (path === undefined) continue;
    complain(pathText(["secrets", name]), `it comes from ${path} already; choose another name`, [path]);
  }
}
