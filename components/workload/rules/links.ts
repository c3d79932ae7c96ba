import type { Complain } from "../../check/complain.ts";
import { type Problems, pathText } from "../../check/problems.ts";
import { needsPair } from "../pairs.ts";
import type { Link, ReadWorkload } from "../read.ts";

/** Checks that what a workload links to can be called. */
export function checkTargets(workload: ReadWorkload, problems: Problems): void {
  const complain: Complain = (path, reason, unless) => problems.add(path, reason, unless);
  for (const { value, path } of workload.links) checkTarget(value, path, workload, complain);
}

function checkTarget(link: Link, path: string, read: ReadWorkload, complain: Complain): void {
  const { target, over, socket, server } = link;
  const { workload } = target;
  if (over !== undefined) {
    const { id } = over;
    if (socket === undefined) {
      complain(`${path}.over`, `${workload.name} opens no socket in ${id}; give it that under sockets`);
    } else if (read.sockets.some(({ value }) => value.volume === id)) {
      complain(
        `${path}.over`,
        `this workload opens a socket in ${id} itself; take another for one of the two`,
      );
    }
    return;
  }
  if (workload.ports.length === 0) {
    complain(path, `${workload.name} answers on no port; give it ports`, [`${path}.over`]);
    return;
  }
  if (!needsPair(link, read) || server?.open()) return;
  const unless = ["segments", `${path}.over`];
  const remedy = "add a segment of kind internal to the segments of both";
  if (server !== undefined) {
    const reason = `${workload.name} was made before the program waited for something, and its networks are settled`;
    complain(path, `${reason}; make both without an await in between, or ${remedy}`, unless);
  } else if (workload.namespace.kind === "host") {
    complain(path, `${workload.name} is on the host's network, where no link leads; leave it out`);
  } else {
    complain(path, `${workload.name} shares no segment with this workload; ${remedy}`, unless);
  }
}

/** Two sockets in one folder would be one's to spoil for the other. */
export function checkSockets({ args, sockets }: ReadWorkload, complain: Complain): void {
  sockets.forEach(({ value: { volume, variable }, path }, index) => {
    if (sockets.slice(0, index).some(other => other.value.volume === volume)) {
      complain(path, "this socket stands there twice; leave one out");
    }
    if (variable !== undefined && Object.hasOwn(args.environment ?? {}, variable)) {
      complain(pathText(["environment", variable]), `it comes from ${path} already; leave it out here`);
    }
  });
}

/** Of two variables of one name a program would see one, by chance; of two secrets one would be lost. */
export function checkVariables({ links, args, listen: told }: ReadWorkload, complain: Complain): void {
  const variables = new Map<string, string>();
  const secrets = new Map<string, string>();
  for (const { value, path } of links) {
    const { inputs } = value;
    const names = inputs.variables.map(({ name }) => name);
    const taken = names.find(name => variables.has(name));
    const before = taken && variables.get(taken);
    if (before !== undefined) {
      const advice = "leave one of the two out, or give it a prefix of its own";
      complain(path, `${taken} comes from ${before} already; ${advice}`, [path, before]);
    }
    for (const name of names) variables.set(name, path);
    for (const file of Object.keys(inputs.secrets)) secrets.set(file, path);
  }
  const { environment = {}, secrets: files = {} } = args;
  const listen = told?.variable;
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
