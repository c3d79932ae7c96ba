import type { ContainerInspect } from "../../engine/index.ts";
import type { Facts } from "./facts.ts";
import type { Conclusion, Step } from "./report.ts";

/** So many restarts are no accident any more. */
const many = 3;

/** Whether a container runs, and if not, why. */
export function conditionOf(container: ContainerInspect, facts: Facts, isTarget: boolean): Step {
  const { State, RestartCount } = container;
  const name = nameOf(container);
  const fault = (conclusion: Conclusion): Step => ({
    name: `${name} runs`,
    outcome: "fault",
    detail: conclusion.what,
    conclusion,
  });
  const logged = (facts.logs[container.Id] ?? []).at(-1);
  const last = logged === undefined ? "" : `; the last it logged: ${logged}`;
  if (State.Restarting || (RestartCount >= many && !isSettled(State))) {
    const killed = State.OOMKilled ? ", killed for want of memory" : "";
    return fault({
      fault: "crash loop",
      what: `${name} ends again and again (restarted ${RestartCount} times, last with code ${State.ExitCode}${killed})${last}`,
      remedy: `Correct what it says before it ends: \`docker logs ${name}\`.`,
    });
  }
  if (State.Running) {
    return { name: `${name} runs`, outcome: "fine", detail: `since ${State.StartedAt.slice(0, 19)}Z` };
  }
  if (isPortTaken(State.Error)) return fault(portTaken(container, facts));
  const why = State.Error === "" ? `code ${State.ExitCode}` : State.Error;
  return fault({
    fault: isTarget ? "server down" : "not running",
    what: `${name} does not run (${State.Status}, ${why})${last}`,
    remedy: `See why (\`docker logs ${name}\`), and start it: \`docker start ${name}\`.`,
  });
}

/** It has run for ten seconds, so that its restarts are past. */
function isSettled({ StartedAt, Running }: ContainerInspect["State"]): boolean {
  return Running && Date.now() - Date.parse(StartedAt) > 10_000;
}

function isPortTaken(error: string): boolean {
  return /port is already allocated|address already in use|failed to bind host port|bind for .* failed/i.test(
    error,
  );
}

function portTaken(container: ContainerInspect, { holders }: Facts): Conclusion {
  const name = nameOf(container);
  const wanted = Object.values(container.HostConfig.PortBindings ?? {}).flatMap(bindings =>
    (bindings ?? []).map(({ HostPort }) => Number(HostPort)),
  );
  const named = /(?:bind for |bind host port )\S*?:(\d+)/i.exec(container.State.Error)?.[1];
  const port = named === undefined ? (wanted[0] ?? 0) : Number(named);
  const holder = holders.find(({ hostPort }) => hostPort === port);
  const who = holder?.container === undefined ? "a process of the host" : `container ${holder.container}`;
  return {
    fault: "port taken",
    what: `${name} could not start: port ${port} of the host is held by ${who}`,
    remedy: `Publish another port, or end the other one${holder?.container === undefined ? ` (\`ss -ltnp 'sport = :${port}'\` names it)` : `: \`docker stop ${holder.container}\``}.`,
  };
}

/** What its own check says of a container. */
export function healthOf(container: ContainerInspect): Step {
  const name = nameOf(container);
  const health = container.State.Health;
  if (health === undefined || health.Status === "none") {
    return { name: `${name} is healthy`, outcome: "unknown", detail: "it has no health check" };
  }
  if (health.Status !== "unhealthy") {
    return { name: `${name} is healthy`, outcome: "fine", detail: health.Status };
  }
  const last = health.Log?.at(-1);
  const said =
    last === undefined ? "" : `: ${last.Output.trim().split("\n").at(-1) ?? ""} (code ${last.ExitCode})`;
  return {
    name: `${name} is healthy`,
    outcome: "fault",
    detail: `unhealthy, ${health.FailingStreak} times in a row${said}`,
    conclusion: {
      fault: "unhealthy",
      what: `${name} is unhealthy: its check failed ${health.FailingStreak} times in a row${said}`,
      remedy: `Run the check by hand (\`docker exec ${name} ${checkOf(container)}\`), and correct what it says.`,
    },
  };
}

function checkOf({ Config }: ContainerInspect): string {
  const [kind, ...command] = Config.Healthcheck?.Test ?? [];
  return kind === "CMD-SHELL" ? `sh -c '${command.join(" ")}'` : command.join(" ");
}

export function nameOf(container: ContainerInspect): string {
  return container.Name.slice(1);
}
