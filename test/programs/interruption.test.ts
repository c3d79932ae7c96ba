import assert from "node:assert/strict";
import { once } from "node:events";
import {
  type Engine,
  inspectContainer,
  listContainers,
  listNetworks,
  listVolumes,
} from "../../engine/index.ts";
import { demoImage } from "../../images/reference.ts";
import { until } from "../../tools/toolchain/until.ts";
import { engine } from "../harness/engine.ts";
import { PrivateEngine } from "../harness/privateEngine.ts";
import { outcomeOf, PulumiProject } from "../harness/project.ts";

/** Four networks, a volume and six containers: long enough to be interrupted anywhere. */
const program = `
import * as docker from "@pulumi/docker";
import { Segment } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
const segments = [1, 2, 3, 4].map(n => new Segment("segment" + n));
const data = new docker.Volume("data");
const sleepers = [0, 1, 2, 3, 4, 5].map(n =>
  new docker.Container("sleeper" + n, {
    image: demoImage("probe"),
    command: ["-c", "import signal; signal.signal(signal.SIGTERM, lambda *_: exit()); signal.pause()"],
    restart: "unless-stopped",
    networksAdvanced: [0, 1].map(m => ({ name: segments[(n + m) % 4]!.networkName, aliases: ["s" + n] })),
    volumes: n === 0 ? [{ volumeName: data.name, containerPath: "/data" }] : [],
    destroyGraceSeconds: 5,
  }),
);
`;
const [networks, containers, volumes] = [4, 6, 1];

/** One more at the end, which is waited for: the first time it is started it takes long to become well. */
const slowAtLast = `${program}
const slowly = [
  "import os, signal, time",
  "signal.signal(signal.SIGTERM, lambda *_: exit())",
  "first = not os.path.exists('/tmp/begun')",
  "open('/tmp/begun', 'w')",
  "time.sleep(30 if first else 0)",
  "open('/tmp/well', 'w')",
  "signal.pause()",
];
new docker.Container("slow", {
  image: demoImage("probe"),
  command: ["-c", slowly.join("; ")],
  networkMode: "none",
  wait: true,
  healthcheck: { tests: ["CMD", "python3", "-c", "open('/tmp/well')"], interval: "500ms", retries: 60 },
  destroyGraceSeconds: 0,
}, { dependsOn: sleepers });
`;

/** What the stack has on an engine, by number. */
async function counts(on: Engine, project: PulumiProject) {
  const label = [`bulkhead.stack=bulkhead-test/${project.stack}`];
  return {
    networks: (await listNetworks(on, label)).length,
    containers: (await listContainers(on, label)).length,
    volumes: (await listVolumes(on, label)).length,
  };
}

async function allRun(on: Engine, project: PulumiProject): Promise<boolean> {
  const found = await listContainers(on, [`bulkhead.stack=bulkhead-test/${project.stack}`]);
  const inspected = await Promise.all(found.map(({ Id }) => inspectContainer(on, Id)));
  return inspected.length >= containers && inspected.every(container => container?.State.Running);
}

describe("an interrupted deployment", () => {
  // Each stands for a moment: nothing there yet, networks only, some containers, most of them.
  for (const objects of [1, 3, 6, 9]) {
    it(`killed with SIGKILL when ${objects} objects are there is finished by the next up; nothing is left over`, async function () {
      this.timeout(120_000);
      const project = await PulumiProject.create({ program });
      try {
        const running = project.start(["up", "--yes", "--skip-preview"]);
        const closed = once(running, "close");
        const total = async (): Promise<number> =>
          Object.values(await counts(engine, project)).reduce((a, b) => a + b);
        const seen = await until(async () => ((await total()) >= objects ? true : undefined), 30_000);
        running.kill("SIGKILL");
        await closed;
        assert.equal(seen, true, "it was interrupted in the middle");

        await project.succeed(["cancel", "--yes"]);
        await project.up();
        assert.deepEqual(await counts(engine, project), { networks, containers, volumes });
        assert.equal(await allRun(engine, project), true);
        await project.up("--expect-no-changes", "--refresh");

        await project.succeed(["destroy", "--yes", "--skip-preview"]);
        assert.deepEqual(await counts(engine, project), { networks: 0, containers: 0, volumes: 0 });
      } finally {
        await project.dispose();
      }
    });
  }

  it("goes on after the engine was stopped and started in the middle of it", async function () {
    this.timeout(180_000);
    const own = await PrivateEngine.create([demoImage("probe")]);
    const project = await PulumiProject.create({ program: slowAtLast, env: { DOCKER_HOST: own.host } });
    try {
      const running = outcomeOf(project.start(["up", "--yes", "--skip-preview"]));
      // While it is waited for: an engine that goes down in the middle of making or starting something can lose track of
      // it for good, and the message then says what helps.
      const waited = async (): Promise<boolean> =>
        (await counts(own.engine, project)).containers > containers && (await allRun(own.engine, project));
      const seen = await until(async () => ((await waited()) ? true : undefined), 60_000);
      assert.equal(seen, true);
      await own.stop();
      const { code, stdout } = await running;
      assert.notEqual(code, 0, "an up whose engine goes away fails");
      // An engine that goes down ends its containers before its connections.
      assert.match(
        stdout,
        /No Docker engine answers at unix:|the Docker engine (at unix:|is shutting down)|Container slow-\w+ exited/i,
      );
      await own.start();

      // An engine that is going down stops what has just been started in a way that it will not start again by itself:
      // refresh sees it.
      await project.up("--refresh");
      assert.deepEqual(await counts(own.engine, project), { networks, containers: containers + 1, volumes });
      assert.equal(await allRun(own.engine, project), true);
      await project.up("--expect-no-changes", "--refresh");
    } finally {
      await project.dispose();
      await own.dispose();
    }
  });
});
