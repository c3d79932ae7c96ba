import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { Engine } from "../../engine/index.ts";
import { type Call, json, nameOf, type Reply, refusal } from "../harness/faults/call.ts";
import { type Fault, FaultyEngine } from "../harness/faults/faultyEngine.ts";
import { MiniPulumi } from "../harness/faults/miniPulumi.ts";
import { ModelEngine } from "../harness/faults/modelEngine.ts";
import { canary, smallStack } from "../harness/faults/smallStack.ts";

const image = "registry.example.com/app:1";
const { first } = smallStack({
  stack: "scripted",
  image,
  subnets: [
    { subnet: "10.65.0.0/28", gateway: "10.65.0.1" },
    { subnet: "10.65.0.16/28", gateway: "10.65.0.17" },
  ],
  pulls: true,
});

const creates = (call: Call): boolean => nameOf(call) === "POST /containers/create";
const starts = (call: Call): boolean => nameOf(call).endsWith("/start");
const pulls = (call: Call): boolean => nameOf(call) === "POST /images/create";
const removesNetwork = (call: Call): boolean => nameOf(call).startsWith("DELETE /networks/");
const looks = (call: Call): boolean => /^GET \/containers\/.*json$/.test(nameOf(call));

const [lost, cut]: readonly [Fault, Fault] = [{ kind: "lost" }, { kind: "cut" }];
const refused = (status: number, message: string): Fault => ({
  kind: "refused",
  reply: () => refusal(status, message),
});

/** What an engine says of a pull that fails half-way: with status 200, in the stream. */
function pullEnds(error: string): Fault {
  const steps: readonly object[] = [{ status: "Downloading" }, { errorDetail: { message: error }, error }];
  const body = Buffer.from(steps.map(step => `${JSON.stringify(step)}\r\n`).join(""));
  const reply: Reply = { status: 200, type: "application/json", body };
  return { kind: "refused", reply: () => reply };
}

/** The provider's config comes as JSON text. */
const registryAuth = JSON.stringify([
  { address: "registry.example.com", username: "shop", password: canary },
]);

/** What goes wrong in `up`, and what is said of it. */
interface Failing {
  readonly title: string;
  readonly which: (call: Call) => boolean;
  readonly fault: Fault;
  readonly times?: number;
  readonly says: RegExp;
}

const again =
  "See whether it is running \\(`docker info`\\), then run the command again: it goes on where it stopped\\.$";

const failing: readonly Failing[] = [
  {
    title: "a container's name in use",
    which: creates,
    fault: refused(
      409,
      'Conflict. The container name "/app-scripted" is already in use by container "0123456789abcdef". You have to remove (or rename) that container to be able to reuse that name.',
    ),
    says: /^Could not create container app-scripted: the name app-scripted is taken by another container \(0123456789ab\)\. Give another name, or remove that container if nobody needs it\.$/,
  },
  {
    title: "a port in use",
    which: starts,
    fault: refused(
      500,
      "driver failed programming external connectivity on endpoint app (0123): Bind for 0.0.0.0:8080 failed: port is already allocated",
    ),
    says: /^Could not start container app-scripted: the host's port 0\.0\.0\.0:8080 is already in use\. Choose another host port, or stop what listens there/,
  },
  {
    title: "a start that an earlier breakdown had begun",
    which: starts,
    fault: refused(500, `failed to create task: task ${"0a".repeat(32)}: already exists: unknown`),
    says: /^Could not start container app-scripted: the engine lost track of it when it was stopped in the middle of a start\. It is removed; run the command again with --refresh: another is made in its place\.$/,
  },
  {
    title: "a full disk, when a container is created",
    which: creates,
    fault: refused(500, "mkdir /var/lib/docker/overlay2/0123-init: no space left on device"),
    says: /^Could not create container app-scripted: the engine's disk is full\. Free space on the engine/,
  },
  {
    title: "a full disk, when an image is pulled",
    which: pulls,
    fault: pullEnds(
      "failed to register layer: Error processing tar file(exit status 1): write /lib: no space left on device",
    ),
    says: /^Could not pull image registry\.example\.com\/app:1: the engine's disk is full\. Free space on the engine/,
  },
  {
    title: "a pull whose registry breaks off",
    which: pulls,
    fault: pullEnds("unexpected EOF"),
    says: /^Could not pull image registry\.example\.com\/app:1: what comes from its registry breaks off\. Run the command again: layers that have arrived whole are not loaded again\.$/,
  },
  {
    title: "a registry that repeats the password it was given",
    which: pulls,
    fault: pullEnds(`login of shop with ${canary} is not liked`),
    says: /^Could not pull image registry\.example\.com\/app:1: login of shop with \[secret\] is not liked\. /,
  },
  {
    title: "a pull that breaks off each time",
    which: pulls,
    fault: cut,
    times: 3,
    says: new RegExp(
      `^Could not pull image registry\\.example\\.com/app:1: the Docker engine at unix:\\S+ broke the connection off \\(tried 3 times\\)\\. ${again}`,
    ),
  },
  {
    title: "a look that breaks off each time",
    which: looks,
    fault: lost,
    times: 3,
    says: new RegExp(
      `^Could not inspect container [0-9a-f]{12}: the Docker engine at unix:\\S+ broke the connection off \\(tried 3 times\\)\\. ${again}`,
    ),
  },
  {
    title: "a creation whose answer breaks off, which is not tried again",
    which: creates,
    fault: cut,
    says: new RegExp(
      `^Could not create container app-scripted: the Docker engine at unix:\\S+ broke the connection off, and whether it was done is not known\\. ${again}`,
    ),
  },
];

