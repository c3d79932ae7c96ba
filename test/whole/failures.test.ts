import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { listContainers, listNetworks } from "../../engine/index.ts";
import { engine } from "../harness/engine.ts";
import { freePort } from "../harness/freePort.ts";
import { type Outcome, type PulumiProject, withProject } from "../harness/project.ts";

/** A workload whose arguments differ from test to test. */
const workload = (args: string, before = ""): string => `
import { Database, MultiTierApp, Proxy, Segment, Workload } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
${before}
new Workload("sleeper", ${args});
`;
const sleeps = `image: demoImage("probe"), command: ["-c", "import signal; signal.signal(signal.SIGTERM, lambda *_: exit()); signal.pause()"]`;

/** What pulumi says went wrong, in one line. */
function said({ stdout, stderr }: Outcome): string {
  return `${stdout}${stderr}`.replace(/\s+/g, " ");
}

async function objects(project: PulumiProject): Promise<number> {
  const label = [`bulkhead.stack=bulkhead-test/${project.stack}`];
  return (await listContainers(engine, label)).length + (await listNetworks(engine, label)).length;
}

describe("what goes wrong is said in one sentence of what and one of what to do", () => {
  it("no engine", async function () {
    this.timeout(60_000);
    const env = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
    await withProject(
      workload(`{ ${sleeps} }`),
      async project => {
        const preview = await project.pulumi(["preview"]);
        assert.equal(preview.code, 0, "a preview needs no engine");
        const up = await project.pulumi(["up", "--yes", "--skip-preview"]);
        assert.notEqual(up.code, 0);
        assert.match(
          said(up),
          /No Docker engine answers at unix:\/\/\/nowhere\/docker\.sock\. Start it \(.+\), or point DOCKER_HOST at one\./,
        );
      },
      env,
    );
  });

  it("an image that does not exist", async function () {
    this.timeout(90_000);
    await withProject(workload(`{ image: "localhost:1/no/such:image" }`), async project => {
      const up = await project.pulumi(["up", "--yes", "--skip-preview"]);
      assert.notEqual(up.code, 0);
      assert.match(
        said(up),
        /Could not pull image localhost:1\/no\/such:image: it is not on the engine, and the registry localhost:1 does not answer\. Check the image's name/,
      );
      assert.equal(await objects(project), 0);
    });
  });

  it("a port in use, which the next up finds free", async function () {
    this.timeout(90_000);
    const port = await freePort();
    const taker = createServer().listen(port, "127.0.0.1");
    await once(taker, "listening");
    const program = workload(`{ ${sleeps}, ports: [8000], publish: [{ port: 8000, hostPort: ${port} }] }`);
    await withProject(program, async project => {
      const up = await project.pulumi(["up", "--yes", "--skip-preview"]);
      assert.notEqual(up.code, 0);
      assert.match(
        said(up),
        new RegExp(
          `the host's port 127\\.0\\.0\\.1:${port} is already in use\\. Choose another host port, or stop what listens there`,
        ),
      );
      taker.close();
      await once(taker, "close");
      await project.up();
      await project.up("--expect-no-changes", "--refresh");
    });
  });

  it("a container that dies at once, with its last words and without its secret", async function () {
    this.timeout(90_000);
    const secret = "canary-77aa-spoken-aloud";
    // A shell: an interpreter may take longer to begin than a container must stand.
    const command = `["echo first words; echo \\"cannot open $TOKEN\\"; exit 1"]`;
    const program = workload(
      `{ image: demoImage("haproxy"), entrypoint: ["sh", "-c"], command: ${command}, environment: { TOKEN: token } }`,
      `import { secret } from "@pulumi/pulumi"; const token = secret("${secret}");`,
    );
    await withProject(program, async project => {
      const up = await project.pulumi(["up", "--yes", "--skip-preview"]);
      assert.notEqual(up.code, 0);
      assert.match(
        said(up),
        /exited right after its start, with code 1\. .*The last lines of its log: .*cannot open \[secret\]/,
      );
      assert.equal(said(up).includes(secret), false);
      assert.equal((await project.stateText()).includes(secret), false);
      assert.equal(
        (await listContainers(engine, [`bulkhead.stack=bulkhead-test/${project.stack}`])).length,
        1,
        "it stays for a look",
      );
      await project.writeProgram(workload(`{ ${sleeps} }`));
      await project.up();
      assert.equal(
        (await listContainers(engine, [`bulkhead.stack=bulkhead-test/${project.stack}`])).length,
        1,
      );
    });
  });

  it("arguments that cannot be used: all of them by path, and nothing is created", async function () {
    this.timeout(60_000);
    const program = `
import { MultiTierApp, Segment } from "./components/index.ts";
new MultiTierApp("shop", {
  pool: { cidr: "10.64.0.0/10" },
  subnets: { "web-app": "192.168.7.0/27" },
  tiers: {
    web: { kind: "proxy", image: "haproxy", routes: [{ to: "app" }], port: 70000 },
    app: { image: "app", replicas: -1, ports: [8080, 8080], link: ["cache"] as never[] },
    app1: { image: "app", replicas: 2, ports: [0] },
  },
  flows: [{ from: "web", to: "nowhere" as "web" }, { from: "app", to: "app" }, { from: "app", to: "web" }],
});
`;
    await withProject(program, async project => {
      const preview = await project.pulumi(["preview"]);
      assert.notEqual(preview.code, 0);
      const text = said(preview);
      for (const part of [
        'MultiTierApp "shop" cannot be created; nothing was. Correct its arguments:',
        "- tiers.web.port: a port is a whole number from 1 to 65535",
        "- tiers.app.replicas: give 0 or more",
        "- tiers.app1.ports[0]: a port is a whole number from 1 to 65535",
        'flows[0].to: there is no tier "nowhere"; there are web, app, app1',
        'tiers.app.link[0]: there is no tier "cache"; there are web, app, app1',
        "- flows[1]: app needs no flow to itself; leave it out",
        '- subnets["web-app"]: 192.168.7.0/27 is outside the pool 10.64.0.0/10',
      ]) {
        assert.ok(text.includes(part), `${part}\n\nis not in\n\n${preview.stdout}`);
      }
      assert.doesNotMatch(text, /at .*\.ts:\d+:\d+/, "no stack of the library's own");
      const up = await project.pulumi(["up", "--yes", "--skip-preview"]);
      assert.notEqual(up.code, 0);
      assert.equal(await objects(project), 0);
    });
  });

  it("an empty application, and a circle of calls", async function () {
    this.timeout(60_000);
    const program = (args: string): string => `
import { MultiTierApp } from "./components/index.ts";
new MultiTierApp("shop", ${args} as never);
`;
    await withProject(program("{ tiers: {} }"), async project => {
      assert.match(
        said(await project.pulumi(["preview"])),
        /tiers: an application without tiers does nothing; give at least one/,
      );
      await project.writeProgram(
        program(
          `{ tiers: { a: { image: "x", ports: [1], link: ["b"] }, b: { image: "x", ports: [1], link: ["a"] } } }`,
        ),
      );
      assert.match(
        said(await project.pulumi(["preview"])),
        /a calls b calls a: none of them could start first; let one of these calls go/,
      );
    });
  });
});
