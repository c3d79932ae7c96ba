import type { Engine } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { PrivateEngine } from "../harness/privateEngine.ts";
import { ProviderClient, urnOf } from "../harness/providerClient.ts";
import { unique } from "../harness/run.ts";

/** A swarm of one node on an engine of its own, and a plugin that is configured for it. */
export interface OwnSwarm {
  /** Neither is there before the tests of the `describe` have begun. */
  readonly client: ProviderClient;
  readonly engine: Engine;
  /** Id of the engine's process. */
  readonly pid: number;
}

/** Starts a swarm before the tests of the surrounding `describe`, and ends it after them. */
export function useSwarm(): OwnSwarm {
  let started: PrivateEngine | undefined;
  let client: ProviderClient | undefined;
  before(async function () {
    this.timeout(120_000);
    started = await PrivateEngine.create([demoImage("app")]);
    await started.engine.call("begin a swarm", docker =>
      docker.swarmInit({ ListenAddr: "127.0.0.1:2377", AdvertiseAddr: "127.0.0.1" }),
    );
    client = await ProviderClient.start({ config: { host: started.host } });
  });
  after(async function () {
    this.timeout(120_000);
    await client?.stop();
    await started?.dispose();
  });
  const running = (): PrivateEngine => {
    if (started === undefined) throw new Error("The engine is started before the tests, not before that.");
    return started;
  };
  return {
    get client() {
      if (client === undefined) throw new Error("The plugin is started before the tests, not before that.");
      return client;
    },
    get engine() {
      return running().engine;
    },
    get pid() {
      return running().pid;
    },
  };
}

/** URNs of things nobody else makes. */
export const secretUrn = (name = unique("s")): string => urnOf("secret", "Secret", name);
export const configUrn = (name = unique("c")): string => urnOf("serviceConfig", "ServiceConfig", name);
export const serviceUrn = (name = unique("w")): string => urnOf("service", "Service", name);
