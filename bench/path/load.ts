import type { ContainerSpec, Engine, Labels } from "../../engine/index.ts";
import { runToEnd } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { BenchFailure } from "../measure/failure.ts";

/** Seconds of each load, and milliseconds after which one that does not end is removed. */
export const seconds = 4;
const deadline = (seconds + 30) * 1000;

/** Where the containers run that put load on what the bench deployed. */
export interface Site {
  readonly engine: Engine;
  /** Labels by which they are found and removed, whatever happens. */
  readonly labels: Labels;
  /** Names them. */
  readonly mark: string;
  readonly places: Places;
}

/** Networks and volumes of the stack, by their names on the engine. */
export interface Places {
  readonly data: string;
  readonly web: string;
  readonly front: string;
  /** The near sides of the relays to the pages and to the store, by who relays. */
  readonly near: Readonly<Record<Relay, { readonly web: string; readonly store: string }>>;
  readonly sockets: string;
}

/** Who stands between: either is made of the same arguments. */
export type Relay = "haproxy" | "nginx";

/** Requests for a page in a second, from connections that are kept. */
export async function requests(
  site: Site,
  network: string,
  host: string,
  connections: number,
): Promise<number> {
  const text = await said(site, {
    Image: demoImage("load"),
    Cmd: ["-t1", `-c${connections}`, `-d${seconds}s`, `http://${host}:8080/`],
    HostConfig: { NetworkMode: network },
  });
  if (/Socket errors|Non-2xx/.test(text)) throw failed(`wrk of ${host}`, text);
  return figure(text, /Requests\/sec:\s+([\d.]+)/, `wrk of ${host}`);
}

/** How the store is called. */
export type Way = "bridge" | "socket" | Relay;

/** Prepared selects of one row in a second, over one connection. */
export async function selects(site: Site, over: Way): Promise<number> {
  const options = ["-S", "-M", "prepared", "-c", "1", "-n", "-T", String(seconds)];
  const text = await pgbench(site, over, options);
  return figure(text, /tps = ([\d.]+)/, `pgbench over the ${over}`);
}

/** Makes what is selected from: a million rows. */
export async function fill(site: Site): Promise<void> {
  await pgbench(site, "bridge", ["-i", "-q", "-s", "10"]);
}

async function pgbench(site: Site, over: Way, options: readonly string[]): Promise<string> {
  const folder = "/run/sockets/store-socket";
  const { data, near, sockets } = site.places;
  const network = over === "bridge" ? data : over === "socket" ? "none" : near[over].store;
  return await said(site, {
    Image: demoImage("postgres"),
    Entrypoint: ["/usr/lib/postgresql/15/bin/pgbench"],
    Cmd: [...options, "-U", "app", "-h", over === "socket" ? folder : "store", "app"],
    Env: ["PGPASSWORD=of a bench"],
    HostConfig: {
      // The server's own core, see the stack.
      CpusetCpus: "0",
      NetworkMode: network,
      ...(over === "socket" ? { Binds: [`${sockets}:${folder}:ro`] } : {}),
    },
  });
}

let counter = 0;

async function said(site: Site, spec: Omit<ContainerSpec, "name">): Promise<string> {
  counter += 1;
  const named = { ...spec, name: `${site.mark}-load${counter}`, Labels: site.labels };
  const { stdout, stderr } = await runToEnd(site.engine, named, deadline);
  return stdout + stderr;
}

function figure(text: string, pattern: RegExp, who: string): number {
  const found = Number(pattern.exec(text)?.[1]);
  if (!Number.isFinite(found) || found === 0) throw failed(who, text);
  return found;
}

function failed(who: string, text: string): BenchFailure {
  return new BenchFailure(`${who} did not end well.`, `Correct what it says:\n${text}`);
}
