import type { Network } from "../model/network.ts";
import type { Topology } from "../model/topology.ts";
import type { Workload } from "../model/workload.ts";
import type { Ends } from "./judge.ts";
import type { Member } from "./member.ts";
import { surveyOf } from "./survey.ts";
import type { View } from "./view.ts";

/** A name that stands for several workloads where somebody calls it: which one answers is a matter of chance. */
export interface NameClash {
  readonly name: string;
  /** The workloads that have it. */
  readonly workloads: readonly string[];
  /** The networks on which they have it. */
  readonly networks: readonly string[];
  /** Those who see all of them. */
  readonly callers: Ends;
}

/**
 * The names by which one workload can call another: its own and its aliases on the networks both are on, and those of
 * legacy links. On the default bridge there are no names but those.
 */
export function namesBetween(topology: Topology, from: string, to: string): string[] {
  const { view } = surveyOf(topology);
  const [client, server] = [view.byId.get(from), view.byId.get(to)];
  if (client === undefined || server === undefined) return [];
  const linked = client.workload.links.filter(link => link.to === to).map(({ alias }) => alias);
  const shared = server.networks.filter(({ id }) => client.networks.some(other => other.id === id));
  return [...new Set([...linked, ...shared.flatMap(network => namesOn(server, network))])].sort();
}

/** The names a workload answers to on a network; who joins another's interfaces has none of his own. */
function namesOn({ workload, namespace }: Member, network: Network): string[] {
  if (network.defaultBridge || workload.id !== namespace) return [];
  const attachment = workload.attachments.find(one => one.network === network.id);
  if (attachment === undefined) return [];
  return isAlias(workload) ? [...attachment.aliases] : [workload.name, ...attachment.aliases];
}

/** Where its name is one of its aliases it has it where it says so, and on no network on which it only calls. */
function isAlias({ name, attachments }: Workload): boolean {
  return attachments.some(({ aliases }) => aliases.includes(name));
}

/** Names that several workloads have where one and the same caller sees them. */
export function nameClashes(topology: Topology): NameClash[] {
  const { view } = surveyOf(topology);
  const books = new Map(view.networks.map(network => [network.id, bookOf(view, network)]));
  const clashes = new Map<string, { clash: Omit<NameClash, "callers">; callers: string[] }>();
  for (const caller of view.members) {
    const pages = caller.networks.map(({ id }) => books.get(id) ?? new Map<string, Entry[]>());
    const names = new Set(pages.length > 1 ? pages.flatMap(page => [...page.keys()]) : []);
    const alone = pages.flatMap(page =>
      [...page].filter(([, entries]) => entries.length > 1).map(([name]) => name),
    );
    for (const name of names.union(new Set(alone))) {
      const entries = pages
        .flatMap(page => page.get(name) ?? [])
        .filter(({ id }) => id !== caller.workload.id);
      const workloads = [...new Set(entries.map(({ id }) => id))].sort();
      if (workloads.length < 2) continue;
      const networks = [...new Set(entries.map(({ network }) => network))].sort();
      const key = JSON.stringify([name, workloads, networks]);
      const found = clashes.get(key) ?? { clash: { name, workloads, networks }, callers: [] };
      found.callers.push(caller.workload.id);
      clashes.set(key, found);
    }
  }
  return [...clashes.values()]
    .map(({ clash, callers }) => ({
      ...clash,
      callers: { count: callers.length, some: callers.slice(0, 3) },
    }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

interface Entry {
  readonly id: string;
  readonly network: string;
}

/** Who has which name on a network. */
function bookOf(view: View, network: Network): Map<string, Entry[]> {
  const book = new Map<string, Entry[]>();
  for (const member of view.onNetwork.get(network.id) ?? []) {
    for (const name of new Set(namesOn(member, network))) {
      const entries = book.get(name) ?? [];
      entries.push({ id: member.workload.id, network: network.id });
      book.set(name, entries);
    }
  }
  return book;
}
