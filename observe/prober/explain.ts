import type { Edge } from "../../topology/index.ts";
import { type Evidence, openAttempt, type Result } from "./evidence.ts";
import { type Found, foundWords, type ProbeVerdict } from "./report.ts";
import { networksOf, type Resident } from "./scene.ts";
import { openSockets, waitsOn } from "./sockets.ts";

/** Why a connection is not as it should be, and what to do about it. */
export interface Explained {
  readonly cause?: string;
  readonly remedy?: string;
}

/** Says so, from what was found, what was computed, and what is seen on the engine. */
export function explain(
  verdict: Exclude<ProbeVerdict, "ok">,
  found: Found,
  edge: Edge | undefined,
  telling: Result | undefined,
  evidence: Evidence,
): Explained {
  switch (verdict) {
    case "excess":
      return excess(edge, telling, evidence);
    case "missing":
      return missing(found, edge, telling, evidence);
    case "inconclusive":
      return inconclusive(telling, evidence);
  }
}

function excess(edge: Edge | undefined, telling: Result | undefined, evidence: Evidence): Explained {
  const open = openAttempt(telling);
  const where = open === undefined ? "" : ` (at ${open.host}:${open.port}, by ${open.way})`;
  const asked = telling?.asked;
  const source = asked?.source;
  if (source?.stranger) return byStranger(source, where, evidence);
  const byHand = meeting(source, asked?.to, evidence);
  if (byHand !== undefined) {
    return {
      cause: `${source?.name} got through${where}: it and ${byHand.target} are both on network ${byHand.network}, which is not of this stack`,
      remedy: `Somebody connected them by hand: \`docker network disconnect ${byHand.network} ${source?.name}\`, or \`pulumi up --refresh\`, which shows it and mends it.`,
    };
  }
  if (edge !== undefined && edge.verdict !== "denied") {
    const causes = edge.via.map(({ detail }) => detail).join("; ");
    return {
      cause: `${causes}${where}`,
      remedy: "Declare the flow if it is meant, have the server listen by name, or put a relay in between.",
    };
  }
  if (edge === undefined && asked !== undefined) {
    return {
      cause: `${asked.to} listens on ${asked.protocol} ${asked.port}, which nothing declares, and ${source?.name ?? "the host"} got through${where}`,
      remedy: "Declare the port and the flow if they are meant, or have the program listen on 127.0.0.1.",
    };
  }
  return {
    cause: `${source?.name ?? "the host"} got through${where}, although nothing declared connects them`,
    remedy:
      "Something was changed by hand, or an update did not come to its end: `pulumi up --refresh` shows it and mends it.",
  };
}

function byStranger(source: Resident, where: string, { scene }: Evidence): Explained {
  const networks = networksOf(source).filter(network => scene.segments.has(network));
  return {
    cause: `${source.name} got through${where}: it was put on network ${networks.join(", ")} of this stack by hand`,
    remedy: `Take it off (\`docker network disconnect ${networks[0]} ${source.name}\`) or remove it; or declare it as a Workload.`,
  };
}

/** A network of nobody's declaring on which two containers meet. */
function meeting(
  source: Resident | undefined,
  to: string | undefined,
  { scene, topology }: Evidence,
): { readonly network: string; readonly target: string } | undefined {
  if (source === undefined) return undefined;
  const known = new Set(topology.networks.map(({ id }) => id));
  const foreign = networksOf(source).filter(name => !scene.segments.has(name) && !known.has(name));
  for (const target of scene.residents.filter(({ workload }) => workload === to)) {
    const network = networksOf(target).find(name => foreign.includes(name));
    if (network !== undefined) return { network, target: target.name };
  }
  return undefined;
}

function missing(
  found: Found,
  edge: Edge | undefined,
  telling: Result | undefined,
  { scene, sockets, lost }: Evidence,
): Explained {
  const asked = telling?.asked;
  const to = asked?.to ?? "";
  const source = asked?.source?.name ?? "the host";
  const target = asked?.attempts[0];
  const residents = scene.residents.filter(({ workload }) => workload === to);
  const halted = scene.stopped.filter(({ workload }) => workload === to);
  const computed = edge?.verdict === "denied" ? `; ${edge.via[0]?.detail}` : "";
  const called =
    target === undefined ? "" : `${source} called ${target.host}:${target.port} and it ${foundWords[found]}`;
  if (residents.length === 0) {
    const who = halted.map(({ name, status }) => ` (${name}: ${status})`).join("");
    return {
      cause: `no container of ${to} runs${who}${called === "" ? "" : `; ${called}`}`,
      remedy: `See whether ${to} runs and is healthy (docker ps, docker logs), and run \`pulumi up --refresh\`.`,
    };
  }
  const ended = lost.find(({ workload }) => workload === to);
  if (ended !== undefined) {
    return {
      cause: `${ended.name} ended while it was looked at; ${called}`,
      remedy: `See why (docker logs ${ended.name}), and verify again.`,
    };
  }
  const silent = residents.find(
    one =>
      asked !== undefined &&
      sockets.has(one.namespace) &&
      waitsOn(one, asked.port, asked.protocol, sockets) !== "others",
  );
  if (silent !== undefined && asked !== undefined) {
    const others = [
      ...new Set(openSockets(silent, sockets).map(({ port, protocol }) => `${protocol} ${port}`)),
    ];
    const instead = others.length === 0 ? "on no port" : `on ${others.join(", ")}`;
    const itself = waitsOn(silent, asked.port, asked.protocol, sockets) === "itself";
    return {
      cause: itself
        ? `${silent.name} listens on ${asked.port} at 127.0.0.1 alone; ${called}`
        : `${silent.name} listens ${instead} and not on ${asked.protocol} ${asked.port}; ${called}`,
      remedy: itself
        ? "Have the program listen on 0.0.0.0."
        : `Have the program listen on ${asked.port}, or declare the port that it does listen on; \`docker logs ${silent.name}\` says whether it started.`,
    };
  }
  return {
    cause: `${called}${computed}`,
    remedy: `See whether ${to} runs and is healthy (docker ps, docker logs), and run \`pulumi up --refresh\`.`,
  };
}

function inconclusive(telling: Result | undefined, { scene, sockets, lost }: Evidence): Explained {
  const asked = telling?.asked;
  const ended = lost.find(({ workload }) => workload === asked?.to);
  if (ended !== undefined) {
    return {
      cause: `${ended.name} ended while it was looked at, so a closed door proves nothing`,
      remedy: `See why (docker logs ${ended.name}), and verify again.`,
    };
  }
  const itself = scene.residents.find(
    one => one.workload === asked?.to && waitsOn(one, asked.port, asked.protocol, sockets) === "itself",
  );
  const why =
    itself === undefined
      ? `nothing was seen to answer on ${asked?.port} of ${asked?.to}`
      : `${itself.name} listens on ${asked?.port} at 127.0.0.1 alone`;
  return {
    cause: `${why}, so a closed door proves nothing`,
    remedy: `See whether ${asked?.to} runs and listens, then verify again.`,
  };
}
