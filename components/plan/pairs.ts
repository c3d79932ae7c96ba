import type { Input } from "@pulumi/pulumi";
import { Facet } from "../facet.ts";
import type { NetworkPlan } from "./network.ts";

/**
 * A server that has been made, as clients join it: each brings a network of its own for the two of them. The server's
 * containers are asked for at once, and on which networks they are when the program comes to a rest, so that what calls
 * a server may come after it.
 */
export interface Joinable {
  /** False once its networks are settled. */
  readonly open: () => boolean;
  /** Makes a network with the server on it, by its names; gives the network's name on the engine, and where it is. */
  readonly join: (network: NetworkPlan) => { readonly name: Input<string>; readonly subnet?: Input<string> };
}

/** How a component that can be linked to is joined; it has none where it can be called over no network. */
export const joinable = new Facet<Joinable>("joinable");

/** A network for a client and one server. */
export interface PairPlan {
  readonly network: NetworkPlan;
  readonly server: Joinable;
}

/** A value that is there, or will be when the program comes to a rest. */
export type Later<T> = T | Promise<T>;

export function later<T, Result>(value: Later<T>, then: (value: T) => Result): Later<Result> {
  return value instanceof Promise ? value.then(then) : then(value);
}
