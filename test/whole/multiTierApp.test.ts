import assert from "node:assert/strict";
import { demoImage } from "../../images/reference.ts";
import type { Verification } from "../../observe/index.ts";
import { Deployed } from "../harness/deployed.ts";
import { example } from "../harness/examples.ts";

describe("an application of tiers, as the documents have it, deployed by pulumi up", () => {
  let stack: Deployed;

  before(async function () {
    this.timeout(180_000);
    const migrate = `image: ${JSON.stringify(demoImage("probe"))}, command: ["-c", "print('migrated')"]`;
    const app = await example("multi-tier-app", "app", {
      'image: "acme/migrate:2.1.0", command: ["migrate"]': migrate,
    });
    stack = await Deployed.of({ app }, { secrets: { dbPassword: "canary" } });
  });
  after(async function () {
    this.timeout(120_000);
    await stack?.dispose();
  });

  it("runs its job to the end before what waits for it begins", async () => {
    const job = await stack.container("store-migrate");
    assert.equal(job.State.ExitCode, 0);
    const app = await stack.container("store-app");
    assert.ok(Date.parse(app.State.StartedAt) >= Date.parse(job.State.FinishedAt));
  });

  it("answers at its URL, and lets everybody reach what he is to, and nobody else", async function () {
    this.timeout(60_000);
    const { app } = (await stack.project.outputs()) as { app: { urls: { web: string } } };
    assert.equal((await fetch(`${app.urls.web}/health`)).status, 200);
    const { stack: name } = stack.project;
    const { stdout } = await stack.project.bulkhead("verify", "--stack", name, "--format", "json");
    const { probes } = JSON.parse(stdout) as Verification;
    const opened = probes.filter(({ found, from }) => found === "open" && from !== "host");
    assert.deepEqual([...new Set(opened.map(({ from, to }) => `${from} ${to}`))].sort(), [
      "report store-app",
      "store-app store-db",
      "store-web store-app",
    ]);
    // What listens on loopback alone shows no door at all, which proves nothing by itself.
    assert.deepEqual(
      probes.filter(({ verdict, to }) => verdict !== "ok" && (verdict !== "inconclusive" || to !== "report")),
      [],
    );
  });
});
