import { nameOf } from "./resources/resource.ts";

/** A resource of a state with all that stands about it there. */
export interface StateResource extends Readonly<Record<string, unknown>> {
  readonly urn: string;
  readonly type: string;
}

/** An operation that had begun when the state was written. */
export interface PendingOperation {
  readonly type: unknown;
  readonly resource: StateResource;
}

/**
 * What shows in a stack's state that its last update has not come to its end, a clause each; none where nothing does.
 *
 * @param resources of the state, those included that wait to be deleted.
 */
export function unfinishedIn(
  resources: readonly StateResource[],
  pending: readonly PendingOperation[],
): string[] {
  // Pulumi keeps what a killed run was creating past later runs that end well, so that shows nothing. Where it matters
  // its component has declared nothing.
  const begun = pending.filter(({ type }) => type !== "creating").map(({ resource }) => resource);
  const signs: readonly (readonly [string, readonly StateResource[]])[] = [
    ["nothing says what is declared by", resources.filter(isUndeclared)],
    ["something failed in", resources.filter(({ initErrors }) => count(initErrors) > 0)],
    ["it remains to make anew", resources.filter(({ pendingReplacement }) => pendingReplacement === true)],
    ["it remains to delete", resources.filter(resource => resource["delete"] === true)],
    ["nobody knows what became of", begun],
  ];
  return signs.flatMap(([sign, found]) => (found.length === 0 ? [] : [`${sign} ${list(found)}`]));
}

/** Whether it is a component of this library that has not said what it declares: it does so last, after its children. */
function isUndeclared({ type, outputs }: StateResource): boolean {
  return type.startsWith("bulkhead:index:") && count(outputs) === 0;
}

function count(value: unknown): number {
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}

/** So many are named; of more it is enough to know that there are. */
const most = 4;

/** Resources as people call them: `Workload c and Workload d`. */
function list(resources: readonly StateResource[]): string {
  const names = resources.map(({ urn, type }) => `${type.split(":").at(-1)} ${nameOf(urn)}`).sort();
  const shown =
    names.length <= most ? names : [...names.slice(0, most - 1), `${names.length - most + 1} more`];
  return new Intl.ListFormat("en-GB").format(shown);
}
