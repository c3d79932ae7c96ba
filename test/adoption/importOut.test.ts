import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createContainer, createNetwork, startContainer } from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { engine, testLabels } from "../harness/engine.ts";
import { PulumiProject, root } from "../harness/project.ts";
import { runId, unique, uniqueSubnet } from "../harness/run.ts";

describe("pulumi import --out", function () {
  this.timeout(120_000);
  const { subnet, gateway } = uniqueSubnet();
  const [network, container] = [unique("net"), unique("till")];
  let project: PulumiProject;

  before(async () => {
    project = await PulumiProject.create({ program: "" });
    await createNetwork(engine, {
      Name: network,
      Labels: testLabels,
      IPAM: { Config: [{ Subnet: subnet, Gateway: gateway }] },
    });
    const id = await createContainer(engine, {
      name: container,
      Image: demoImage("app"),
      Entrypoint: ["busybox", "sleep"],
      Cmd: ["1000"],
      Labels: { ...testLabels, note: "" },
      HostConfig: { NetworkMode: network, Memory: 64 * 1024 * 1024 },
    });
    await startContainer(engine, id);
  });
  after(() => project?.dispose());

  it("writes a program that has what the engine has, by the names and types of the package's schema", async () => {
    const settings = join(project.folder, "Pulumi.yaml");
    const asis = `plugins:\n  languages:\n    - name: asis\n      path: ${root}/test/harness/pclHost\n`;
    const given = (await readFile(settings, "utf8")).replace("name: nodejs", "name: asis");
    await writeFile(settings, given.replace("plugins:\n", asis));
    const written = async (type: string, name: string, id: string): Promise<string[]> => {
      const out = join(project.folder, `${name}.txt`);
      const options = ["--yes", "--skip-preview", "--protect=false", "--out", out];
      await project.succeed(["import", `docker:index/${type}`, name, id, ...options]);
      return linesOf(await readFile(out, "utf8"));
    };
    assert.deepEqual(await written("network:Network", "net", network), [
      'resource net "docker:index/network:Network"',
      'driver = "bridge"',
      `ipamConfigs =[{ gateway = "${gateway}", subnet = "${subnet}" }]`,
      'ipamDriver = "default"',
      `labels =[{ label = "bulkhead.test", value = "${runId}" }]`,
      `name = "${network}"`,
    ]);
    assert.deepEqual(await written("container:Container", "till", container), [
      'resource till "docker:index/container:Container"',
      'command =[ "1000"]',
      "containerReadRefreshTimeoutMilliseconds = 15000",
      'entrypoints =[ "busybox", "sleep"]',
      `image = "${demoImage("app")}"`,
      `labels =[{ label = "bulkhead.test", value = "${runId}" },{ label = "note", value = "" }]`,
      'logDriver = "json-file"',
      "memory = 64",
      "mustRun = true",
      `name = "${container}"`,
      `networkMode = "${network}"`,
      "removeVolumes = true",
      'restart = "no"',
      "shmSize = 64",
      "start = true",
      "waitTimeout = 60",
    ]);
  });

  it("leaves what it has taken in the state, for which nothing is to be changed", async () => {
    await project.succeed(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
  });
});

/** A resource in Pulumi's notation: its head and its properties, each in one line. */
function linesOf(text: string): string[] {
  const [, resource = ""] = /^(resource .*)^}/ms.exec(text) ?? [];
  const [head = "", ...properties] = resource.split(/\n {4}(?=\w)/);
  return [head.replace(/ \{\s*$/, ""), ...properties.map(one => one.replace(/\s+/g, " ").trim())];
}
