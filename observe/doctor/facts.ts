import type { ContainerInspect } from "../../engine/index.ts";
import type { Attempted, ListeningSocket, NamespaceNetwork, Resolved } from "../helper/answers.ts";

/** A name that leads to a container on a network, beside its own. */
export interface KnownName {
  readonly name: string;
  readonly network: string;
}

/** Somebody whose host port is wanted by another. */
export interface PortHolder {
  readonly hostPort: number;
  /** A container's name; undefined: a process of the host. */
  readonly container: string | undefined;
}

/** What a container's namespace shows. */
export interface Inside {
  readonly network: NamespaceNetwork;
  readonly sockets: readonly ListeningSocket[];
}

/** The way from the one to the other, tried. */
export interface Way {
  /** By the name that was asked for. */
  readonly name: Resolved;
  /** To the port, by that name. */
  readonly call: Attempted | undefined;
  /** To each address of the target, by the network's name: whether it answers echo requests, and on the port. */
  readonly addresses: readonly {
    readonly network: string;
    readonly address: string;
    /** Milliseconds; undefined where it does not answer. */
    readonly ping: number | undefined;
    readonly call: Attempted | undefined;
    /** The longest packet that comes there and back; 0 where echo requests are not answered. */
    readonly mtu: { readonly mtu: number; readonly told: boolean; readonly interface: number };
  }[];
}

/** All that is known when the conclusion is drawn. */
export interface Facts {
  /** As it was asked for. */
  readonly asked: {
    readonly container: string;
    readonly target?: { readonly name: string; readonly port?: number };
  };
  readonly container: ContainerInspect | undefined;
  /** Names that are near to what was asked for, where there is no such container. */
  readonly near: readonly string[];
  /** Undefined where it does not run, so that there is nothing to look into. */
  readonly inside: Inside | undefined;
  readonly target: ContainerInspect | undefined;
  readonly targetInside: Inside | undefined;
  /** Names that lead to the target. */
  readonly targetNames: readonly KnownName[];
  /** Names that lead to anybody on the container's networks. */
  readonly names: readonly KnownName[];
  readonly way: Way | undefined;
  /** Name servers that the container asks, and whether they answer at all. */
  readonly servers: readonly { readonly address: string; readonly answers: boolean }[];
  /** The container's networks that lead out. */
  readonly leadingOut: readonly string[];
  /** Networks on which members are kept apart (icc=false). */
  readonly apart: readonly string[];
  readonly holders: readonly PortHolder[];
  /** The last lines a container logged, by its id. */
  readonly logs: Readonly<Record<string, readonly string[]>>;
}
