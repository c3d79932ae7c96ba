import { isUnknown } from "../model/known.ts";
import type { Workload } from "../model/workload.ts";
import { causeOf, type Opening, open } from "./opening.ts";
import { perhaps, type Truth } from "./truth.ts";
import type { View } from "./view.ts";

/**
 * A declared flow over a socket goes through where both have the volume and the server may write to it: the socket is
 * his to open, and to connect takes no more than reading.
 */
export function sharedSockets(view: View): Opening[] {
  return view.topology.flows
    .filter(({ via }) => via === "socket")
    .flatMap(({ from, to, port, protocol }) => {
      const [client, server] = [view.byId.get(from)?.workload, view.byId.get(to)?.workload];
      return volumesOf(server).flatMap(({ id, writes }) => {
        if (!volumesOf(client).some(one => one.id === id)) return [];
        const detail = `${to} may open a socket on volume ${id}, which both have`;
        return open(from, to, [{ port, protocol }], writes, causeOf("shared volume", id, detail));
      });
    });
}

function volumesOf(workload: Workload | undefined): { readonly id: string; readonly writes: Truth }[] {
  return (workload?.mounts ?? []).flatMap(({ kind, from, readOnly }) => {
    if (kind !== "volume" || from === undefined || isUnknown(from)) return [];
    return [{ id: from, writes: isUnknown(readOnly) ? perhaps(true) : !readOnly }];
  });
}
