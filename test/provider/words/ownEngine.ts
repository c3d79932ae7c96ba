import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import {
  createContainer,
  createNetwork,
  createService,
  createStored,
  type Engine,
  importImage,
  inspectService,
  pullImage,
  startContainer,
} from "../../../engine/index.ts";
import { entryOf } from "../../../engine/translate.ts";
import { demoImage } from "../../../images/reference.ts";
import { placeIn } from "../../../tools/ownEngine/place.ts";
import type { PrivateEngine } from "../../harness/privateEngine.ts";
import { unique } from "../../harness/run.ts";
import type { Provocation, Provoked } from "./provocation.ts";
import type { Stage } from "./stage.ts";

/** How the engine of these provocations is started: with little to give, and so that it gives up at once. */
export const flagsOfOwn: readonly string[] = [
  "--bip=10.127.0.1/24",
  "--default-address-pool=base=10.127.4.0/22,size=24",
  "--max-download-attempts=1",
];

/** What a provocation does with an engine of its own. */
export interface OwnProvocation extends Omit<Provocation, "provoke"> {
  readonly provoke: (stage: Stage, own: PrivateEngine) => Promise<Provoked>;
}

/** An image without anything in it. */
const empty = "word/empty:1";

async function newSecret(engine: Engine): Promise<{ name: string; id: string }> {
  const name = unique("word");
  return { name, id: await createStored(engine, "secret", { Name: name, Data: "eA==" }) };
}

/** A service that is never to run anything. */
async function newService(engine: Engine, secret: { name: string; id: string }): Promise<string> {
  const File = { Name: "it", UID: "0", GID: "0", Mode: 0o444 };
  return await createService(
    engine,
    {
      Name: unique("word"),
      Mode: { Replicated: { Replicas: 0 } },
      TaskTemplate: {
        ContainerSpec: {
          Image: demoImage("app"),
          Secrets: [{ File, SecretID: secret.id, SecretName: secret.name }],
        },
      },
    },
    undefined,
  );
}

/** What an engine says that is a swarm's node, has nothing more to give, or goes down. */
export const ofOwnEngine: readonly OwnProvocation[] = [
  {
    entry: "swarm-name-in-use",
    says: "Could not create secret SECRET: a secret named SECRET already exists.",
    provoke: async ({ engine }) => {
      const { name } = await newSecret(engine);
      return {
        names: { SECRET: name },
        attempt: () => createStored(engine, "secret", { Name: name, Data: "eA==" }),
      };
    },
  },
  {
    entry: "used-by-services",
    says: "Could not remove it: the secret SECRET is in use by SERVICE.",
    provoke: async ({ engine }) => {
      const secret = await newSecret(engine);
      const service = await inspectService(engine, await newService(engine, secret));
      return {
        names: { SECRET: secret.name, SERVICE: service?.Spec.Name ?? "" },
        attempt: () => engine.call("remove it", docker => docker.getSecret(secret.id).remove()),
      };
    },
  },
  {
    entry: "out-of-sequence",
    says: "Could not change it: somebody else changed it at the same time.",
    provoke: async ({ engine }) => {
      const service = await inspectService(engine, await newService(engine, await newSecret(engine)));
      const version = String((service?.Version.Index ?? 0) - 1);
      return {
        attempt: () =>
          engine.call("change it", docker =>
            docker.getService(service?.ID ?? "").update({ version, ...service?.Spec } as never),
          ),
      };
    },
  },
  {
    entry: "no-subnet-left",
    says: "Could not create network NAME: the engine's default address pools are used up.",
    provoke: async ({ engine }) => {
      let name = "";
      return {
        names: {
          get NAME() {
            return name;
          },
        },
        attempt: async () => {
          for (let count = 0; count < 9; count++) {
            name = unique("word");
            await createNetwork(engine, { Name: name });
          }
        },
      };
    },
  },
  {
    entry: "registry-breaks-off",
    says: "Could not pull image IMAGE: what comes from its registry breaks off.",
    provoke: async (stage, own) => {
      const script = join(import.meta.dirname, "brokenRegistry.mjs");
      const args = [`--target=${own.pid}`, "--net", process.execPath, script];
      const registry = spawn("nsenter", args, { stdio: ["ignore", "pipe", "inherit"] });
      stage.afterwards(async () => {
        registry.kill();
        await once(registry, "close");
      });
      const [port] = (await once(registry.stdout, "data")) as [Buffer];
      const image = `127.0.0.1:${String(port).trim()}/shop/app:1`;
      return { names: { IMAGE: image }, attempt: () => pullImage(stage.engine, image) };
    },
  },
  {
    entry: "shutting-down",
    says: "Could not start container NAME: the Docker engine is shutting down.",
    provoke: async (stage, own) => {
      // Two blocks of zeros are the end of a tar.
      await importImage(stage.engine, empty, Buffer.alloc(1024), []);
      // It goes with its engine: one without containerd cannot remove it either.
      const spec = { name: stage.name, Image: empty, Entrypoint: ["/nothing"], HostConfig: {} };
      const id = await createContainer(stage.engine, spec);
      const { containerdPidFile } = placeIn(dirname(own.host.replace("unix://", "")));
      const start = async (): Promise<void> => {
        process.kill(Number(await readFile(containerdPidFile, "utf8")), "SIGKILL");
        await startContainer(stage.engine, id, stage.name);
      };
      return {
        // Where the engine has started anew by then what it keeps containers with, it speaks of the program instead.
        attempt: () =>
          start().catch((error: Error) => {
            if (entryOf(error.cause) === "no-such-program") return start();
            throw error;
          }),
      };
    },
  },
  {
    entry: "broken-off",
    says: "Could not import an image: the Docker engine at WHERE broke the connection off, and whether it was done is not known.",
    provoke: async ({ engine }, own) => ({
      names: { WHERE: engine.where },
      attempt: async () => {
        // It is never sent to its end, so that nothing is answered.
        const endless = new PassThrough();
        endless.write(Buffer.alloc(512, "x"));
        const imported = engine.call("import an image", docker =>
          docker.importImage(endless, { repo: empty }),
        );
        await Promise.all([imported, own.stop("SIGKILL")]);
      },
    }),
  },
];
