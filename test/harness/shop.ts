import { type ContainerInspect, inspectContainer, listContainers } from "../../engine/index.ts";
import { until } from "../../tools/toolchain/until.ts";
import { engine } from "./engine.ts";
import { freePort } from "./freePort.ts";
import { type ProjectOptions, PulumiProject } from "./project.ts";

/** A text that must appear nowhere but in encrypted form. */
export const canary = "canary-5f1d-do-not-show";

/** The shop of this repository, deployed for a test. */
export class Shop {
  readonly project: PulumiProject;
  readonly url: string;

  private constructor(project: PulumiProject, url: string) {
    this.project = project;
    this.url = url;
  }

  static async deploy(): Promise<Shop> {
    const shop = await Shop.prepare();
    await shop.project.up();
    return shop;
  }

  /** A checkout of it of which nothing is deployed yet. */
  static async prepare(options: Pick<ProjectOptions, "stack"> = {}): Promise<Shop> {
    const port = await freePort();
    const project = await PulumiProject.create({
      ...options,
      config: { hostPort: String(port) },
      secrets: { dbPassword: canary },
    });
    return new Shop(project, `http://127.0.0.1:${port}`);
  }

  /** The containers of a tier, in the order of their replicas; the running ones first. */
  async containers(tier: string): Promise<ContainerInspect[]> {
    const label = `bulkhead.stack=shop/${this.project.stack}`;
    const found = await listContainers(engine, [label, `bulkhead.tier=${tier}`]);
    const inspected = await Promise.all(found.map(({ Id }) => inspectContainer(engine, Id)));
    const replica = (one: ContainerInspect): number => Number(one.Config.Labels?.["bulkhead.replica"]);
    return inspected.filter(one => one !== undefined).sort((left, right) => replica(left) - replica(right));
  }

  /** The URN of a container, by its name in the program. */
  async urn(name: string): Promise<string> {
    const { stdout } = await this.project.succeed(["stack", "export"]);
    const { deployment } = JSON.parse(stdout) as { deployment: { resources: { urn: string }[] } };
    const found = deployment.resources.find(({ urn }) =>
      urn.endsWith(`docker:index/container:Container::${name}`),
    );
    if (found === undefined) throw new Error(`The stack has no container ${name}.`);
    return found.urn;
  }

  async get(path: string): Promise<{ status: number; body: Body }> {
    const answer = await fetch(`${this.url}${path}`);
    return { status: answer.status, body: (await answer.json()) as Body };
  }

  async post(name: string): Promise<{ status: number; body: Body }> {
    const answer = await fetch(`${this.url}/items`, { method: "POST", body: JSON.stringify({ name }) });
    return { status: answer.status, body: (await answer.json()) as Body };
  }

  /** Asks until the shop answers with success, for at most the given milliseconds. */
  async answers(path: string, deadline: number): Promise<Body | undefined> {
    return await until(async () => {
      const { status, body } = await this.get(path).catch(() => ({ status: 0, body: {} as Body }));
      return status === 200 ? body : undefined;
    }, deadline);
  }
}

/** What the shop's application answers. */
export interface Body {
  readonly replica?: string;
  readonly id?: number;
  readonly name?: string;
  readonly items?: readonly { readonly id: number; readonly name: string }[];
}
