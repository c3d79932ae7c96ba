import assert from "node:assert/strict";
import { type ContainerInspect, inspectContainer } from "../../engine/index.ts";
import { type Properties, Secret } from "../../provider/protocol/values.ts";
import { engine } from "../harness/engine.ts";
import { canary, partial, shell, useFailing } from "./failing.ts";
import { useWorld, world } from "./properties/world.ts";
import type { FailedCreation } from "./rawPlugin.ts";

const quick = { interval: "100ms", retries: 1 };

/** A creation that must fail. */
interface Failing {
  readonly title: string;
  readonly inputs: Properties;
  /** The first line of the message: one sentence of what, one of what to do. NAME stands for the container's name. */
  readonly says: string;
  /** The lines below it. */
  readonly evidence?: readonly string[];
  /** The container came to be, so the state holds it. */
  readonly partial: boolean;
}

const stays = "it stays for a look, and the next run goes on with it.";
const stopped = "it is stopped, and stays for a look; the next run goes on with it.";
const failing: readonly Failing[] = [
  {
    title: "exits at once, with the last lines of its log",
    inputs: shell(`for i in 1 2 3 4 5 6 7 8 9 10 11; do echo line $i; done; echo "bad $TOKEN"; exit 3`),
    says: `Container NAME exited right after its start, with code 3. Correct what its log complains of; ${stays}`,
    evidence: [
      "The last lines of its log:",
      ...[3, 4, 5, 6, 7, 8, 9, 10, 11].map(line => `line ${line}`),
      "bad [secret]",
    ],
    partial: true,
  },
  {
    title: "exits at once without a word",
    inputs: { entrypoints: ["busybox", "false"], command: [] },
    says: `Container NAME exited right after its start, with code 1. Correct its command or settings; ${stays}`,
    evidence: ["It logged nothing."],
    partial: true,
  },
  {
    title: "exits again and again under its restart policy",
    inputs: { ...shell("echo $TOKEN; exit 4"), restart: "always" },
    says: `Container NAME exited right after its start, with code 4. Correct what its log complains of; ${stopped}`,
    partial: true,
  },
  {
    title: "runs out of memory",
    // Not in its first moment, in which the engine does not watch its memory yet.
    inputs: { ...shell("busybox sleep 0.05; exec busybox tail /dev/zero"), memory: 6, memorySwap: 6 },
    says: `Container NAME exited right after its start, with code 137 (it ran out of memory). Correct its command or settings; ${stays}`,
    evidence: ["It logged nothing."],
    partial: true,
  },
  {
    title: "is removed at its end and exits at once",
    inputs: { entrypoints: ["busybox", "false"], command: [], rm: true },
    says: "Container NAME exited right after its start, with code 1. Correct its command or settings; rm removes it now.",
    partial: false,
  },
  {
    title: "ends with an exit code that attach waited for",
    inputs: { ...shell("echo $TOKEN; exit 2"), attach: true },
    says: `Container NAME ended with exit code 2. Correct what its log complains of; ${stays}`,
    evidence: ["The last lines of its log:", "[secret]"],
    partial: true,
  },
  {
    title: "becomes unhealthy, with what its check said",
    inputs: {
      ...shell("echo up; exec busybox sleep 1000"),
      wait: true,
      healthcheck: { tests: ["CMD", "busybox", "sh", "-c", "echo no $TOKEN; exit 9"], ...quick },
    },
    says: `Container NAME is unhealthy. Correct what its health check complains of; ${stopped}`,
    evidence: ["Its last health check:", "exit code 9", "no [secret]", "The last lines of its log:", "up"],
    partial: true,
  },
  {
    title: "does not become healthy in time, with what its check said",
    inputs: {
      wait: true,
      waitTimeout: 1,
      healthcheck: {
        tests: ["CMD", "busybox", "sh", "-c", "echo not yet; exit 1"],
        interval: "100ms",
        retries: 1000,
      },
    },
    says: `Container NAME did not become healthy within 1 s. Correct what its health check complains of; ${stopped}`,
    evidence: ["Its last health check:", "exit code 1", "not yet", "It logged nothing."],
    partial: true,
  },
  {
    title: "exits while its health is waited for",
    inputs: {
      ...shell("exit 5"),
      wait: true,
      healthcheck: { tests: ["CMD", "busybox", "true"], interval: "10s" },
    },
    says: `Container NAME exited right after its start, with code 5. Correct its command or settings; ${stays}`,
    partial: true,
  },
  {
    title: "is to be waited for and has no health check",
    inputs: { wait: true },
    says: "Container NAME is to be waited for, but has no health check. Give it a healthcheck, or leave wait out.",
    partial: true,
  },
  {
    title: "has no such program",
    inputs: { entrypoints: ["nosuch"] },
    says: "Could not start container NAME: its image has no program nosuch. Correct the entrypoint or the command; a name without a path is looked for in the image's PATH.",
    partial: true,
  },
  {
    title: "may not run its program",
    inputs: { entrypoints: ["/etc/passwd"] },
    says: "Could not start container NAME: its user may not run /etc/passwd, or it is no program. Correct the entrypoint or the command, or make the file executable (an upload has `executable`).",
    partial: true,
  },
  {
    title: "has no such user",
    inputs: { user: "nosuch" },
    says: "Could not start container NAME: its image has no user nosuch. Give one the image has, or a number, e.g. 1000:1000.",
    partial: true,
  },
  {
    title: "publishes on an address that the host does not have",
    inputs: { ports: [{ internal: 80, external: 18993, ip: "192.0.2.1" }] },
    says: "Could not start container NAME: the host has no address 192.0.2.1 to publish a port on. Give an address of the host as the port's ip (`ip address` lists them), or leave it out for all of them.",
    partial: true,
  },
  {
    title: "has the gateway's address as its fixed one",
    inputs: { networksAdvanced: [{ name: world.alpha.name, ipv4Address: world.alpha.gateway }] },
    says: `Could not connect container NAME to network ${world.alpha.name}: ${world.alpha.gateway} is the address of its gateway. Choose another address; \`docker network inspect\` shows those in use.`,
    partial: false,
  },
  {
    title: "joins a network that is not there",
    inputs: { networksAdvanced: [{ name: world.alpha.name }, { name: "nosuch" }] },
    says: "Could not connect container NAME to network nosuch: there is no such network. Create that network first, or correct its name.",
    partial: false,
  },
  {
    title: "has the network mode of a network that is not there",
    inputs: { networkMode: "nosuch" },
    says: "Could not start container NAME: there is no network nosuch. Create that network first, or correct its name; `pulumi refresh` takes note of one that was removed by hand.",
    partial: true,
  },
  {
    title: "takes the volumes of a container that is not there",
    inputs: { volumes: [{ fromContainer: "nosuch" }] },
    says: "Could not create container NAME: there is no container nosuch. Create that container first, or correct its name; `pulumi refresh` takes note of one that was removed by hand.",
    partial: false,
  },
  {
    title: "mounts a folder that is not there",
    inputs: { mounts: [{ type: "bind", source: "/nosuch", target: "/x" }] },
    says: "Could not create container NAME: the engine's host has no /nosuch to mount. Correct the mount's source, or make it first; with `volumes` the engine makes a missing folder by itself.",
    partial: false,
  },
  {
    title: "takes an upload on a read-only root",
    inputs: { readOnly: true, uploads: [{ file: "/etc/x", content: new Secret(canary) }] },
    says: "Could not upload /etc/x to container NAME: its root is read-only. Mount a volume where the file goes, or leave readOnly out.",
    partial: false,
  },
  {
    title: "takes an upload in the place of a folder",
    inputs: { uploads: [{ file: "/etc", content: new Secret(canary) }] },
    says: "Could not upload /etc to container NAME: /etc is a folder there. Give the file's whole path, with the name it is to have in that folder.",
    partial: false,
  },
  {
    title: "takes an upload whose source is not there",
    inputs: { uploads: [{ file: "/etc/x", source: "/nosuch" }] },
    says: "The source /nosuch of the upload /etc/x cannot be read. Give a path that exists where pulumi runs.",
    partial: false,
  },
  {
    title: "is of an image that no registry has",
    inputs: { image: "localhost:1/nosuch:1" },
    says: "Could not pull image localhost:1/nosuch:1: it is not on the engine, and the registry localhost:1 does not answer. Check the image's name and that the engine reaches the registry.",
    partial: false,
  },
];

