import {
  type ContainerSpec,
  connectNetwork,
  createContainer,
  createNetwork,
  createVolume,
  type Engine,
  removeContainer,
  removeNetwork,
  removeVolume,
  startContainer,
} from "../../../engine/index.ts";
import { demoImage } from "../../../images/reference.ts";
import { testLabels } from "../../harness/engine.ts";
import { unique, uniqueSubnet } from "../../harness/run.ts";

/** A network of a provocation. */
export interface StageNetwork {
  readonly name: string;
  readonly gateway: string;
  readonly subnet: string;
  readonly address: (host: number) => string;
}

/** What a provocation needs on the engine, and what is taken away after it. */
export class Stage {
  readonly engine: Engine;
  /** What the object that cannot be is called: `NAME` in what is said. */
  readonly name = unique("word");
  readonly #undo: (() => Promise<unknown>)[] = [];

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Takes something away when all is over, the last first. */
  afterwards(undo: () => Promise<unknown>): void {
    this.#undo.unshift(undo);
  }

  /** Makes a container that idles once it is started; gives its id. */
  async container({ HostConfig, ...spec }: Partial<ContainerSpec> = {}, name = this.name): Promise<string> {
    const id = await createContainer(this.engine, {
      Image: demoImage("app"),
      Entrypoint: ["busybox", "sleep", "1000"],
      Labels: { ...testLabels },
      ...spec,
      name,
      HostConfig: { ...HostConfig },
    });
    this.afterwards(() => removeContainer(this.engine, id, { volumes: true }));
    return id;
  }

  /** Makes one and starts it. */
  async running(spec: Partial<ContainerSpec> = {}, name = this.name): Promise<string> {
    const id = await this.container(spec, name);
    await startContainer(this.engine, id, name);
    return id;
  }

  async network(): Promise<StageNetwork> {
    const name = unique("word");
    const { subnet, gateway, address } = uniqueSubnet();
    await createNetwork(this.engine, {
      Name: name,
      Labels: testLabels,
      IPAM: { Config: [{ Subnet: subnet, Gateway: gateway }] },
    });
    this.afterwards(() => removeNetwork(this.engine, name));
    return { name, subnet, gateway, address };
  }

  async volume(options: Readonly<Record<string, string>> = {}): Promise<string> {
    const name = unique("word");
    await createVolume(this.engine, { Name: name, Labels: testLabels, DriverOpts: options });
    this.afterwards(() => removeVolume(this.engine, name));
    return name;
  }

  async connect(network: string, id: string): Promise<void> {
    await connectNetwork(this.engine, network, id, {});
  }

  async dispose(): Promise<void> {
    for (const undo of this.#undo.splice(0)) await undo();
  }
}
