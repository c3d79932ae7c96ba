import {
  type ContainerInspect,
  EndWatch,
  EngineFailure,
  type FailureKind,
  inspectContainer,
  lastLogLines,
  readLogs,
  startContainer,
  stopContainer,
  waitFor,
} from "../../../engine/index.ts";
import type { Properties } from "../../protocol/values.ts";
import type { Operation } from "../resource.ts";
import { askedSoon } from "./askedSoon.ts";

/** How a container is brought up: what of its inputs decides it. */
interface BringUpInputs {
  readonly name: string;
  readonly start: boolean;
  readonly mustRun: boolean;
  readonly attach?: boolean;
  readonly logs?: boolean;
  readonly rm?: boolean;
  readonly wait?: boolean;
  readonly waitTimeout: number;
  readonly destroyGraceSeconds?: number;
  readonly containerReadRefreshTimeoutMilliseconds: number;
}

/** A container that is up, with its log where that was asked for. */
export interface BroughtUp {
  readonly container: ContainerInspect;
  readonly logs?: string;
}

/**
 * How long a container that must run is watched after its start, in milliseconds. One that dies of a wrong
 * command or a missing file does so at once; nobody else would notice before the next refresh.
 */
const settleTime = 150;

/** How long after a container's end the engine may still learn why, in milliseconds. */
const lateNews = 1000;

/** How long an attached container may take to end; the official plugin's default for a creation. */
const attachTime = 20 * 60 * 1000;

/**
 * Starts a container, where it is to be started, and waits until it is what the inputs ask for: running, healthy,
 * or (attached) at its end.
 *
 * @throws EngineFailure with the last lines of its log when it does not become that.
 */
export async function bringUp(operation: Operation, id: string, given: Properties): Promise<BroughtUp> {
  const inputs = given as unknown as BringUpInputs;
  if (!inputs.start) return { container: await look(operation, id, inputs) };
  if (inputs.mustRun && !inputs.attach && !inputs.wait) {
    return { container: await startAndSettle(operation, id, inputs) };
  }
  // A job that the engine removes at its end may be gone before the next look, as it should.
  const job = inputs.rm && !inputs.mustRun ? await inspectContainer(operation.engine, id) : undefined;
  await startContainer(operation.engine, id, inputs.name);
  if (inputs.attach) return await awaitEnd(operation, id, inputs);
  if (inputs.wait) return { container: await awaitHealth(operation, id, inputs) };
  return { container: await look(operation, id, inputs, job) };
}

async function awaitEnd(operation: Operation, id: string, inputs: BringUpInputs): Promise<BroughtUp> {
  operation.report("waiting for its end");
  const ended = await wait(operation, id, attachTime, container =>
    container === undefined || hasEnded(container) ? { container } : undefined,
  );
  if (ended === undefined)
    throw await failure(operation, id, inputs, "timed-out", "did not end within 20 minutes");
  if (ended.container === undefined) throw gone(inputs);
  const logs = inputs.logs ? { logs: await readLogs(operation.engine, id) } : {};
  const { ExitCode } = ended.container.State;
  if (ExitCode !== 0 && inputs.mustRun) {
    throw await failure(operation, id, inputs, "container-exited", `ended with exit code ${ExitCode}`);
  }
  return { container: ended.container, ...logs };
}

async function awaitHealth(
  operation: Operation,
  id: string,
  inputs: BringUpInputs,
): Promise<ContainerInspect> {
  operation.report("waiting for it to become healthy");
  const found = await judgedHealth(operation, id, inputs.waitTimeout * 1000);
  if (found === undefined) {
    const what = `did not become healthy within ${inputs.waitTimeout} s`;
    const last = await inspectContainer(operation.engine, id);
    throw await ill(operation, id, inputs, "timed-out", what, last && lastCheck(last));
  }
  const { container } = found;
  if (container === undefined) throw gone(inputs);
  if (!container.State.Running || container.State.Restarting)
    throw await exited(operation, inputs, container);
  if (found.isWell) return container;
  switch (container.State.Health?.Status) {
    case "healthy":
      return container;
    case undefined:
      throw new EngineFailure(
        "container-unhealthy",
        `Container ${inputs.name} is to be waited for, but has no health check.`,
        "Give it a healthcheck, or leave wait out.",
      );
    default:
      throw await ill(operation, id, inputs, "container-unhealthy", "is unhealthy", lastCheck(container));
  }
}

/** What of its health is decided first: what the engine says of it, or that it is well when it is asked. */
async function judgedHealth(
  { engine, events, signal: cancelled }: Operation,
  id: string,
  deadline: number,
): Promise<{ container: ContainerInspect | undefined; isWell?: true } | undefined> {
  const decided = new AbortController();
  const signal = AbortSignal.any([cancelled, decided.signal]);
  const starting = Promise.withResolvers<ContainerInspect>();
  const heard = wait({ engine, events, signal }, id, deadline, container => {
    if (container === undefined || hasEnded(container) || container.State.Restarting) return { container };
    const health = container.State.Health?.Status;
    if (health === "starting") starting.resolve(container);
    return health === undefined || health === "healthy" || health === "unhealthy" ? { container } : undefined;
  });
  const asked = starting.promise
    .then(container => askedSoon(engine, container, signal))
    .then(container => (container === undefined ? heard : { container, isWell: true as const }));
  try {
    return await Promise.race([heard, asked]);
  } finally {
    decided.abort();
  }
}

