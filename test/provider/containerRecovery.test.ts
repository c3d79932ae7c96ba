import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { inspectContainer, removeContainer, uploadFiles } from "../../engine/index.ts";
import { engine } from "../harness/engine.ts";
import { type Failed, partial, shell, useFailing } from "./failing.ts";
import { useWorld, world } from "./properties/world.ts";

const quick = { interval: "100ms", retries: 1 };

describe("provider: a container that failed half-way", () => {
  const { provider, fail } = useFailing();
  useWorld();

  describe("is finished by the next run,", () => {
    it("when its port is free again", async () => {
      const { server, port } = await listening();
      const failed = await fail({
        ports: [{ internal: 80, external: port, ip: "127.0.0.1" }],
      });
      assert.equal(
        failed.failure.message,
        `Could not start container ${String(failed.inputs["name"])}: the host's port 127.0.0.1:${port} is already in use. ` +
          "Choose another host port, or stop what listens there (`ss -ltnp` and `docker ps` show it).",
      );
      server.close();
      await once(server, "close");
      await finishes(failed);
    });

    it("when what it exited for is there", async () => {
      const failed = await fail({
        ...shell("busybox ls /shared/now && exec busybox sleep 1000"),
        volumes: [{ containerPath: "/shared", volumeName: world.volume }],
      });
      assert.match(failed.failure.message, /\/shared\/now: No such file/);
      await put("/shared/now");
      await finishes(failed);
    });

    it("when what it was unhealthy for is there, starting it again", async () => {
      const failed = await fail({
        wait: true,
        healthcheck: { tests: ["CMD", "busybox", "ls", "/shared/well"], ...quick },
        volumes: [{ containerPath: "/shared", volumeName: world.volume }],
      });
      assert.match(failed.failure.message, /is unhealthy/);
      await put("/shared/well");
      await finishes(failed);
    });
  });

  it("to be done to its end, is done again by the next run", async () => {
    const { urn, inputs, failure } = await fail({
      ...shell("echo tried; busybox ls /shared/done"),
      volumes: [{ containerPath: "/shared", volumeName: world.volume }],
      attach: true,
      logs: true,
    });
    assert.match(failure.message, /ended with exit code 1\..*\/shared\/done: No such file/s);
    const { id, state } = partial(failure);
    await put("/shared/done");
    const updated = await provider.client.update(urn, id, inputs, state, inputs);
    assert.equal(updated["exitCode"], 0);
    assert.match(String(updated["containerLogs"]), /tried\n.*tried\n\/shared\/done\n$/s);
    const again = await provider.client.update(urn, id, inputs, updated, inputs);
    assert.equal(again["containerLogs"], updated["containerLogs"], "what is done is done");
    await provider.client.delete(urn, id, updated);
  });

  it("is gone for a refresh when somebody has removed it, so that the next run makes a new one", async () => {
    const { urn, inputs, failure } = await fail({ entrypoints: ["busybox", "false"], command: [] });
    const { id, state } = partial(failure);
    await removeContainer(engine, id, { volumes: true });
    assert.equal(await provider.client.read(urn, id, inputs, state), undefined);
  });

  /** The next run, with nothing changed in the program, updates what the state holds as not fully initialized. */
  async function finishes({ urn, inputs, failure }: Failed): Promise<void> {
    const { id, state } = partial(failure);
    const updated = await provider.client.update(urn, id, inputs, state, inputs);
    assert.equal(updated["exitCode"], null);
    assert.equal((await inspectContainer(engine, id))?.State.Running, true);
    const read = await provider.client.read(urn, id, inputs, updated);
    assert.deepEqual(read?.inputs, inputs);
    await provider.client.delete(urn, id, updated);
  }
});

async function listening(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

/** Puts an empty file into the volume that the companion has at /shared. */
async function put(path: string): Promise<void> {
  const companion = await inspectContainer(engine, world.companion);
  assert.ok(companion !== undefined);
  await uploadFiles(engine, companion, [{ path, content: Buffer.alloc(0), mode: 0o644 }]);
}
