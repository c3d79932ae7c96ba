import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContainer, inspectContainer, removeContainer } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { DockerPlugin } from "../../provider/plugin.ts";
import { differences } from "../harness/differences.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { unique } from "../harness/run.ts";
import { onThisEngine } from "./byRelease.ts";
import { commitImage, newImageName, useImageNames } from "./ownImage.ts";
import { containerUrn, idle } from "./useProvider.ts";

describe("provider: what is said of a container", () => {
  const folder = mkdtempSync(join(tmpdir(), "bulkhead-test-journal-"));
  const told: string[] = [];
  const plugin = new DockerPlugin(
    { report: () => {}, tell: (_urn, message) => told.push(message), warn: () => {} },
    { ...process.env, XDG_STATE_HOME: folder },
  );
  const naming = { seed: undefined, proposed: undefined, disabled: false };
  const subjectOf = (urn: string) => ({ urn, type: "docker:index/container:Container" });
  const [image] = useImageNames(newImageName());

  before(() => plugin.configure({ host: engine.where }, "of-a-test"));
  beforeEach(() => told.splice(0));
  after(() => {
    plugin.cancel();
    rmSync(folder, { recursive: true, force: true });
  });

  it("that is imported: what no property can keep; an empty label is kept", async () => {
    const name = unique("foreign");
    const subject = subjectOf(containerUrn());
    const id = await createContainer(engine, {
      name,
      Image: demoImage("app"),
      Entrypoint: ["busybox", "sleep", "1000"],
      Labels: { ...testLabels, l2: "" },
      ExposedPorts: { "8080/tcp": {}, "9090/tcp": {} },
      HostConfig: { PidsLimit: 100, OomScoreAdj: 500, CpusetMems: "0" } as object,
    });
    try {
      const read = await plugin.read(subject, name, undefined, {});
      assert.deepEqual(told, [
        `Container ${name} has what this resource cannot keep: --cpuset-mems 0, --oom-score-adj 500, --pids-limit 100, --expose 9090/tcp. ` +
          "It stays as long as this container does; one that is made in its place will be without.",
      ]);
      const labels = read?.inputs["labels"] as readonly unknown[];
      assert.deepEqual(labels.at(-1), { label: "l2", value: "" });
      const { inputs, failures } = await plugin.check(
        subject,
        read?.inputs ?? {},
        read?.inputs ?? {},
        naming,
      );
      assert.deepEqual(failures, []);
      const diff = await plugin.diff(subject, id, read?.inputs ?? {}, read?.state ?? {}, inputs);
      assert.equal(diff.changed, false);
    } finally {
      await removeContainer(engine, id, { volumes: true });
    }
  });

  it("that is imported: a MAC address that was asked for, and annotations, as far as its engine has them", async () => {
    const name = unique("foreign");
    const mac = "02:42:0a:40:00:05";
    const id = await createContainer(engine, {
      name,
      Image: demoImage("app"),
      Labels: { ...testLabels },
      // Engines before 25.0 take it for the container, later ones for its network.
      MacAddress: mac,
      HostConfig: { Annotations: { team: "shop" } } as object,
      NetworkingConfig: { EndpointsConfig: { bridge: { MacAddress: mac } } },
    });
    const none: readonly string[] = [];
    const { unkept, networks } = await onThisEngine<{ unkept: readonly string[]; networks: unknown }>({
      unkept: [`--mac-address ${mac}`],
      networks: undefined,
      later: {
        row: differences.importedMac,
        expects: { unkept: none, networks: [{ name: "bridge", macAddress: mac }] },
      },
    });
    const { annotations } = await onThisEngine<{ annotations: readonly string[] }>({
      annotations: none,
      later: { row: differences.annotations, expects: { annotations: ["--annotation team=shop"] } },
    });
    try {
      const read = await plugin.read(subjectOf(containerUrn()), name, undefined, {});
      assert.deepEqual(told, [
        `Container ${name} has what this resource cannot keep: ${[...unkept, ...annotations].join(", ")}. ` +
          "It stays as long as this container does; one that is made in its place will be without.",
      ]);
      assert.deepEqual(read?.inputs["networksAdvanced"], networks);
    } finally {
      await removeContainer(engine, id, { volumes: true });
    }
  });

  it("that has nothing of that kind, when it is imported: nothing", async () => {
    const name = unique("foreign");
    const id = await createContainer(engine, {
      name,
      Image: demoImage("app"),
      Labels: { ...testLabels },
      HostConfig: {},
    });
    try {
      await plugin.read(subjectOf(containerUrn()), name, undefined, {});
      assert.deepEqual(told, []);
    } finally {
      await removeContainer(engine, id, { volumes: true });
    }
  });

  it("whose image was built anew under its name, when it is refreshed: that nothing will see it", async () => {
    await commitImage(image);
    const subject = subjectOf(containerUrn());
    const byName = (await plugin.check(subject, {}, { ...idle, image, start: false }, naming)).inputs;
    const made = await plugin.create(subject, byName, false);
    try {
      await plugin.read(subject, made.id, byName, made.state);
      assert.deepEqual(told, []);
      const old = (await inspectContainer(engine, made.id))?.Image;
      await commitImage(image, { Env: ["BUILT=anew"] });
      await plugin.read(subject, made.id, byName, made.state);
      assert.deepEqual(told, [
        `Container ${String(byName["name"])} runs an image that was called ${image}; the name stands for another one by now, ` +
          "which no run will see. Give the container the image's id (`imageId` of its RemoteImage) instead of its name.",
      ]);
      told.splice(0);
      await plugin.read(subject, made.id, { ...byName, image: String(old) }, made.state);
      assert.deepEqual(told, [], "an id is always itself");
    } finally {
      await plugin.delete(subject, made.id, made.state);
    }
  });
});
