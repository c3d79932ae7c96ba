import {
  type ContainerSpec,
  createContainer,
  inspectImage,
  removeContainer,
  removeImage,
} from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { unique } from "../harness/run.ts";

/** On each image made here: the name it was given, which it loses when another one gets it. */
const imageLabel = "bulkhead.test.image";

/** Makes an image nobody else has, under a name of its own; gives its id. What `more` says becomes part of it. */
export async function commitImage(name: string, more: Partial<ContainerSpec> = {}): Promise<string> {
  const template = await createContainer(engine, {
    name: unique("template"),
    Image: demoImage("app"),
    ...more,
    Labels: { ...testLabels, [imageLabel]: name },
    HostConfig: {},
  });
  const [, repo = "", tag = ""] = /^(.*):([^:]+)$/.exec(name) ?? [];
  try {
    await engine.call("make an image", docker => docker.getContainer(template).commit({ repo, tag }));
    return (await inspectImage(engine, name))?.Id ?? "";
  } finally {
    await removeContainer(engine, template, { volumes: true });
  }
}

/** A name for an image nobody else has, in a registry that does not answer: nothing of it can be pulled. */
export function newImageName(): string {
  return `localhost:1/${unique("bulkhead-test")}:1`;
}

/** Removes the images of these names, and those that once had them, after the tests of the surrounding `describe`. */
export function useImageNames<Names extends readonly string[]>(...names: Names): Names {
  after(async () => {
    for (const name of names) {
      await removeImage(engine, name, { force: true });
      for (const id of await imagesOnceCalled(name)) await removeImage(engine, id, { force: true });
    }
  });
  return names;
}

async function imagesOnceCalled(name: string): Promise<string[]> {
  const found = await engine.read("list images", docker =>
    docker.listImages({ filters: JSON.stringify({ label: [`${imageLabel}=${name}`] }) }),
  );
  return found.map(({ Id }) => Id);
}
