import { connectNetwork, createContainer, disconnectNetwork, startContainer } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { engine, testLabels } from "./engine.ts";
import { unique } from "./run.ts";

/** Puts a stranger on a network, at an address that somebody has left; gives its id. */
export async function squat(network: string, address: string): Promise<string> {
  const id = await createContainer(engine, {
    name: unique("squatter"),
    Image: demoImage("probe"),
    Cmd: ["-c", "import time; time.sleep(600)"],
    Labels: { ...testLabels },
    HostConfig: { NetworkMode: "none" },
  });
  await disconnectNetwork(engine, "none", id);
  await connectNetwork(engine, network, id, { IPAMConfig: { IPv4Address: address } });
  await startContainer(engine, id);
  return id;
}
