import type { ContainerInspect } from "../../engine/index.ts";
import { isLoopback } from "../prober/sockets.ts";
import { conditionOf, healthOf, nameOf } from "./condition.ts";
import type { Facts } from "./facts.ts";
import type { Examination, Step } from "./report.ts";
import { callSteps, nameStep, networkStep } from "./way.ts";

/**
 * Draws the conclusion from what was seen: a pure function. What was looked at is told in the order in which a person
 * would try it, and the first that decides is the conclusion.
 */
export function diagnose(facts: Facts): Examination {
  const { asked } = facts;
  const target =
    asked.target === undefined
      ? undefined
      : asked.target.port === undefined
        ? asked.target.name
        : `${asked.target.name}:${asked.target.port}`;
  const steps = stepsOf(facts);
  const conclusion = steps.find(step => step.conclusion !== undefined)?.conclusion;
  return {
    version: 1,
    container: asked.container,
    ...(target === undefined ? {} : { target }),
    ...(conclusion === undefined ? {} : { conclusion }),
    steps,
  };
}

function stepsOf(facts: Facts): Step[] {
  const { container, target } = facts;
  if (container === undefined) return [missing(facts)];
  const condition = conditionOf(container, facts, false);
  if (condition.outcome === "fault") return [condition, ...publishedSteps(container, facts)];
  const own = [condition, attachedStep(container, facts), ...serverSteps(facts)];
  const way = facts.asked.target === undefined ? wayOut(facts) : wayTo(facts);
  const targets = target === undefined || target.Id === container.Id ? [] : [healthOf(target)];
  return [...own, ...way, ...publishedSteps(container, facts), ...targets, healthOf(container)];
}

function missing({ asked, near }: Facts): Step {
  const what = `there is no container ${asked.container}`;
  const hint = near.length === 0 ? "`docker ps --all` lists them" : `there is ${near.slice(0, 3).join(", ")}`;
  return {
    name: `${asked.container} exists`,
    outcome: "fault",
    detail: what,
    conclusion: { fault: "no such container", what, remedy: `Name another: ${hint}.` },
  };
}

/** Whether it has any way at all. */
function attachedStep(container: ContainerInspect, { inside }: Facts): Step {
  const name = nameOf(container);
  const networks = Object.keys(container.NetworkSettings.Networks ?? {}).filter(
    network => network !== "none",
  );
  const addresses = (inside?.network.links ?? [])
    .filter(link => link.name !== "lo")
    .flatMap(link => link.addresses);
  if (container.HostConfig.NetworkMode === "host") {
    return { name: "networks", outcome: "fine", detail: `${name} uses the host's` };
  }
  if (networks.length > 0 || addresses.length > 0) {
    const shown = networks.length === 0 ? "those of another container" : networks.join(", ");
    return { name: "networks", outcome: "fine", detail: `${shown}; addresses ${addresses.join(", ")}` };
  }
  const what = `${name} is not on any network: it has no interface but its loopback`;
  return {
    name: "networks",
    outcome: "fault",
    detail: what,
    conclusion: {
      fault: "not on any network",
      what,
      remedy: `Connect it: \`docker network connect NETWORK ${name}\`; one made with --network none has to leave "none" first.`,
    },
  };
}

function serverSteps({ servers, inside }: Facts): Step[] {
  if (inside === undefined) return [];
  const search = /^search (.+)$/m.exec(inside.network.resolv)?.[1];
  const domains = search === undefined ? "" : `; search domains ${search}`;
  const routes = inside.network.routes.map(({ to, via }) => (via === "" ? to : `${to} via ${via}`));
  const route: Step = {
    name: "routes",
    outcome: routes.length === 0 ? "unknown" : "fine",
    detail: routes.length === 0 ? "none" : routes.join(", "),
  };
  if (servers.length === 0) {
    return [{ name: "name servers", outcome: "unknown", detail: `none in resolv.conf${domains}` }, route];
  }
  const shown = servers.map(
    ({ address, answers }) => `${address} ${answers ? "answers" : "does not answer"}`,
  );
  return [
    {
      name: "name servers",
      outcome: servers.some(({ answers }) => answers) ? "fine" : "fault",
      detail: `${shown.join(", ")}${domains}`,
    },
    route,
  ];
}

function wayTo(facts: Facts): Step[] {
  const { target, container } = facts;
  const condition = target === undefined ? [] : [conditionOf(target, facts, true)];
  if (condition.some(({ outcome }) => outcome === "fault")) return condition;
  if (container === undefined) return condition;
  return [...condition, networkStep(facts), nameStep(facts), ...listenerSteps(facts), ...callSteps(facts)];
}

/** Without anybody to call: whether it gets out at all. */
function wayOut({ container, leadingOut }: Facts): Step[] {
  if (container === undefined || container.HostConfig.NetworkMode === "host") return [];
  const detail =
    leadingOut.length === 0 ? "all its networks are internal: none leads out" : `by ${leadingOut.join(", ")}`;
  return [{ name: "way out", outcome: "fine", detail }];
}

/** Who waits on the port, and at which address. */
function listenerSteps({ asked, target, targetInside }: Facts): Step[] {
  const port = asked.target?.port;
  if (target === undefined || targetInside === undefined) return [];
  const name = nameOf(target);
  const tcp = targetInside.sockets.filter(({ protocol }) => protocol === "tcp");
  const others = tcp.filter(socket => socket.address !== "127.0.0.11");
  const all = [...new Set(others.map(({ address, port: one }) => `${address}:${one}`))];
  const shown = all.length === 0 ? "no port" : all.join(", ");
  if (port === undefined)
    return [{ name: "listeners", outcome: "fine", detail: `${name} listens on ${shown}` }];
  const waiting = others.filter(socket => socket.port === port);
  if (waiting.length === 0) {
    const what = `${name} listens on ${shown} and not on ${port}`;
    return [
      {
        name: "listeners",
        outcome: "fault",
        detail: what,
        conclusion: {
          fault: "wrong port",
          what,
          remedy: "Call the port that it listens on, or have the program listen on the one that is called.",
        },
      },
    ];
  }
  if (waiting.every(isLoopback)) {
    const what = `${name} listens on ${port} at ${waiting.map(({ address }) => address).join(", ")} only, where nobody else gets to`;
    return [
      {
        name: "listeners",
        outcome: "fault",
        detail: what,
        conclusion: { fault: "listens on loopback", what, remedy: "Have the program listen on 0.0.0.0." },
      },
    ];
  }
  const where = waiting.map(({ address }) => `${address}:${port}`).join(", ");
  return [{ name: "listeners", outcome: "fine", detail: `${name} listens on ${where}` }];
}

function publishedSteps({ NetworkSettings }: ContainerInspect, { holders }: Facts): Step[] {
  const bindings = Object.entries(NetworkSettings.Ports ?? {}).flatMap(([port, list]) =>
    (list ?? []).map(({ HostIp, HostPort }) => `${port} at ${HostIp || "0.0.0.0"}:${HostPort}`),
  );
  const held = (bindings.length > 0 ? [] : holders).map(
    ({ hostPort, container }) => `${hostPort} held by ${container ?? "the host"}`,
  );
  const shown = [...new Set([...bindings, ...held])];
  return shown.length === 0 ? [] : [{ name: "published ports", outcome: "fine", detail: shown.join(", ") }];
}
