import { type ContainerSpec, createContainer, createNetwork, startContainer } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { engine, testLabels } from "./engine.ts";
import { unique, uniqueSubnet } from "./run.ts";

const image = demoImage("probe");
/** What a program does that nobody calls. */
const sleeps = ["-c", "import signal; signal.signal(signal.SIGTERM, lambda *_: exit()); signal.pause()"];
/** What a program does that accepts calls on port 8000. */
export const listensAt = (address: string): string[] => [
  "-c",
  `import signal, socket
signal.signal(signal.SIGTERM, lambda *_: exit())
server = socket.create_server(("${address}", 8000))
while True:
    server.accept()[0].close()`,
];

/** An internal network, unless it is to lead out. */
export async function network(what: string, internal = true): Promise<string> {
  const name = unique(what);
  await createNetwork(engine, {
    Name: name,
    Internal: internal,
    IPAM: { Config: [{ Subnet: uniqueSubnet().subnet }] },
    Labels: testLabels,
  });
  return name;
}

/** How a container is to be. */
export interface Wish extends Partial<Omit<ContainerSpec, "HostConfig" | "name">> {
  readonly on: string;
  readonly aliases?: readonly string[];
  readonly host?: ContainerSpec["HostConfig"];
}

/** Starts a container, which sleeps unless it is told otherwise; gives its name. */
export async function container(what: string, { on, aliases = [], host, ...more }: Wish): Promise<string> {
  const name = unique(what);
  const id = await createContainer(engine, {
    name,
    Image: image,
    Cmd: sleeps,
    Labels: testLabels,
    ...more,
    HostConfig: { NetworkMode: on, ...host },
    ...(aliases.length === 0
      ? {}
      : { NetworkingConfig: { EndpointsConfig: { [on]: { Aliases: aliases } } } }),
  });
  // One that is to fail does so here; its state says why.
  await startContainer(engine, id).catch(() => undefined);
  return name;
}
