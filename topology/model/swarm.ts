import type { Labelled } from "./labels.ts";

/** A machine of a Swarm. In a topology all of them together are the host: what is open at one is open to who reaches that. */
export interface SwarmNode extends Labelled {
  /** Its host name; its id where two have the same. */
  readonly id: string;
  readonly role: "manager" | "worker";
  /** Whether it takes tasks: `drain` means that it is to have none. */
  readonly availability: "active" | "pause" | "drain";
  /** As its managers see it: `ready`, `down`, `disconnected`. */
  readonly state: string;
  /** Where the others reach it. */
  readonly address?: string;
}

/** A replica of a service, as it is right now. */
export interface Task {
  /** Counted from 1; 0 of what runs once on each node. */
  readonly replica: number;
  /** A {@link SwarmNode}'s id; absent while no node has it. */
  readonly node?: string;
  /** As its Swarm says it: `running`, `pending`. */
  readonly state: string;
}
