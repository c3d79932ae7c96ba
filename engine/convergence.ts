import type { Engine } from "./engine.ts";
import { EngineFailure } from "./failure.ts";
import { lastLogLines } from "./logs.ts";
import { lookAgain } from "./services.ts";
import type { ServiceInspect, Task, TaskSpec } from "./swarmApi.ts";

/** How far a service is. */
export type Progress =
  /** `by`: which tasks make it so. */
  | { readonly kind: "converged"; readonly by: string }
  | { readonly kind: "pending"; readonly why: string }
  | { readonly kind: "failed"; readonly why: string; readonly task?: Task };

/** Failures of one replica in a row, none of which came up, after which another attempt would not help. */
const hopeless = 2;

/** Milliseconds after which the same tasks must still run: one that ends at once runs for a moment, too. */
const settleTime = 1000;

/**
 * How far a service is on its way to what it is to be: as many tasks as it is to have run with its present
 * specification, and no update is under way. A replica that failed twice, or is not tried again, has failed.
 *
 * @param tasks all of its tasks but those that had failed before the change that is waited for.
 */
export function progressOf(service: ServiceInspect, tasks: readonly Task[]): Progress {
  const update = service.UpdateStatus?.State;
  if (update === "paused" || update?.startsWith("rollback")) {
    const task = tasks.findLast(hasFailed);
    const why = sentence(task?.Status.Err || service.UpdateStatus?.Message || `its update is ${update}`);
    return { kind: "failed", why, ...(task === undefined ? {} : { task }) };
  }
  const { Mode, TaskTemplate } = service.Spec;
  if (isJob(service)) return jobProgress(service, tasks);
  const present = tasks.filter(({ Spec }) => comparable(Spec) === comparable(TaskTemplate));
  const condition = TaskTemplate.RestartPolicy?.Condition ?? "any";
  const running = present.filter(task => isThere(task, condition));
  const there = new Set(running.map(placeOf));
  const wanted =
    Mode?.Global === undefined
      ? (Mode?.Replicated?.Replicas ?? 1)
      : Math.max(
          1,
          new Set(tasks.filter(({ DesiredState }) => DesiredState === "running").map(placeOf)).size,
        );
  if (there.size >= wanted && update !== "updating") return { kind: "converged", by: idsOf(running) };
  const enough =
    condition === "none" ? 1 : (TaskTemplate.RestartPolicy?.MaxAttempts ?? 0) === 1 ? 1 : hopeless;
  for (const place of new Set(present.map(placeOf))) {
    if (there.has(place)) continue;
    const failed = present.filter(task => placeOf(task) === place && hasFailed(task));
    const last = failed.toSorted(byAge).at(-1);
    if (last !== undefined && failed.length >= enough)
      return {
        kind: "failed",
        why: sentence(last.Status.Err || last.Status.Message || "it ended"),
        task: last,
      };
  }
  const latest = present.toSorted(byAge).at(-1);
  const state = latest?.Status.Err || latest?.Status.State;
  return {
    kind: "pending",
    why: `${there.size} of ${wanted} tasks run${state ? `; ${sentence(state)}` : ""}`,
  };
}

function isJob({ Spec: { Mode } }: ServiceInspect): boolean {
  return Mode?.ReplicatedJob !== undefined;
}

/** How far a service is that runs to its end: its present run has ended well, or one of its tasks has not. */
function jobProgress({ JobStatus }: ServiceInspect, tasks: readonly Task[]): Progress {
  const run = JobStatus?.JobIteration?.Index ?? 0;
  const present = tasks.filter(({ JobIteration }) => (JobIteration?.Index ?? 0) === run);
  const ended = present.filter(({ Status }) => Status.State === "complete");
  if (ended.length > 0) return { kind: "converged", by: idsOf(ended) };
  const task = present.findLast(hasFailed);
  if (task !== undefined)
    return { kind: "failed", why: sentence(task.Status.Err || task.Status.Message || "it ended"), task };
  const latest = present.toSorted(byAge).at(-1);
  return { kind: "pending", why: sentence(latest?.Status.Err || latest?.Status.State || "it has not begun") };
}

/**
 * Waits until a service has become what it is to be.
 *
 * @param options `since`: ids of the tasks that were there before the change; `timeout` in milliseconds.
 * @throws EngineFailure `container-exited` with a task's error, or `timed-out`.
 */
