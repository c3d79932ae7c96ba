import { limits } from "../yaml/limits.ts";
import { type Entry, entries, field, isSpoilt, type Mapping, type Value } from "../yaml/value.ts";
import { checkCircles } from "./circles.ts";
import { checkConsistency, type NamedService } from "./consistency.ts";
import { checkSecrets } from "./declared.ts";
import { isActive } from "./profiles.ts";
import type { Session } from "./session.ts";

/** One service or job of which there are to be containers. */
export type RunningService = Entry & { readonly name: string; readonly isJob: boolean };

/**
 * The services that are to run: those of active profiles, and jobs. Complains of what does not fit together, and says
 * what is left out: services with no replicas, and those in which something is wrong.
 *
 * @param file the first of the project, for what has no better place.
 */
export function runningServices(
  document: Mapping,
  profiles: readonly string[],
  file: string,
  session: Session,
): RunningService[] {
  const all = entries(field(document, "services"));
  const tooMany = all[limits.services];
  if (tooMany !== undefined) {
    session.problems.add(tooMany.key, `These are over ${limits.services} services. Split them.`);
    session.isTorn = true;
    return [];
  }
  const services = all.filter(({ value }) => isActive(value, profiles));
  const inactive = namesOf(all.filter(service => !services.includes(service)));
  checkConsistency(document, services, new Set(inactive), session.problems);
  checkSecrets(document, session.problems);
  checkCircles(services, session.problems);
  const allJobs = entries(field(document, "jobs"));
  checkJobs(allJobs, all, session);
  const jobs = allJobs.filter(({ value }) => isActive(value, profiles));
  const still = [...jobs, ...services].filter(({ value }) => isNone(value));
  say(
    inactive,
    ["is in no active profile", "are in no active profile"],
    'Activate profiles with COMPOSE_PROFILES, all of them with COMPOSE_PROFILES="*".',
  );
  say(namesOf(still), ["has no replicas", "have no replicas"], "Give them some if they are to run.");
  return [
    ...services.map(service => ({ ...service, isJob: false })),
    ...jobs.map(job => ({ ...job, isJob: true })),
  ].filter(({ value }) => !isNone(value) && !isSpoilt(value) && field(value, "provider") === undefined);

  function say(names: readonly string[], [one, many]: readonly [string, string], advice: string): void {
    if (names.length === 0) return;
    const which = names.length === 1 ? `Service ${names[0]} ${one}` : `Services ${names.join(", ")} ${many}`;
    session.remarks.add(file, `${which}, and ${names.length === 1 ? "is" : "are"} left out. ${advice}`);
  }
}

/** A name is a service's or a job's. */
function checkJobs(jobs: readonly NamedService[], services: readonly NamedService[], session: Session): void {
  for (const { name, key } of jobs) {
    if (!services.some(service => service.name === name)) continue;
    session.problems.add(key, `${name} is a service and a job. Name one of them otherwise.`);
  }
}

function namesOf(services: readonly NamedService[]): string[] {
  return services.map(({ name }) => name);
}

/** `scale: 0`, or `deploy` with as many replicas. */
function isNone(service: Value): boolean {
  const replicas = field(service, "scale") ?? field(field(service, "deploy"), "replicas");
  return replicas?.kind === "scalar" && replicas.value === 0;
}
