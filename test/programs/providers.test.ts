import assert from "node:assert/strict";
import { inspectNetwork, listNetworks, removeImage } from "../../engine/index.ts";
import { engine } from "../harness/engine.ts";
import { PrivateEngine } from "../harness/privateEngine.ts";
import { PulumiProject } from "../harness/project.ts";
import { registryUser, TestRegistry } from "../harness/registry.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";
import { commitImage } from "../provider/ownImage.ts";

const [here, there] = [unique("here"), unique("there")];
const block = uniqueSubnet();

describe("several docker providers in one program", function () {
  this.timeout(180_000);
  let second: PrivateEngine;
  let project: PulumiProject;

  before(async () => {
    second = await PrivateEngine.create([]);
    project = await PulumiProject.create({ program: program() });
  });
  after(async () => {
    await project?.dispose();
    await second?.dispose();
  });

  const program = (): string => `
import * as docker from "@pulumi/docker";

const ipamConfigs = [{ subnet: "${block.subnet}", gateway: "${block.gateway}" }];
const second = new docker.Provider("second", { host: "${second.host}" });
new docker.Network("here", { name: "${here}", ipamConfigs });
new docker.Network("there", { name: "${there}", ipamConfigs }, { provider: second });
export const scope = docker.getNetworkOutput({ name: "bridge" }, { provider: second }).scope;
`;

  it("make their things on an engine each, and look there again", async () => {
    await project.up();
    assert.deepEqual(await namesOn(engine), [here]);
    assert.deepEqual(await namesOn(second.engine), [there]);
    assert.deepEqual(await project.outputs(), { scope: "local" });
    await project.succeed(["up", "--yes", "--skip-preview", "--expect-no-changes"]);
    await project.succeed(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
  });

  it("take them down there", async () => {
    await project.succeed(["destroy", "--yes", "--skip-preview"]);
    assert.equal(await inspectNetwork(engine, here), undefined);
    assert.equal(await inspectNetwork(second.engine, there), undefined);
  });

  /** Those of the two that an engine has. */
  async function namesOn(one: typeof engine): Promise<string[]> {
    return (await listNetworks(one)).map(({ Name }) => Name).filter(name => name === here || name === there);
  }
});

describe("a provider's passwords", function () {
  this.timeout(120_000);
  const { username, password } = registryUser;
  let registry: TestRegistry;
  let project: PulumiProject;
  let image: string;

  before(async () => {
    registry = await TestRegistry.start();
    image = `${registry.host}/shop/app:1`;
    await commitImage(image);
    project = await PulumiProject.create({ program: program() });
  });
  after(async () => {
    await project?.dispose();
    await removeImage(engine, image, { force: true });
    await registry?.dispose();
  });

  const program = (): string => `
import * as docker from "@pulumi/docker";

const provider = new docker.Provider("login", {
  registryAuth: [{ address: "${registry.host}", username: "${username}", password: "${password}" }],
});
const pushed = new docker.RegistryImage("pushed", { name: "${image}" }, { provider });
export const same = docker.getRegistryImageOutput({ name: pushed.name }, { provider }).sha256Digest.apply(
  async digest => digest,
);
`;

  it("are in no state and in no log, although the program has them plainly", async () => {
    const up = await project.up();
    const { same } = await project.outputs();
    assert.match(String(same), /^sha256:/);
    const state = await project.stateText();
    const encoded = Buffer.from(`${username}:${password}`).toString("base64");
    for (const secret of [password, encoded]) {
      assert.ok(!state.includes(secret), "the state");
      assert.ok(!(up.stdout + up.stderr).includes(secret), "what pulumi shows");
      assert.ok(!(await registry.log()).includes(secret), "the registry's log");
    }
    const { stdout } = await project.succeed(["stack", "export"]);
    assert.ok(!stdout.includes(password));
    await project.succeed(["preview", "--expect-no-changes"]);
  });
});