describe("provider: a container that cannot become what was asked for", () => {
  const { provider, fail } = useFailing();
  useWorld();

  for (const one of failing) {
    it(`because it ${one.title}`, async () => {
      const { urn, inputs, failure } = await fail(one.inputs);
      const name = String(inputs["name"]);
      const [first = "", ...evidence] = failure.message.replaceAll(name, "NAME").split("\n");
      assert.equal(first, one.says);
      if (one.evidence !== undefined) {
        assert.deepEqual(
          evidence.map(line => line.trim()),
          one.evidence,
        );
      }
      assert.ok(!failure.message.includes(canary), "no secret");
      const left = await inspectContainer(engine, name);
      if (one.partial) await isInState(urn, failure, left);
      else assert.deepEqual([failure.partial, left], [undefined, undefined]);
    });
  }

  it("because its name is taken by a stranger, who is left alone", async () => {
    const { failure } = await fail({ name: world.companion });
    assert.match(
      failure.message,
      new RegExp(
        `^Could not create container ${world.companion}: the name ${world.companion} is taken by another container \\([0-9a-f]{12}\\)\\. ` +
          "Give another name, or remove that container if nobody needs it\\.$",
      ),
    );
    assert.equal(failure.partial, undefined);
    assert.equal((await inspectContainer(engine, world.companion))?.State.Running, true);
  });

  /** What failed half-way is in the state under its id, and the next deletion takes it away. */
  async function isInState(
    urn: string,
    failure: FailedCreation,
    left: ContainerInspect | undefined,
  ): Promise<void> {
    const { id, state } = partial(failure);
    assert.equal(id, left?.Id);
    assert.equal(`/${String(state["name"])}`, left?.Name);
    const { Running: running = false, Restarting: restarting = false } = left?.State ?? {};
    const waits = failure.message.includes("no health check");
    assert.deepEqual([running && !waits, restarting], [false, false], "what failed is not left running");
    await provider.client.delete(urn, id, state);
    assert.equal(await inspectContainer(engine, id), undefined);
  }
});
