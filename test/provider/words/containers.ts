import { once } from "node:events";
import { createServer } from "node:net";
import {
  createContainer,
  inspectContainer,
  startContainer,
  updateContainer,
  uploadFiles,
} from "../../../engine/index.ts";
import { demoImage } from "../../../images/reference.ts";
import { testLabels } from "../../harness/engine.ts";
import { freePort } from "../../harness/freePort.ts";
import { unique } from "../../harness/run.ts";
import type { Provocation } from "./provocation.ts";
import type { Stage } from "./stage.ts";

type Spec = Parameters<Stage["container"]>[0];

/** A container that is made and cannot be started. */
function notStarted(spec: (stage: Stage) => Spec | Promise<Spec>): Provocation["provoke"] {
  return async stage => {
    const id = await stage.container(await spec(stage));
    return { attempt: () => startContainer(stage.engine, id, stage.name) };
  };
}

/** A container that cannot be made. */
function notCreated(spec: Spec): Provocation["provoke"] {
  return async stage => ({ attempt: () => stage.container(spec) });
}

/** A file that cannot be put into a container. */
function notUploaded(path: string, spec: Spec = {}): Provocation["provoke"] {
  return async stage => {
    const seen = await inspectContainer(stage.engine, await stage.container(spec));
    if (seen === undefined) throw new Error("It was made right before.");
    const content = Buffer.alloc(100_000);
    return { attempt: () => uploadFiles(stage.engine, seen, [{ path, content, mode: 0o644 }]) };
  };
}

function publishing(port: number): Spec {
  const PortBindings = { "8080/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] };
  return { ExposedPorts: { "8080/tcp": {} }, HostConfig: { PortBindings } };
}

const portInUse = "Could not start container NAME: the host's port 127.0.0.1:PORT is already in use.";

/** What an engine says of containers. */
export const ofContainers: readonly Provocation[] = [
  {
    entry: "port-in-use",
    by: "another container",
    says: portInUse,
    provoke: async stage => {
      const port = await freePort();
      await stage.running(publishing(port), unique("word"));
      const id = await stage.container(publishing(port));
      return {
        names: { PORT: String(port) },
        attempt: () => startContainer(stage.engine, id, stage.name),
      };
    },
  },
  {
    entry: "port-in-use",
    by: "a program of the host",
    says: portInUse,
    provoke: async stage => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      stage.afterwards(async () => {
        server.close();
        await once(server, "close");
      });
      const address = server.address();
      const port = typeof address === "object" ? (address?.port ?? 0) : 0;
      const id = await stage.container(publishing(port));
      return {
        names: { PORT: String(port) },
        attempt: () => startContainer(stage.engine, id, stage.name),
      };
    },
  },
  {
    entry: "no-such-address",
    says: "Could not start container NAME: the host has no address 192.0.2.1 to publish a port on.",
    provoke: notStarted(() => ({
      ExposedPorts: { "80/tcp": {} },
      HostConfig: { PortBindings: { "80/tcp": [{ HostIp: "192.0.2.1", HostPort: "18994" }] } },
    })),
  },
  {
    entry: "no-such-program",
    by: "a name",
    says: "Could not start container NAME: its image has no program nosuch.",
    provoke: notStarted(() => ({ Entrypoint: ["nosuch"] })),
  },
  {
    entry: "no-such-program",
    by: "a path",
    says: "Could not start container NAME: its image has no program /no/such.",
    provoke: notStarted(() => ({ Entrypoint: ["/no/such"] })),
  },
  {
    entry: "program-not-allowed",
    says: "Could not start container NAME: its user may not run /etc/passwd, or it is no program.",
    provoke: notStarted(() => ({ Entrypoint: ["/etc/passwd"] })),
  },
  {
    entry: "no-such-user",
    by: "a user",
    says: "Could not start container NAME: its image has no user nosuch.",
    provoke: notStarted(() => ({ User: "nosuch" })),
  },
  {
    entry: "no-such-user",
    by: "a group",
    says: "Could not start container NAME: its image has no group nosuch.",
    provoke: notStarted(() => ({ User: "1000:nosuch" })),
  },
  {
    entry: "root-read-only",
    says: "Could not upload /etc/x to container NAME: its root is read-only.",
    provoke: notUploaded("/etc/x", { HostConfig: { ReadonlyRootfs: true } }),
  },
  {
    entry: "folder-in-the-way",
    says: "Could not upload /etc to container NAME: /etc is a folder there.",
    provoke: notUploaded("/etc"),
  },
  {
    entry: "no-space",
    says: "Could not upload /small/x to container NAME: the engine's disk is full.",
    provoke: async stage => {
      const volume = await stage.volume({ type: "tmpfs", device: "tmpfs", o: "size=16k" });
      const id = await stage.running({ HostConfig: { Binds: [`${volume}:/small`] } });
      const seen = await inspectContainer(stage.engine, id);
      if (seen === undefined) throw new Error("It was made right before.");
      const content = Buffer.alloc(100_000, "x");
      const files = [{ path: "/small/x", content, mode: 0o644 }];
      return { attempt: () => uploadFiles(stage.engine, seen, files) };
    },
  },
  {
    entry: "no-gpu",
    says: "Could not start container NAME: the engine has nothing that gives it GPUs.",
    provoke: notStarted(() => ({
      HostConfig: { DeviceRequests: [{ Driver: "", Count: -1, Capabilities: [["gpu"]] }] },
    })),
  },
  {
    entry: "no-such-mount-source",
    says: "Could not create container NAME: the engine's host has no /no/such to mount.",
    provoke: notCreated({ HostConfig: { Mounts: [{ Type: "bind", Source: "/no/such", Target: "/x" }] } }),
  },
  {
    entry: "container-name-in-use",
    says: "Could not create container NAME: the name NAME is taken by another container (TAKER).",
    provoke: async stage => {
      const id = await stage.container();
      return { names: { TAKER: id.slice(0, 12) }, attempt: () => stage.container() };
    },
  },
  {
    entry: "no-such-container",
    says: "Could not update container nosuch: there is no container nosuch.",
    provoke: async stage => ({ attempt: () => updateContainer(stage.engine, "nosuch", { CpuShares: 2 }) }),
  },
  {
    entry: "no-such-image",
    says: "Could not create container NAME: the image no/such:1 is not on the engine.",
    provoke: notCreated({ Image: "no/such:1" }),
  },
  {
    entry: "image-of-other-platform",
    says: `Could not create container NAME: the image ${demoImage("app")} on the engine is not for linux/arm64.`,
    provoke: async stage => ({
      attempt: () =>
        createContainer(stage.engine, {
          name: stage.name,
          Image: demoImage("app"),
          platform: "linux/arm64",
          Labels: { ...testLabels },
          HostConfig: {},
        }),
    }),
  },
];