export async function waitForService(
  engine: Engine,
  id: string,
  options: {
    readonly since: ReadonlySet<string>;
    readonly timeout: number;
    readonly signal: AbortSignal;
    readonly report: (status: string) => void;
  },
): Promise<void> {
  const end = Date.now() + options.timeout;
  let converged: string | undefined;
  let told = "";
  const tell = (status: string): void => {
    // Each of these is a message to Pulumi, and a line where nobody looks at a terminal.
    if (status !== told) options.report(status);
    told = status;
  };
  for (;;) {
    const { service, tasks: all } = await engine.looks.at(id);
    if (service === undefined) {
      throw new EngineFailure(
        "not-found",
        `Service ${id} was removed while it came up.`,
        "Run the command again to create it anew.",
      );
    }
    const tasks = all.filter(task => !(options.since.has(task.ID) && hasFailed(task)));
    const progress = progressOf(service, tasks);
    // What has come to its end does not change any more; what runs is looked at once more.
    if (progress.kind === "converged" && (progress.by === converged || isJob(service))) return;
    converged = progress.kind === "converged" ? progress.by : undefined;
    if (progress.kind === "failed") throw await failure(engine, service, progress.why, progress.task);
    if (progress.kind === "pending" && Date.now() >= end) {
      throw new EngineFailure(
        "timed-out",
        `Service ${service.Spec.Name} has not come up within ${options.timeout / 1000} s: ${progress.why}.`,
        `See \`docker service ps ${service.Spec.Name}\`, or give it longer in convergeConfig.timeout.`,
      );
    }
    tell(progress.kind === "pending" ? progress.why : "all tasks run");
    await lookAgain(options.signal, progress.kind === "converged" ? settleTime : 0);
  }
}

async function failure(
  engine: Engine,
  { Spec: { Name } }: ServiceInspect,
  why: string,
  task: Task | undefined,
): Promise<EngineFailure> {
  const container = task?.Status.ContainerStatus?.ContainerID;
  const evidence = container ? await lastLogLines(engine, container) : [];
  const [reason, remedy] = reasonOf(Name, why, task);
  return new EngineFailure("container-exited", `Service ${Name} does not come up: ${reason}.`, remedy, {
    evidence,
  });
}

/** What a node says of an image it cannot pull; one with the containerd store says what came of it. */
const imageMissing = /^No such image: (\S+?)\.?$|^failed to resolve reference "([^"]+)"/;

/** Why a service does not come up, and what to do. */
function reasonOf(
  name: string | undefined,
  why: string,
  task: Task | undefined,
): readonly [reason: string, remedy: string] {
  if (task?.Status.State !== "rejected") {
    return [why, `Correct its command or what it needs; \`docker service logs ${name}\` shows what it said.`];
  }
  const missing = imageMissing.exec(why);
  if (missing === null) return [why, "The node refused its task; correct what it names in taskSpec."];
  return [
    `its node does not have the image ${missing[1] ?? missing[2]}, and cannot pull it`,
    "Check its name, and give its registry's login in auth or the provider's registryAuth.",
  ];
}

/** What a task and its service say alike: the engine writes both in one order, but the runtime only to the service. */
function comparable(spec: TaskSpec): string {
  return JSON.stringify({ ...spec, Runtime: undefined });
}

function hasFailed({ Status: { State } }: Task): boolean {
  return State === "failed" || State === "rejected" || State === "orphaned";
}

/** A task that is to end by itself is there once it has. */
function isThere({ DesiredState, Status: { State } }: Task, condition: string): boolean {
  if (State === "complete") return condition !== "any";
  return DesiredState === "running" && State === "running";
}

function idsOf(tasks: readonly Task[]): string {
  return tasks
    .map(({ ID }) => ID)
    .toSorted()
    .join(" ");
}

/** A replica, or the node of a global service's task. */
function placeOf({ Slot, NodeID }: Task): string {
  return Slot ? `slot ${Slot}` : `node ${NodeID ?? ""}`;
}

function byAge(left: Task, right: Task): number {
  return left.CreatedAt < right.CreatedAt ? -1 : 1;
}

/** The engine's words without what says nothing: `task: non-zero exit (1)`. */
function sentence(text: string): string {
  return text
    .replace(/^task: /, "its task ended with a ")
    .replace(/\s+/g, " ")
    .replace(/\.$/, "")
    .trim();
}
