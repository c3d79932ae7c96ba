import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { extract } from "tar-stream";
import { inspectContainer, inspectImage, inspectVolume, removeVolume, waitFor } from "../../engine/index.ts";
import { engine, events } from "../harness/engine.ts";
import type { Made, RpcFailure } from "../harness/providerClient.ts";
import { shell } from "./failing.ts";
import { commitImage, newImageName, useImageNames } from "./ownImage.ts";
import { useWorld, world } from "./properties/world.ts";
import { containerUrn, idle, imageUrn, useProvider } from "./useProvider.ts";

describe("provider: effects on a container that its inspect does not show", () => {
  const provider = useProvider();
  useWorld();
  const [image] = useImageNames(newImageName());

  it("uploads are there with their content and permissions before the start", async () => {
    const made = await provider.client.make(containerUrn(), {
      ...idle,
      ...shell("busybox cat /etc/app.conf /srv/a/run.sh; busybox sleep 1000"),
      uploads: [
        { file: "/etc/app.conf", content: "key=value\n" },
        {
          file: "/srv/a/run.sh",
          contentBase64: Buffer.from("#!/bin/sh\n").toString("base64"),
          executable: true,
        },
        {
          file: "/srv/b/note",
          source: `${world.folder}/note`,
          permissions: "0600",
          owner: "1000",
          group: "2000",
        },
        { file: "/srv/empty", content: "", source: "" },
      ],
    });
    assert.deepEqual(await fileIn(made.id, "/etc/app.conf"), {
      content: "key=value\n",
      mode: 0o644,
      owner: "0:0",
    });
    assert.deepEqual(await fileIn(made.id, "/srv/a/run.sh"), {
      content: "#!/bin/sh\n",
      mode: 0o744,
      owner: "0:0",
    });
    assert.deepEqual(await fileIn(made.id, "/srv/b/note"), {
      content: "from the host\n",
      mode: 0o600,
      owner: "1000:2000",
    });
    assert.deepEqual(await fileIn(made.id, "/srv/empty"), { content: "", mode: 0o644, owner: "0:0" });
    await remove(made);
  });

  it("uploads below a volume go into it, also where the root is read-only", async () => {
    const made = await provider.client.make(containerUrn(), {
      ...idle,
      readOnly: true,
      volumes: [{ containerPath: "/data", volumeName: world.volume }],
      uploads: [{ file: "/data/deep/app.conf", content: "in the volume", owner: "daemon", group: "daemon" }],
    });
    assert.deepEqual(await fileIn(world.companion, "/shared/deep/app.conf"), {
      content: "in the volume",
      mode: 0o644,
      owner: "1:1",
    });
    await remove(made);
  });

  it("uploads of an owner nobody knows are refused", async () => {
    await assert.rejects(
      provider.client.make(containerUrn(), {
        ...idle,
        uploads: [{ file: "/x", content: "", owner: "nosuch" }],
      }),
      (error: RpcFailure) => {
        assert.equal(
          error.details,
          "The owner nosuch of an upload is not known where pulumi runs. Give its number, e.g. 1000, which means the same in every image.",
        );
        assert.equal(error.partial, false);
        return true;
      },
    );
  });

  it("anonymous volumes go with the container, unless removeVolumes is false", async () => {
    for (const removeVolumes of [true, false]) {
      const made = await provider.client.make(containerUrn(), {
        ...idle,
        removeVolumes,
        volumes: [{ containerPath: "/anonymous" }],
      });
      const [mount] = (await inspectContainer(engine, made.id))?.Mounts ?? [];
      const name = mount?.Name ?? "";
      assert.notEqual(name, "");
      await remove(made);
      assert.equal((await inspectVolume(engine, name)) === undefined, removeVolumes);
      await removeVolume(engine, name);
    }
  });

  it("destroyGraceSeconds lets it end by itself; without it, it is killed", async () => {
    for (const [grace, said] of [
      [undefined, ""],
      [10, "bye\n"],
    ] as const) {
      const made = await provider.client.make(containerUrn(), {
        ...idle,
        ...shell(
          'echo -n > /data/last; trap "echo bye > /data/last; exit 0" TERM; while true; do busybox sleep 0.02; done',
        ),
        user: "0",
        volumes: [{ containerPath: "/data", volumeName: world.volume }],
        destroyGraceSeconds: grace,
      });
      await remove(made);
      assert.equal((await fileIn(world.companion, "/shared/last")).content, said);
    }
  });

  it("the host's ports that the engine chose are told in the outputs, each once", async () => {
    const made = await provider.client.make(containerUrn(), {
      ...idle,
      ports: [
        { internal: 80, ip: "127.0.0.1" },
        { internal: 80, ip: "127.0.0.2" },
        { internal: 53, protocol: "udp", ip: "127.0.0.1" },
      ],
    });
    const seen = (await inspectContainer(engine, made.id))?.NetworkSettings.Ports;
    const chosen = (key: string): number[] => (seen?.[key] ?? []).map(({ HostPort }) => Number(HostPort));
    const told = made.state["ports"] as readonly { internal: number; external: number }[];
    const toldOf = (port: number): number[] =>
      told.filter(({ internal }) => internal === port).map(({ external }) => external);
    assert.deepEqual(toldOf(80).sort(), chosen("80/tcp").sort());
    assert.deepEqual(toldOf(53), chosen("53/udp"));
    assert.equal(toldOf(80).length, 2);
    await remove(made);
  });

  it("attach waits for the end, keeps the log and the exit code, and a refresh keeps them too", async () => {
    const made = await provider.client.make(containerUrn(), {
      ...idle,
      ...shell("echo one; busybox sleep 0.3; echo two; exit 7"),
      attach: true,
      logs: true,
      mustRun: false,
    });
    assert.deepEqual([made.state["containerLogs"], made.state["exitCode"]], ["one\ntwo\n", 7]);
    const read = await provider.client.read(made.urn, made.id, made.inputs, made.state);
    assert.deepEqual(read?.state, made.state);
    await remove(made);
  });

  it("a job that removes itself is made, however soon it ends", async () => {
    const made = await provider.client.make(containerUrn(), {
      ...idle,
      ...shell("exit 0"),
      rm: true,
      mustRun: false,
    });
    const gone = await waitFor(engine, events, made.id, {
      deadline: 10_000,
      until: seen => seen === undefined || undefined,
    });
    assert.equal(gone, true);
    assert.equal(await provider.client.read(made.urn, made.id, made.inputs, made.state), undefined);
    await remove(made);
  });

  it("a container for another platform than the image on the engine is not made of that image", async () => {
    await commitImage(image);
    await assert.rejects(
      provider.client.make(containerUrn(), { ...idle, image, platform: "linux/arm64" }),
      // It asks the registry for the one that was meant.
      (error: RpcFailure) => {
        assert.match(
          error.details,
          /^Could not pull image localhost:1\/\S+: .* the registry localhost:1 does not answer\./,
        );
        return true;
      },
    );
    await assert.rejects(provider.client.make(imageUrn(), { name: image, platform: "linux/arm64" }));
    const same = await provider.client.make(imageUrn(), { name: image, platform: "linux/amd64" });
    assert.equal(same.state["imageId"], (await inspectImage(engine, image))?.Id);
  });

  async function remove({ urn, id, state }: Made): Promise<void> {
    await provider.client.delete(urn, id, state);
    assert.equal(await inspectContainer(engine, id), undefined);
  }
});

/** A file of a container, running or not. */
async function fileIn(id: string, path: string): Promise<{ content: string; mode: number; owner: string }> {
  const archive = await engine.read(`read ${path}`, docker => docker.getContainer(id).getArchive({ path }));
  for await (const entry of archive.pipe(extract())) {
    const { mode = 0, uid, gid } = entry.header;
    return { content: await text(entry), mode: mode & 0o7777, owner: `${uid}:${gid}` };
  }
  throw new Error(`${path} holds nothing`);
}
