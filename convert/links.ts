import type { Workload } from "../topology/index.ts";
import type { Decision } from "./decide.ts";
import { officialName } from "./flows.ts";

/** What a service is to be linked to, and which of its own variables that makes superfluous. */
export interface LinkedService {
  /** Services, each with the beginning of its variables' names where its own would not do. */
  readonly targets: readonly { readonly to: string; readonly prefix?: string }[];
  /** Variables of the service that the links bring, with the same values. */
  readonly brought: ReadonlySet<string>;
}

/**
 * Finds the names of the variables that a service's links bring a place beside its own. One that says what a link brings
 * anyway is left out; where one says something else, the link's begin with another word.
 *
 * @param others all services, by their ids.
 */
export function linksOf({ workload, calls }: Decision, others: ReadonlyMap<string, Decision>): LinkedService {
  const own = new Map(workload.environment.map(entry => [entry.name, entry.template ?? entry.value]));
  const brought = new Set<string>();
  const taken = new Set<string>();
  const ids = [...new Set(calls.filter(({ port }) => port !== undefined).map(({ to }) => to))];
  const targets = ids.flatMap(to => {
    const target = others.get(to);
    if (target === undefined) return [];
    const variables = variablesOf(target);
    const usual = target.kind === "database" ? "DB" : prefixOf(target.workload);
    const fits = (prefix: string): boolean =>
      [...variables].every(([end, value]) => {
        const name = `${prefix}_${end}`;
        return !taken.has(name) && (!own.has(name) || (value !== undefined && own.get(name) === value));
      });
    const prefix =
      [usual, prefixOf(target.workload), `${prefixOf(target.workload)}_LINK`].find(fits) ?? usual;
    for (const end of variables.keys()) {
      const name = `${prefix}_${end}`;
      taken.add(name);
      if (own.has(name)) brought.add(name);
    }
    return [{ to, ...(prefix === usual ? {} : { prefix }) }];
  });
  return { targets, brought };
}

/** What a link to a service brings, by the ends of the variables' names; without a value where that is nobody's to compare. */
function variablesOf({ workload, kind }: Decision): ReadonlyMap<string, string | undefined> {
  const { name, ports, published } = workload;
  if (kind !== "database") {
    const first = [...ports, ...published][0]?.port;
    return new Map([
      ["HOST", name],
      ["PORT", first === undefined ? undefined : String(first)],
    ]);
  }
  const isPostgres = officialName(workload.image) === "postgres";
  const value = (variable: RegExp): string | undefined => {
    const entry = workload.environment.find(one => variable.test(one.name));
    return entry?.template ?? entry?.value;
  };
  const user = value(/_USER$/) ?? (isPostgres ? "postgres" : "app");
  return new Map([
    ["HOST", name],
    ["PORT", isPostgres ? "5432" : "3306"],
    ["USER", user],
    ["NAME", value(/_(?:DB|DATABASE)$/) ?? (isPostgres ? user : "app")],
    ["PASS_FILE", undefined],
  ]);
}

function prefixOf({ name }: Workload): string {
  const prefix = name.toUpperCase().replace(/[^A-Z0-9]/g, "_");
  return /^[A-Z_]/.test(prefix) ? prefix : `_${prefix}`;
}