async function startAndSettle(
  operation: Operation,
  id: string,
  inputs: BringUpInputs,
): Promise<ContainerInspect> {
  const { engine, events, signal } = operation;
  const watch = await EndWatch.begin(events, id);
  try {
    await startContainer(engine, id, inputs.name);
    await watch.within(Math.min(settleTime, inputs.containerReadRefreshTimeoutMilliseconds), signal);
  } finally {
    watch.stop();
  }
  const container = await look(operation, id, inputs);
  if (hasEnded(container) || container.State.Restarting) throw await exited(operation, inputs, container);
  return container;
}

async function look(
  operation: Operation,
  id: string,
  inputs: BringUpInputs,
  before?: ContainerInspect,
): Promise<ContainerInspect> {
  const container = (await inspectContainer(operation.engine, id)) ?? before;
  if (container === undefined) throw gone(inputs);
  return container;
}

function wait<T>(
  { engine, events, signal }: Pick<Operation, "engine" | "events" | "signal">,
  id: string,
  deadline: number,
  until: (container: ContainerInspect | undefined) => T | undefined,
): Promise<T | undefined> {
  return waitFor(engine, events, id, { deadline, signal, until });
}

function hasEnded(container: ContainerInspect): boolean {
  return ["exited", "dead", "removing"].includes(container.State.Status);
}

async function exited(
  operation: Operation,
  inputs: BringUpInputs,
  container: ContainerInspect,
): Promise<EngineFailure> {
  const { Id, State } = container;
  const cause = await causeOfEnd(operation, container);
  const why = cause === "" ? "" : ` (${cause})`;
  const what = `exited right after its start, with code ${State.ExitCode}${why}`;
  // Its restart policy would have it come and go under the names its peers call.
  const end = State.Restarting ? ill : failure;
  return await end(operation, Id, inputs, "container-exited", what);
}

/** What is ill and running is stopped, once its evidence is taken: the names its peers call must not lead to it. */
async function ill(
  operation: Operation,
  id: string,
  inputs: BringUpInputs,
  kind: FailureKind,
  what: string,
  check?: readonly string[],
): Promise<EngineFailure> {
  const reason = await failure(
    operation,
    id,
    inputs,
    kind,
    what,
    check,
    "it is stopped, and stays for a look; the next run goes on with it",
  );
  await stopContainer(operation.engine, id, inputs.destroyGraceSeconds ?? 0);
  return reason;
}

/**
 * Why a container ended, as far as the engine knows. It hears of the end and of the want of memory from two sides; where
 * the end comes first, only an event tells of the other. Of one that is killed in its first moment it may hear nothing.
 */
async function causeOfEnd(
  operation: Operation,
  { Id, State, HostConfig }: ContainerInspect,
): Promise<string> {
  if (!State.OOMKilled && State.ExitCode === 137 && HostConfig.Memory) {
    const known = await wait(operation, Id, lateNews, now => {
      const starved = now?.State.OOMKilled || operation.events.hasStarved(Id);
      return starved || now === undefined ? { starved } : undefined;
    });
    return known?.starved ? "it ran out of memory" : "it was killed; its memory limit may be too low";
  }
  return State.OOMKilled ? "it ran out of memory" : State.Error;
}

async function failure(
  { engine }: Operation,
  id: string,
  { name, rm }: BringUpInputs,
  kind: FailureKind,
  what: string,
  check: readonly string[] = [],
  staying = "it stays for a look, and the next run goes on with it",
): Promise<EngineFailure> {
  const lines = await lastLogLines(engine, id);
  const evidence = [
    ...(check.length > 0 ? ["Its last health check:", ...check] : []),
    ...(lines.length > 0 ? ["The last lines of its log:", ...lines] : ["It logged nothing."]),
  ];
  const complainer = check.length > 0 ? "health check" : lines.length > 0 ? "log" : undefined;
  const correct =
    complainer === undefined
      ? "Correct its command or settings"
      : `Correct what its ${complainer} complains of`;
  const after = rm ? "rm removes it now" : staying;
  return new EngineFailure(kind, `Container ${name} ${what}.`, `${correct}; ${after}.`, { evidence });
}

function lastCheck(container: ContainerInspect): string[] {
  const last = container.State.Health?.Log?.at(-1);
  return last === undefined
    ? []
    : [`exit code ${last.ExitCode}`, ...last.Output.trim().split("\n").slice(-5)];
}

function gone({ name, rm }: BringUpInputs): EngineFailure {
  if (rm) {
    return new EngineFailure(
      "container-exited",
      `Container ${name} ended right after its start, and rm removed it together with its log.`,
      "Leave rm out to see what it logs; for a job that is to end, set mustRun to false.",
    );
  }
  return new EngineFailure(
    "not-found",
    `Container ${name} was removed by somebody else while it was being brought up.`,
    "Run the command again.",
  );
}
