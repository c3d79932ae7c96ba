import { Workload, type WorkloadArgs } from "../../components/index.ts";
import { at, type Recording, record } from "./recorder.ts";
import { asDeclared, type Held } from "./standing.ts";

/** Of whom nobody asks more than its name. */
export const image = "acme/api:1";
export const egressRelay = { image: "acme/egress:1" };
/** A workload with a list of whom it may call. */
export const listed: WorkloadArgs = {
  image,
  egress: [
    { host: "api.example.com", ports: [443] },
    { host: "*.example.org", ports: [443, "tls 8443"] },
    { host: "plain.example.com", ports: [80] },
    { host: "db.example.com", ports: [5432] },
  ],
  egressRelay,
};

/** That workload, registered, with other arguments beside its own. */
export function calling(args: Partial<WorkloadArgs> = {}): Promise<Recording<Workload>> {
  return record(() => new Workload("app", { ...listed, ...args }));
}

/** The first file that a container is given, by lines. */
export function file(recording: Recording<unknown>, container: string): string[] {
  return String(at(recording.one("Container", container).inputs, "uploads", 0, "content")).split("\n");
}

/** All is as declared; who is called could call back, as on every network, and the relay has the host for its neighbour. */
export function callable(id: string): Held {
  const excess = [`${id}-names ${id} any/tcp`, `${id}-relay ${id} any/tcp`];
  return { ...asDeclared, excess, hostOpen: [`${id}-relay`] };
}

/** The last address of a subnet that is anybody's. */
export function lastOf(subnet: string): string {
  const [address = "", prefix = ""] = subnet.split("/");
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const last = first + 2 ** (32 - Number(prefix)) - 2;
  return [24, 16, 8, 0].map(shift => Math.floor(last / 2 ** shift) % 256).join(".");
}
