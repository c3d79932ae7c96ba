import type { ListeningSocket } from "../helper/answers.ts";
import type { Namespace } from "../helper/namespaceHelper.ts";
import type { Resident } from "./scene.ts";

/** Sockets somebody waits on, by the namespace they are in. */
export type Sockets = ReadonlyMap<Namespace, readonly ListeningSocket[]>;

/** The kernel gives sockets that only send a port of this range, too, so one there is no server of datagrams. */
const firstOfItsOwn = 32768;

export function isLoopback({ address }: Pick<ListeningSocket, "address">): boolean {
  return address.startsWith("127.") || address === "::1" || address.startsWith("::ffff:127.");
}

/** The sockets of a container that others could reach. */
export function openSockets(resident: Resident, sockets: Sockets): ListeningSocket[] {
  if (resident.inHost) return [];
  return (sockets.get(resident.namespace) ?? []).filter(
    socket => !isLoopback(socket) && (socket.protocol === "tcp" || socket.port < firstOfItsOwn),
  );
}

/** Whether somebody waits on a port, for others or for itself alone. */
export function waitsOn(
  resident: Resident,
  port: number,
  protocol: string,
  sockets: Sockets,
): "others" | "itself" | undefined {
  const found = (sockets.get(resident.namespace) ?? []).filter(
    socket => socket.port === port && socket.protocol === protocol,
  );
  if (found.length === 0) return undefined;
  return found.every(isLoopback) ? "itself" : "others";
}
