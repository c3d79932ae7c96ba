import type { Replacements } from "./examples.ts";
import type { World } from "./world.ts";

/** What the world is told to know: names of the examples' lists, and such as nobody lists. */
export function namesIn(world: World): Record<string, string> {
  return {
    "api.example.com": world.first,
    "one.example.org": world.first,
    "deb.example.net": world.first,
    "db.example.com": world.first,
    "private.example.org": world.inner,
    "meta.example.org": "169.254.169.254",
    "evil.example.com": world.first,
    "late.example.org": world.first,
    "slow.example.org": world.first,
    "dead.example.org": world.nobody,
    "warehouse.corp.example.com": world.inner,
  };
}

/** A module with a workload that may ask the world for any name. */
export const asking = (world: World): string => `
import { Workload } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
export const asker = new Workload("asker", {
  image: demoImage("app"),
  egress: [{ dns: true }],
  egressRelay: { image: demoImage("egress"), servers: ${serversIn(world)} },
});
`;

/** What is put into the page's first example, so that its relay asks the world for names. */
export const asksWorld = (world: World): Replacements => ({
  '{ image: "acme/egress:1.0.0" }': `{ image: "acme/egress:1.0.0", servers: ${serversIn(world)} }`,
});

/** The same for the second, with more in its list. */
export function asksWithin(world: World, more: string): Replacements {
  const block = '{ cidr: "203.0.113.0/24", ports: [443] },';
  return {
    '["10.20.0.53"]': serversIn(world),
    "10.20.0.0/16": "198.18.0.0/15",
    [block]: `${block} ${more}`,
  };
}

/** The same for the one that is published at a port of the host: it serves pages, and calls who is slow. */
export const publishedAt = (world: World, port: number): Replacements => ({
  "8088:": `${port}:`,
  '"acme/hooks:1.0.0",':
    '"acme/hooks:1.0.0", entrypoint: ["python3", "-m", "http.server"], command: ["8080"],',
  "ports: [443] }]": 'ports: [443] }, { host: "slow.example.org", ports: ["http 8080", "tcp 8443"] }]',
  '{ image: "acme/egress:1.0.0" }': `{ image: "acme/egress:1.0.0", servers: ${serversIn(world)}, idleTimeout: 3 }`,
});

/** Calls addresses, one after the other, from a workload's container; a second each is enough where nobody is. */
export const callEach = `
import socket, sys
for place in sys.argv[1:]:
    try:
        address, port = place.split(":")
        call = socket.create_connection((address, int(port)), timeout=1)
        print(call.recv(4096).decode() or "closed")
    except Exception as error:
        print(type(error).__name__)
`;

const serversIn = (world: World): string => JSON.stringify([world.first]);
