import { type Fragment, fragmentOutput } from "../../topology/index.ts";
import { testLabels } from "./engine.ts";
import { Folder } from "./folder.ts";
import { testProject, unique } from "./run.ts";

/**
 * A stack whose containers a test starts itself, with the state that components would have left: what looks at stacks
 * takes it for one, and nothing has to be deployed.
 */
export class StackByHand {
  readonly name = unique("by-hand");
  readonly #folder = new Folder();

  /** Where commands are run that are to find it. */
  get folder(): string {
    return this.#folder.path;
  }

  /** @param fragment what its components say that they declare. */
  async declare(fragment: Fragment): Promise<void> {
    const resource = {
      urn: `urn:pulumi:${this.name}::${testProject}::bulkhead:index:MultiTierApp::app`,
      type: "bulkhead:index:MultiTierApp",
      outputs: { [fragmentOutput]: fragment },
    };
    const state = { version: 3, checkpoint: { latest: { resources: [resource] } } };
    await this.#folder.write({
      "Pulumi.yaml": `name: ${testProject}\nruntime: nodejs\nbackend: {url: "file://./state"}\n`,
      [`state/.pulumi/stacks/${testProject}/${this.name}.json`]: JSON.stringify(state),
    });
  }

  /** Labels of what is of it. */
  labels(more: Readonly<Record<string, string>>): Record<string, string> {
    return { ...testLabels, "bulkhead.stack": `${testProject}/${this.name}`, ...more };
  }

  dispose(): void {
    this.#folder.dispose();
  }
}
