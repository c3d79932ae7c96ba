import { isIP } from "node:net";
import type { ContainerInspect } from "../../engine/index.ts";
import { nameOf } from "./condition.ts";
import type { Facts } from "./facts.ts";
import type { Conclusion, Step } from "./report.ts";

function fault(name: string, conclusion: Conclusion, detail = conclusion.what): Step {
  return { name, outcome: "fault", detail, conclusion };
}

function networksOf(container: ContainerInspect | undefined): string[] {
  return Object.keys(container?.NetworkSettings.Networks ?? {}).filter(network => network !== "none");
}

/** Networks both are on. */
function sharedBy({ container, target }: Facts): string[] {
  const theirs = networksOf(target);
  return networksOf(container).filter(network => theirs.includes(network));
}

/** Whether both are on a network; for what is no container, whether the container gets out. */
export function networkStep(facts: Facts): Step {
  const { container, target, asked } = facts;
  if (container === undefined || asked.target === undefined) {
    return { name: "shared network", outcome: "unknown", detail: "nobody to share it with" };
  }
  const name = nameOf(container);
  if (target === undefined) return outsideStep(facts, name);
  if (isOneNamespace(container, target)) {
    return { name: "shared network", outcome: "fine", detail: "both are in one network namespace" };
  }
  const shared = sharedBy(facts);
  if (shared.length > 0) return { name: "shared network", outcome: "fine", detail: shared.join(", ") };
  const [own, theirs] = [networksOf(container), networksOf(target)];
  const [first] = theirs;
  return fault("shared network", {
    fault: "wrong network",
    what: `${name} is on ${listed(own)} and ${nameOf(target)} on ${listed(theirs)}: they share no network`,
    remedy:
      first === undefined
        ? `Connect both to one: \`docker network connect ${own[0] ?? "NETWORK"} ${nameOf(target)}\`, or \`link\` them in the stack.`
        : `Connect them: \`docker network connect ${first} ${name}\`, or \`link\` them in the stack.`,
  });
}

function outsideStep(facts: Facts, name: string): Step {
  const { leadingOut, container, asked } = facts;
  const target = asked.target?.name ?? "";
  const isOutside = isIP(target) !== 0 || target.includes(".");
  if (!isOutside) {
    return { name: "shared network", outcome: "unknown", detail: `no container is called ${target}` };
  }
  if (leadingOut.length > 0 || container?.HostConfig.NetworkMode === "host") {
    return { name: "way out", outcome: "fine", detail: leadingOut.join(", ") || "the host's" };
  }
  if (facts.way?.call?.found === "open") {
    return { name: "way out", outcome: "fine", detail: "not needed: a network of its own leads there" };
  }
  return fault("way out", {
    fault: "internal network",
    what: `${name} is on internal networks only (${listed(networksOf(container))}): nothing leads out to ${target}`,
    remedy:
      "Give it a way out: `egress` in the stack, or `docker network connect` to a network that is not internal.",
  });
}

function listed(networks: readonly string[]): string {
  return networks.length === 0 ? "none" : networks.join(", ");
}

function isOneNamespace(container: ContainerInspect, target: ContainerInspect): boolean {
  const mode = (one: ContainerInspect): string => one.HostConfig.NetworkMode ?? "";
  return (
    container.Id === target.Id ||
    mode(container) === `container:${target.Id}` ||
    mode(target) === `container:${container.Id}` ||
    (mode(container) === "host" && mode(target) === "host")
  );
}

