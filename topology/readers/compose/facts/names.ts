import { isUnknown } from "../../../model/known.ts";
import { hostId, othersId, outsideId } from "../../../model/topology.ts";
import { entries, type Value } from "../yaml/value.ts";
import { flag, text } from "./scalars.ts";

/** What a file calls something, and what the topology calls it. */
export type Ids = ReadonlyMap<string, string>;

/**
 * The ids of networks or volumes: the name in the file, which stays the same wherever the project lies; or the name on
 * the engine where the file gives one, since what has one name there is one thing.
 *
 * @param declared the part of the file that describes them.
 * @param project what the engine's names begin with where the file gives none.
 * @param taken names that mean something else on every engine.
 */
export function idsOf(declared: Value | undefined, project: string, taken: readonly string[] = []): Ids {
  const all = entries(declared).map(({ name, value }) => ({ name, given: givenName(name, value) }));
  const given = new Set([...all.flatMap(one => one.given ?? []), ...taken]);
  return new Map(
    all.map(({ name, given: own }) => [name, own ?? (given.has(name) ? `${project}_${name}` : name)]),
  );
}

/** The name it has on the engine, where that does not hang on the project. */
function givenName(name: string, value: Value): string | undefined {
  const given = text(value, "name");
  if (given && !isUnknown(given)) return given;
  return isExternal(value) && !given ? name : undefined;
}

/** Whether it is made elsewhere. */
export function isExternal(value: Value): boolean {
  const external = flag(value, "external");
  return external !== undefined && external !== false;
}

/** Networks that every engine has; the last, every engine of a Swarm. */
export const engineNetworks: readonly string[] = ["bridge", "host", "none", "ingress"];

/** What a topology calls by these words is no service. */
const reserved: ReadonlySet<string> = new Set([hostId, outsideId, othersId]);

/** The ids of services: their names, but for those that mean something else in a topology. */
export function serviceId(name: string): string {
  return reserved.has(name) ? `service:${name}` : name;
}
