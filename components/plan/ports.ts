import type { Protocol } from "../../topology/index.ts";

/** A port in full. */
export interface Port {
  readonly port: number;
  readonly protocol: Protocol;
}

/** A port published at the host, in full. */
export interface Publish extends Port {
  /** 0: any free one. */
  readonly hostPort: number;
  readonly address: string;
}

export function portText({ port, protocol }: Port): string {
  return `${port}/${protocol}`;
}

/** True where the engine could publish only one of two. */
export function sameHostPort(left: Omit<Publish, "port">, right: Omit<Publish, "port">): boolean {
  const [one, other] = [left.address, right.address];
  const meet = one === other || [one, other].some(address => address === "0.0.0.0" || address === "::");
  return left.hostPort !== 0 && left.hostPort === right.hostPort && left.protocol === right.protocol && meet;
}
