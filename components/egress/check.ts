import { isRoot } from "../../topology/index.ts";
import type { Complain } from "../check/complain.ts";
import { leadsToHost } from "../plan/network.ts";
import type { ReadWorkload } from "../workload/read.ts";
import { type EgressEntry, egressEntries, goesByAddress } from "./rules.ts";

/** Checks what a list of whom a workload may call has to do with its other arguments, and its entries with each other. */
export function checkEgress({ args, attachments, publish }: ReadWorkload, complain: Complain): void {
  const { egress, egressRelay } = args;
  if (!Array.isArray(egress)) {
    if (egressRelay !== undefined) {
      complain("egressRelay", "it is for a list in egress, and there is none; leave it out", ["egress"]);
    }
    return;
  }
  const contrary = (path: string, given: boolean, why: string): void => {
    if (given) complain(path, `${why}; leave it out, or give egress: true for all of the world`);
  };
  for (const { value, path } of publish) {
    if (egress.length === 0 || value.protocol === "tcp") continue;
    const reason = `beside a list a relay in front publishes it, which passes no ${value.protocol} on`;
    complain(path, `${reason}; leave it out, or give egress: true for all of the world`);
  }
  contrary(
    "hostNetwork",
    args.hostNetwork !== undefined,
    "on the host's network no list keeps anything closed",
  );
  contrary(
    "dns.servers",
    (args.dns?.servers ?? []).length > 0,
    "the names of the list are answered beside its relay (egressRelay.servers says whom that asks)",
  );
  for (const { value, path } of attachments) {
    contrary(path, leadsToHost(value.network), "this segment leads past the relay of its egress");
  }
  if (egress.length > 0 && egressRelay === undefined) {
    complain("egressRelay", "what a list names is called by a relay; give egressRelay: { image }", [
      "egress",
    ]);
  }
  const entries = egressEntries(egress);
  const byName = entries.filter(entry => !goesByAddress(entry));
  checkEntries(byName, complain);
  const direct = entries.filter(goesByAddress);
  checkTwice(direct, complain);
  if (direct[0] !== undefined) checkGateway(args, direct[0].path, complain);
  const block = byName.find(({ target }) => target.kind === "block");
  egress.forEach((rule, index) => {
    if (block === undefined || !("dns" in rule) || !rule.dns) return;
    const reason = `since ${block.target.path} every name is answered with the relay, and none is looked up`;
    complain(`egress[${index}].dns`, `${reason}; leave one of them out`);
  });
}

/** What a relay is to be that has rights for becoming a gateway, and gives them up for good. */
function checkGateway({ egressRelay }: ReadWorkload["args"], path: string, complain: Complain): void {
  const { user = "", newPrivileges = false } = egressRelay?.hardening ?? {};
  const because = `for ${path} the relay begins as root and gives that up`;
  if (isRoot(user)) {
    complain("egressRelay.hardening.user", `${because}; give a user without rights, or leave it out`);
  }
  if (newPrivileges) complain("egressRelay.hardening.newPrivileges", `${because} for good; leave it out`);
}

/** What is called by address is told from each other, and from what goes by its name, by that address. */
function checkTwice(entries: readonly EgressEntry[], complain: Complain): void {
  entries.forEach(({ port, target, path }, index) => {
    const isThere = entries.slice(0, index).some(one => one.port === port && one.target.name === target.name);
    if (isThere) complain(path, `${port} of ${target.name} stands there twice; leave one out`);
  });
}

function checkEntries(entries: readonly EgressEntry[], complain: Complain): void {
  entries.forEach((entry, index) => {
    const { port, protocol, target, path } = entry;
    const before = entries.slice(0, index).filter(one => one.port === port);
    const [other] = before;
    if (before.some(one => one.target.name === target.name)) {
      complain(path, `${port} of ${target.name} stands there twice; leave one out`);
    } else if (other !== undefined && other.protocol !== protocol) {
      const remedy = `write "${other.protocol} ${port}" here too, or take another port`;
      complain(path, `${port} is ${other.protocol} by ${other.path}, and ${protocol} here; ${remedy}`);
    } else if (other !== undefined && protocol === "tcp") {
      const reason = `a connection of plain TCP does not say whom it is for, and ${port} leads to ${other.target.name} already`;
      complain(path, `${reason}; write "tls ${port}" at both if they speak TLS, or take another port`);
    } else if (protocol === "tcp" && target.name.startsWith("*")) {
      const remedy = `give each name, with a port of its own, or write "tls ${port}" if they speak TLS`;
      complain(path, `a connection of plain TCP does not say which of ${target.name} it is for; ${remedy}`);
    }
  });
}