/** Whether the name leads anywhere, and if not, which would. */
export function nameStep(facts: Facts): Step {
  const { way, asked, target, targetNames, names, servers } = facts;
  const called = asked.target?.name ?? "";
  if (way === undefined) return { name: "name", outcome: "unknown", detail: "nothing was asked" };
  const { addresses, reason } = way.name;
  if (isIP(called) !== 0) return { name: "name", outcome: "fine", detail: `${called} is an address` };
  if (addresses.length > 0) {
    return { name: "name", outcome: "fine", detail: `${called} leads to ${addresses.join(", ")}` };
  }
  const dead = servers.filter(({ answers }) => !answers).map(({ address }) => address);
  if (target === undefined && called.includes(".")) {
    if (reason === "unknown" && dead.length === 0) {
      return fault("name", {
        fault: "unknown name",
        what: `the name servers know no ${called}`,
        remedy: "Correct the name.",
      });
    }
    const which = dead.length === 0 ? "those that the engine asks in turn" : dead.join(", ");
    return fault("name", {
      fault: "dns server dead",
      what: `the name ${called} is not resolved: no answer comes from its name servers (${which})`,
      remedy: "Give the container, or the engine (daemon.json, dns), a name server that answers.",
    });
  }
  if (target !== undefined && sharedBy(facts).length === 0) {
    return { name: "name", outcome: "fault", detail: `${called} leads nowhere` };
  }
  const own = networksOf(facts.container);
  const better = (target === undefined ? names : targetNames).filter(({ network }) => own.includes(network));
  const others = [...new Set(better.map(({ name }) => name))].filter(name => name !== called).slice(0, 6);
  const whom = target === undefined ? "there are" : `${nameOf(target)} is called`;
  return fault("name", {
    fault: "wrong alias",
    what: `nobody on its networks is called ${called}${others.length === 0 ? "" : `; ${whom} ${others.join(", ")}`}`,
    remedy: `Call it by a name it has, or give it this one: \`docker network connect --alias ${called} ...\`, \`aliases\` in the stack.`,
  });
}

/** What became of calls: by the name, then to each address; of short packets and of long ones. */
export function callSteps(facts: Facts): Step[] {
  const { way, asked } = facts;
  if (way === undefined) return [];
  const pings = way.addresses.map(({ network, address, ping }): Step => {
    const detail =
      ping === undefined ? `${address} does not answer` : `${address} answers in ${ping.toFixed(2)} ms`;
    return { name: `ping (${network})`, outcome: ping === undefined ? "unknown" : "fine", detail };
  });
  const port = asked.target?.port;
  const calls = port === undefined || way.call === undefined ? [] : [callStep(facts, way.call, port)];
  return [...pings, ...calls, ...mtuSteps(facts)];
}

function callStep(
  { asked, apart, target }: Facts,
  { found, took }: { readonly found: string; readonly took: number },
  port: number,
): Step {
  const where = `${asked.target?.name}:${port}`;
  if (found === "open")
    return { name: "call", outcome: "fine", detail: `${where} answers in ${took.toFixed(2)} ms` };
  if (found !== "timeout" || target === undefined) {
    return { name: "call", outcome: "fault", detail: `${where} is ${found}` };
  }
  const kept = apart.length === 0 ? undefined : apart.join(", ");
  return fault(
    "call",
    {
      fault: "filtered",
      what:
        kept === undefined
          ? `${where} does not answer although somebody listens there: packets are dropped on the way`
          : `${where} does not answer: network ${kept} keeps its members apart (icc=false)`,
      remedy:
        kept === undefined
          ? "See the host's rules (`iptables -S DOCKER-USER`, `nft list ruleset`)."
          : "Use a network of their own for the two.",
    },
    `${where} is ${found}`,
  );
}

function mtuSteps({ way }: Facts): Step[] {
  return (way?.addresses ?? [])
    .filter(({ mtu }) => mtu.mtu > 0)
    .map(({ network, address, mtu }): Step => {
      const name = `packet size (${network})`;
      if (mtu.mtu >= mtu.interface) {
        return { name, outcome: "fine", detail: `${mtu.mtu} bytes come through to ${address}` };
      }
      if (mtu.told) {
        return {
          name,
          outcome: "fine",
          detail: `${mtu.mtu} bytes come through to ${address}, as a router says`,
        };
      }
      return fault(name, {
        fault: "mtu black hole",
        what: `packets of more than ${mtu.mtu} bytes to ${address} vanish without a word, and the interface sends up to ${mtu.interface}`,
        remedy: `Give network ${network} the smaller size: --opt com.docker.network.driver.mtu=${mtu.mtu}.`,
      });
    });
}