describe("provider: an engine that fails", () => {
  const model = new ModelEngine([image]);
  const nothing = model.state;
  const home = mkdtempSync(join(tmpdir(), "bulkhead-test-journal-"));
  let engine: FaultyEngine;
  let pulumi: MiniPulumi;
  before(async () => {
    engine = await FaultyEngine.start(model.answer);
    pulumi = new MiniPulumi({ host: engine.host, registryAuth }, "scripted", { XDG_STATE_HOME: home });
  });
  afterEach(async () => {
    engine.clear();
    await pulumi.up(first);
    await pulumi.destroy();
    assert.deepEqual({ ...model.state, made: 0 }, nothing, "nothing is left");
  });
  after(async () => {
    await engine.dispose();
    rmSync(home, { recursive: true, force: true });
  });

  for (const { title, which, fault, times, says } of failing) {
    it(`with ${title}, is told so; the next run goes on`, async () => {
      await engine.plan(which, fault, times);
      await assert.rejects(pulumi.up(first), { message: says });
      assert.equal(engine.calls.filter(call => call === engine.befallen).length, times ?? 1);
    });
  }

  for (const [title, which, calls] of [
    ["a pull", pulls, 3],
    ["a start", starts, 3],
    // There is a second one, which all goes well with.
    ["a look at a container", looks, 4],
  ] as const) {
    it(`in the middle of ${title} is asked again, and nobody notices`, async () => {
      await engine.plan(which, cut, 2);
      await pulumi.up(first);
      assert.equal(engine.calls.filter(call => call === engine.befallen).length, calls);
    });
  }

  it("to answer for so long that the user breaks off says that, and the next run goes on", async () => {
    const silent: Fault = {
      kind: "refused",
      reply: () => {
        setImmediate(() => pulumi.cancel());
        return { status: 200, type: "application/json", body: new PassThrough() };
      },
    };
    await engine.plan(pulls, silent);
    await assert.rejects(pulumi.up(first), {
      message: `Could not pull image ${image}: it was cancelled. Run the command again to go on.`,
    });
  });

  it("to know what is to be deleted is no failure: it is gone", async () => {
    await pulumi.up(first);
    model.state = nothing;
    await pulumi.destroy();
  });

  it("to remove a network for endpoints of the dead is helped once", async () => {
    await pulumi.up(first);
    await engine.plan(
      removesNetwork,
      refused(500, "error while removing network: network back id 01 has active endpoints"),
    );
    await pulumi.destroy();
    assert.equal(engine.calls.filter(call => call === engine.befallen).length, 2);
  });

  it("to remove a network twice, though nobody is on it, is told to the user with the way out", async () => {
    await pulumi.up(first);
    await engine.plan(removesNetwork, refused(500, "network back id 01 has active endpoints"), 2);
    await assert.rejects(pulumi.destroy(), {
      message:
        /^Could not remove network back-\S+: nothing is connected to it, and the engine counts something all the same \(a fault of engines before 28\.1\)\. Restart the engine \(`systemctl restart docker`\), which then counts anew, and run the command again\.$/,
    });
    assert.equal(engine.calls.filter(call => call === engine.befallen).length, 2);
  });
});

describe("an engine's address at which something else answers", () => {
  const says = {
    message:
      /^What answers at unix:\S+ is no Docker engine\. Correct the address: DOCKER_HOST, the provider's host or the docker context\.$/,
  };

  it("in HTTP is no engine's", async () => {
    const other = await FaultyEngine.start(async () => json(200, "welcome"));
    try {
      await assert.rejects(Engine.locate({ host: other.host }).version(), says);
    } finally {
      await other.dispose();
    }
  });

  it("in another way is no engine's", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bulkhead-test-engine-"));
    const socket = join(folder, "other.sock");
    const other = createServer(connection => connection.end("220 welcome\r\n"));
    try {
      await once(other.listen(socket), "listening");
      await assert.rejects(Engine.locate({ host: `unix://${socket}` }).version(), says);
    } finally {
      other.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
