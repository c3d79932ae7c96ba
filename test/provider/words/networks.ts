import { connectNetwork, createNetwork, type Engine, startContainer } from "../../../engine/index.ts";
import { testLabels } from "../../harness/engine.ts";
import { unique } from "../../harness/run.ts";
import type { Provocation } from "./provocation.ts";

/** What an engine says of networks and volumes. */
export const ofNetworks: readonly Provocation[] = [
  {
    entry: "address-in-use",
    by: "a container that is connected",
    says: "Could not connect container NAME to network NETWORK: its fixed address is taken on that network.",
    provoke: async stage => {
      const { name, address } = await stage.network();
      const IPAMConfig = { IPv4Address: address(5) };
      const other = unique("word");
      await connectNetwork(stage.engine, name, await stage.running({}, other), { IPAMConfig });
      const id = await stage.running();
      return {
        names: { NETWORK: name },
        attempt: () => connectNetwork(stage.engine, name, id, { IPAMConfig }, stage.name),
      };
    },
  },
  {
    entry: "address-in-use",
    by: "a container that is started",
    says: "Could not start container NAME: its fixed address is taken on that network.",
    provoke: async stage => {
      const { name, address } = await stage.network();
      const NetworkingConfig = {
        EndpointsConfig: { [name]: { IPAMConfig: { IPv4Address: address(5) } } },
      };
      const spec = { NetworkingConfig, HostConfig: { NetworkMode: name } };
      await stage.running(spec, unique("word"));
      const id = await stage.container(spec);
      return { attempt: () => startContainer(stage.engine, id, stage.name) };
    },
  },
  {
    entry: "network-name-in-use",
    says: "Could not create network NETWORK: a network named NETWORK already exists.",
    provoke: async stage => {
      const { name } = await stage.network();
      return {
        names: { NETWORK: name },
        attempt: () => createNetwork(stage.engine, { Name: name, Labels: testLabels }),
      };
    },
  },
  {
    entry: "subnet-overlap",
    says: "Could not create network NAME (SUBNET): its subnet overlaps that of another network of this engine.",
    provoke: async stage => {
      const { subnet } = await stage.network();
      return {
        names: { SUBNET: subnet },
        attempt: () =>
          createNetwork(stage.engine, {
            Name: stage.name,
            Labels: testLabels,
            IPAM: { Config: [{ Subnet: subnet }] },
          }),
      };
    },
  },
  {
    entry: "no-such-network",
    says: "Could not connect container NAME to network nosuch: there is no network nosuch.",
    provoke: async stage => {
      const id = await stage.running();
      return { attempt: () => connectNetwork(stage.engine, "nosuch", id, {}, stage.name) };
    },
  },
  {
    entry: "no-such-driver",
    says: "Could not create network NAME: the engine has no driver nosuch.",
    provoke: async ({ engine, name }) => ({
      attempt: () => createNetwork(engine, { Name: name, Driver: "nosuch", Labels: testLabels }),
    }),
  },
  {
    entry: "endpoints-in-use",
    says: "Could not remove it: containers are still connected to it.",
    provoke: async stage => {
      const { name } = await stage.network();
      await stage.connect(name, await stage.running());
      return {
        attempt: () => stage.engine.call("remove it", docker => docker.getNetwork(name).remove()),
      };
    },
  },
  {
    entry: "volume-in-use",
    says: "Could not remove it: it is in use by container USER.",
    provoke: async stage => {
      const volume = await stage.volume();
      const id = await stage.container({ HostConfig: { Binds: [`${volume}:/data`] } });
      return {
        names: { USER: id.slice(0, 12) },
        attempt: () => stage.engine.call("remove it", docker => docker.getVolume(volume).remove()),
      };
    },
  },
  {
    entry: "already-so",
    by: "connected twice",
    says: "Could not connect container NAME to network NETWORK: the engine says it is so already.",
    provoke: async stage => {
      const { name } = await stage.network();
      const id = await stage.running();
      await stage.connect(name, id);
      return {
        names: { NETWORK: name },
        attempt: () => connectNetwork(stage.engine, name, id, {}, stage.name),
      };
    },
  },
  {
    entry: "already-so",
    by: "disconnected twice",
    says: "Could not disconnect it: the engine says it is so already.",
    provoke: async stage => {
      const { name } = await stage.network();
      const id = await stage.running();
      return { attempt: () => disconnect(stage.engine, name, id) };
    },
  },
];

async function disconnect(engine: Engine, network: string, id: string): Promise<unknown> {
  return await engine.call("disconnect it", docker =>
    docker.getNetwork(network).disconnect({ Container: id, Force: false }),
  );
}
