import { isKnown, isUnknown, type Maybe } from "../../topology/index.ts";
import { eachWorkload, not, unsure, violated, wrongIf, wrongIfHidden } from "../found.ts";
import { type Family, rule } from "../rule.ts";

const memory = rule({
  id: "memory-limit",
  title: "Memory is limited",
  severity: "medium",
  level: "advisory",
  rationale:
    "A container without a limit can take all the host's memory, and the kernel then kills whatever it likes, the neighbours included.",
  remedy: "Set a limit somewhat above what the workload needs at its busiest.",
  cis: "5.11",
  remediate: "memory-limit",
  settings: {
    remediation: {
      type: "integer",
      default: 512,
      minimum: 6,
      description: "MiB that the level `remediate` gives to a container without a limit",
    },
  },
  check: eachWorkload(({ id, care }) =>
    wrongIf(absent(care.memory), "memory", `workload ${id} has no memory limit`),
  ),
});

const cpu = rule({
  id: "cpu-limit",
  title: "CPU time is limited",
  severity: "low",
  level: "advisory",
  rationale: "A container in an endless loop slows down everything else on its host.",
  remedy: "Set a limit in CPUs.",
  cis: "5.12",
  check: eachWorkload(({ id, care }) =>
    wrongIf(absent(care.cpus), "cpus", `workload ${id} has no CPU limit`),
  ),
});

const pids = rule({
  id: "pids-limit",
  title: "The number of processes is limited",
  severity: "low",
  level: "advisory",
  rationale: "A fork bomb in one container takes the process ids of all.",
  remedy: "Set a limit of some hundred.",
  cis: "5.29",
  // The docker package of Pulumi has no such property.
  check: eachWorkload(({ id, origin, care }) =>
    origin === undefined
      ? wrongIf(absent(care.pids), "pids", `workload ${id} has no limit of processes`)
      : [],
  ),
});

const restart = rule({
  id: "restart-attempts",
  title: "Restarts after failures are bounded",
  severity: "low",
  level: "advisory",
  rationale:
    "A container that fails and is started again for ever keeps the host busy and hides that it does not work. `on-failure` is for what may end, so it needs a bound.",
  remedy: "Set a bound of attempts with `on-failure`, or `unless-stopped` for what must always run.",
  cis: "5.15",
  settings: {
    attempts: { type: "integer", default: 5, minimum: 0, description: "Attempts that are still in order" },
  },
  check: eachWorkload(function* ({ id, care: { restart, restartAttempts = 0 } }, { settings: { attempts } }) {
    if (restart !== undefined && isUnknown(restart))
      yield unsure("restart", `workload ${id} is restarted without bound`, restart.unknown);
    if (restart !== "on-failure") return;
    const unbounded = isUnknown(restartAttempts)
      ? restartAttempts
      : restartAttempts === 0 || restartAttempts > attempts;
    yield* wrongIf(unbounded, "restart", `workload ${id} is restarted more than ${attempts} times`);
  }),
});

const health = rule({
  id: "health-check",
  title: "There is a health check",
  severity: "low",
  level: "advisory",
  rationale:
    "Without one a container that hangs counts as running: nobody waits for it to be ready, and nobody replaces it.",
  remedy: "Add a command that asks the service itself, not only whether its process is there.",
  exception: "An image that brings its own, which cannot be seen from here.",
  cis: "5.27",
  check: eachWorkload(({ id, kind, care }) =>
    kind === "job" ? [] : wrongIf(not(care.healthCheck), "healthcheck", `workload ${id} has no health check`),
  ),
});

const logging = rule({
  id: "logging-off",
  title: "Logs are kept",
  severity: "medium",
  level: "advisory",
  rationale:
    "With the log driver `none` nobody finds out what happened in the container, neither operator nor auditor.",
  remedy: "Take a driver that keeps them within bounds: `local`, or `json-file` with max-size.",
  check: eachWorkload(({ id, care: { logDriver } }) =>
    wrongIf(
      logDriver !== undefined && isUnknown(logDriver) ? logDriver : logDriver === "none",
      "none",
      `workload ${id} keeps no logs`,
    ),
  ),
});

const ulimits = rule({
  id: "unlimited-ulimit",
  title: "No resource limit is lifted",
  severity: "low",
  level: "advisory",
  rationale:
    "The engine's limits of open files, processes and locked memory protect the host from a single container.",
  remedy: "Set the number that the program needs.",
  cis: "5.19",
  check: eachWorkload(function* (workload) {
    for (const ulimit of workload.care.ulimits.filter(one => /[=:]-1(:|$)/.test(one)))
      yield violated(ulimit, `Workload ${workload.id} lifts a limit: ${ulimit}.`);
    yield* wrongIfHidden(workload, "ulimits", `workload ${workload.id} lifts a limit`);
  }),
});

/** Whether a limit is not set. */
function absent(limit: Maybe<number> | undefined): Maybe<boolean> {
  return limit === undefined ? true : isKnown(limit) ? false : limit;
}

export const resources: Family = {
  id: "resources",
  title: "Resources and care",
  about: "What a container may use up, and whether anybody notices when it fails.",
  rules: [memory, cpu, pids, restart, health, logging, ulimits],
};
