import { pullImage, pushImage, tagImage } from "../../../engine/index.ts";
import { demoImage } from "../../../images/reference.ts";
import { registryUser, TestRegistry } from "../../harness/registry.ts";
import { unique } from "../../harness/run.ts";
import { commitImage } from "../ownImage.ts";
import type { Provocation } from "./provocation.ts";
import type { Stage } from "./stage.ts";

/** A registry that asks for a login. */
async function registry(stage: Stage): Promise<TestRegistry> {
  const started = await TestRegistry.start();
  stage.afterwards(() => started.dispose());
  return started;
}

/** A further name for the demo image, which goes again. */
async function tagged(stage: Stage, name: string): Promise<void> {
  await tagImage(stage.engine, demoImage("app"), name);
  stage.afterwards(() => forget(stage, name));
}

async function forget({ engine }: Stage, name: string): Promise<void> {
  await engine.call("forget an image", docker => docker.getImage(name).remove({ force: true }));
}

/** What an engine says of images and registries. */
export const ofImages: readonly Provocation[] = [
  {
    entry: "image-in-use",
    says: "Could not remove it: a container or another tag still uses the image.",
    provoke: async stage => {
      const image = `localhost:1/${unique("word")}:1`;
      await commitImage(image);
      stage.afterwards(() => forget(stage, image));
      await stage.container({ Image: image });
      return {
        attempt: () => stage.engine.call("remove it", docker => docker.getImage(image).remove()),
      };
    },
  },
  {
    entry: "login-asked-for",
    by: "a pull",
    says: "Could not pull image IMAGE: its registry asks for a login, or for another one.",
    provoke: async stage => {
      const image = `${(await registry(stage)).host}/shop/none:1`;
      return { names: { IMAGE: image }, attempt: () => pullImage(stage.engine, image) };
    },
  },
  {
    entry: "login-asked-for",
    by: "a push",
    says: "Could not push image IMAGE: its registry asks for a login, or for another one.",
    provoke: async stage => {
      const image = `${(await registry(stage)).host}/shop/app:1`;
      await tagged(stage, image);
      return { names: { IMAGE: image }, attempt: () => pushImage(stage.engine, image) };
    },
  },
  {
    entry: "no-image-to-push",
    says: "Could not push image localhost:1/no/such:1: the engine has no image of that name.",
    provoke: async ({ engine }) => ({ attempt: () => pushImage(engine, "localhost:1/no/such:1") }),
  },
  {
    entry: "no-image-in-registry",
    says: "Could not pull image IMAGE: no registry has the image IMAGE, or it asks for a login.",
    provoke: async stage => {
      const { host } = await registry(stage);
      const image = `${host}/shop/none:1`;
      const login = { ...registryUser, serveraddress: host };
      return { names: { IMAGE: image }, attempt: () => pullImage(stage.engine, image, { login }) };
    },
  },
  {
    entry: "no-registry",
    by: "a pull",
    says: "Could not pull image localhost:1/no/such:1: it is not on the engine, and the registry localhost:1 does not answer.",
    provoke: async ({ engine }) => ({ attempt: () => pullImage(engine, "localhost:1/no/such:1") }),
  },
  {
    entry: "no-registry",
    by: "a push",
    says: "Could not push image localhost:1/app:1: the registry localhost:1 does not answer.",
    provoke: async stage => {
      const image = "localhost:1/app:1";
      await tagged(stage, image);
      return { attempt: () => pushImage(stage.engine, image) };
    },
  },
];
