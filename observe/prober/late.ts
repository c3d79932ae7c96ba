import type { ListeningSocket } from "../helper/answers.ts";
import type { Namespace } from "../helper/namespaceHelper.ts";
import type { Asked } from "./plan.ts";
import type { Scene } from "./scene.ts";
import { type Sockets, waitsOn } from "./sockets.ts";
import type { Within } from "./within.ts";

/** Milliseconds that a server which has just been started may take until it listens. */
const patience = 5000;

/** Declared ports on which some container of their workload does not listen. */
export function silentPorts(ports: readonly Asked[], scene: Scene, sockets: Sockets): Asked[] {
  return ports.filter(({ to, port, protocol }) =>
    scene.residents.some(
      resident =>
        resident.workload === to.id &&
        sockets.has(resident.namespace) &&
        waitsOn(resident, port, protocol, sockets) === undefined,
    ),
  );
}

/**
 * Gives servers that are starting a moment, and reads again who listens; gives the ports that are served by then, and
 * were not before.
 */
export async function waitForLate(
  ports: readonly Asked[],
  scene: Scene,
  sockets: Map<Namespace, readonly ListeningSocket[]>,
  within: Within,
): Promise<Asked[]> {
  const before = silentPorts(ports, scene, sockets);
  const deadline = Date.now() + patience;
  let silent = before;
  while (silent.length > 0 && Date.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 200));
    const workloads = new Set(silent.map(({ to }) => to.id));
    const namespaces = new Set(
      scene.residents
        .filter(({ workload, namespace }) => workloads.has(workload) && sockets.has(namespace))
        .map(({ namespace }) => namespace),
    );
    for (const namespace of namespaces) {
      const found = await within(namespace, helper => helper.listeners());
      if (found === undefined) sockets.delete(namespace);
      else sockets.set(namespace, found);
    }
    silent = silentPorts(silent, scene, sockets);
  }
  return before.filter(port => !silent.includes(port));
}
