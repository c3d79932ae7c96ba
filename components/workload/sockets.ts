import { SharedSocket } from "../storage/sharedSocket.ts";
import type { SocketArgs } from "./args/storage.ts";
import type { WorkloadArgs } from "./args/workload.ts";
import type { OpenSocket } from "./link.ts";
import { portWishes } from "./ports/wishes.ts";
import type { MountWish } from "./wishes.ts";

/** A socket that a workload opens, in full. */
export interface SocketWish extends OpenSocket {
  readonly shared: SharedSocket;
  readonly variable: string | undefined;
}

/** The sockets a workload opens, short forms written out. `hostname` is what the file is called without a name of its own. */
export function socketWishes(args: Pick<WorkloadArgs, "sockets" | "ports">, hostname: string): SocketWish[] {
  return (args.sockets ?? []).map(given => {
    const socket: SocketArgs = given instanceof SharedSocket ? { socket: given } : given;
    const folder = socket.socket.folder();
    return {
      shared: socket.socket,
      volume: socket.socket.mountTarget().id,
      folder,
      file: `${folder}/${socket.file ?? `${hostname}.sock`}`,
      port: socket.port ?? portWishes(args).find(({ protocol }) => protocol === "tcp")?.port,
      variable: socket.variable,
    };
  });
}

/** How a shared socket is mounted: its clients need not write to connect. */
export function socketMount(shared: SharedSocket, readOnly: boolean): MountWish {
  return { ...shared.mountTarget(), at: shared.folder(), readOnly, declared: true };
}
