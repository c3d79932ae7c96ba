import { createContainer, inspectImage, removeContainer, removeImage } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { unique } from "../harness/run.ts";

/** Makes an image nobody else has, under a name of its own; gives its id. */
export async function commitImage(name: string): Promise<string> {
  const template = await createContainer(engine, {
    name: unique("template"),
    Image: demoImage("app"),
    Labels: { ...testLabels, "bulkhead.test.image": name },
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

/** Removes the images of these names after the tests of the surrounding `describe`. */
export function useImageNames<Names extends readonly string[]>(...names: Names): Names {
  after(async () => {
    for (const name of names) await removeImage(engine, name, { force: true });
  });
  return names;
}
