import type { Flow } from "../../model/topology.ts";
import type { Cause } from "../edge.ts";
import type { Member } from "../member.ts";
import { type Guest, guestsOf, type Place, placesOf, straysOf } from "../places.ts";
import { files } from "../ports.ts";
import type { Truth } from "../truth.ts";
import { askedPorts, type View } from "../view.ts";
import { causeOf, type Group, only, type Targets, targets, type Way, way } from "../way.ts";
import { groupOf } from "./neighbours.ts";

/**
 * Who writes to a volume or a folder reaches all who have it too: by files, which they read; and they reach him: by
 * a socket he may open there, which takes no more than reading. It is no network, so it counts for no port, unless a
 * flow was declared to go over a socket.
 */
export function sharedVolumes(view: View): Way[] {
  const places = placesOf(view).filter(({ guests }) => guests.length > 1);
  return [...places.flatMap(place => sharedPlace(view, place)), ...astray(view)];
}

function sharedPlace(view: View, place: Place): Way[] {
  const { name, kind, guests } = place;
  const sure = guests.filter(({ writes }) => writes === true);
  const perhaps = guests.filter(({ writes }) => writes === undefined);
  return [
    { writers: sure, others: guests, truth: true },
    // With whoever writes for sure the others share for sure.
    { writers: perhaps, others: guests.filter(({ writes }) => writes !== true), truth: undefined },
  ].flatMap(({ writers, others, truth }) => {
    if (writers.length === 0) return [];
    const who = writers.length === 1 ? (writers[0]?.member.workload.id ?? "") : "some of them";
    const may = truth === undefined ? "may be able to write" : "may write";
    const what = kind === "volume" ? `volume ${name}` : `folder ${name} of the host`;
    const remedy = "give each a volume of its own, or declare the flow (via files or socket)";
    const cause = causeOf("shared volume", name, `both have ${what}, to which ${who} ${may}`, remedy);
    const readers = others.filter(guest => !writers.includes(guest));
    return [
      ...way(companyOf(others).group, companyOf(writers).ports, truth, cause, "too"),
      ...way(companyOf(writers).group, companyOf(readers).ports, truth, cause, "too"),
      ...sockets(view, place, writers, truth),
    ];
  });
}

/** Declared flows over a socket: the server's to open, so it must be able to write; its clients need not. */
function sockets(view: View, { name, guests }: Place, writers: readonly Guest[], truth: Truth): Way[] {
  const there = new Set(guests.map(({ member }) => member.workload.id));
  const flows = writers.flatMap(({ member }) => view.socketsOf.get(member.workload.id) ?? []);
  return flows
    .filter(({ from }) => there.has(from))
    .flatMap(flow => {
      const detail = `${flow.to} may open a socket on volume ${name}, which both have`;
      const cause = causeOf("shared volume", name, detail, "give each a volume of its own");
      return overSocket(view, flow, truth, cause);
    });
}

function overSocket(view: View, flow: Flow, truth: Truth, cause: Cause): Way[] {
  return way(only(flow.from), targets([[flow.to, askedPorts(view, flow)]]), truth, cause, "too");
}

/** Of whom nobody knows what he mounts, nobody knows with whom he shares it: with all who write, or all if he does. */
function astray(view: View): Way[] {
  const strays = straysOf(view);
  if (strays.length === 0) return [];
  const all = guestsOf(view);
  const writing = all.filter(({ writes }) => writes !== false);
  const [everybody, writers] = [companyOf(all), companyOf(writing)];
  return strays.flatMap(({ member, writes, why }) => {
    const { id } = member.workload;
    const detail = `what ${id} mounts is not known, so it may share it: ${why}`;
    const remedy = "deploy it, or give plain values, so that it can be told";
    const cause = causeOf("shared volume", id, detail, remedy);
    const { group, ports } = writes === false ? writers : everybody;
    const served =
      writes === false ? [] : (view.socketsOf.get(id) ?? []).filter(({ from }) => everybody.group.has(from));
    const called = (view.socketsTo.get(id) ?? []).filter(({ to }) => writers.group.has(to));
    return [
      ...way(only(id), ports, undefined, cause, "too"),
      ...way(group, asFiles([member]), undefined, cause, "too"),
      ...[...served, ...called].flatMap(flow => overSocket(view, flow, undefined, cause)),
    ];
  });
}

function companyOf(guests: readonly Guest[]): { group: Group; ports: Targets } {
  const members = guests.map(({ member }) => member);
  return { group: groupOf(members), ports: asFiles(members) };
}

function asFiles(members: readonly Member[]): ReturnType<typeof targets> {
  return targets(members.map(({ workload }) => [workload.id, [files]]));
}
