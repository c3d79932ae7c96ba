import assert from "node:assert/strict";
import type { Verification } from "../../observe/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import { readDeployment, type Topology } from "../../topology/index.ts";
import { Deployed } from "../harness/deployed.ts";
import { example } from "../harness/examples.ts";
import { freePort } from "../harness/freePort.ts";
import { asDeclared, held } from "../harness/standing.ts";

/** One that publishes and one that goes out, beside the document's relay. */
const direct = `
import { Workload } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
const image = demoImage("app");
new Workload("open", { image, ports: [8080], publish: ["8080"] });
new Workload("crawler", { image, ports: [8080], egress: true });
`;

describe("the host behind what is published, deployed by pulumi up", () => {
  let stack: Deployed;
  let port: number;

  before(async function () {
    this.timeout(240_000);
    port = await freePort();
    const relay = await example("host", "a relay in front", { "80:8080": `${port}:8080` });
    stack = await Deployed.of({ relay, direct });
  });
  after(async function () {
    this.timeout(120_000);
    await stack?.dispose();
  });

  async function topology(): Promise<Topology> {
    const { stdout } = await stack.project.succeed(["stack", "export"]);
    return readDeployment("host", JSON.parse(stdout));
  }

  it("is told as a level of its own, of those who publish or go out alone", async () => {
    assert.deepEqual(held(await topology()), { ...asDeclared, hostOpen: ["crawler", "front", "open"] });
  });

  it("lets a relay publish what is behind it, which answers", async () => {
    const answered = async (): Promise<number | undefined> =>
      (await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined))?.status;
    // Nothing waits for a relay to listen.
    assert.equal(await until(answered, 15_000), 200);
  });

  it("is tried by verify at each of its addresses: open to those, closed to what a relay publishes; status 0", async function () {
    this.timeout(60_000);
    const args = ["verify", "--stack", stack.project.stack] as const;
    const { code, stdout } = await stack.project.bulkhead(...args, "--format", "json");
    assert.equal(code, 0, stdout);
    const { egress = [] } = JSON.parse(stdout) as Verification;
    const ways = egress.filter(({ to }) => to === "host");
    assert.deepEqual(
      ways.map(({ from, declared, found, verdict, acknowledged }) => [
        from,
        declared,
        found === "open",
        verdict,
        acknowledged,
      ]),
      [
        ["crawler", false, true, "excess", "host-open"],
        ["front", false, true, "excess", "host-open"],
        ["open", false, true, "excess", "host-open"],
        ["web", false, false, "ok", undefined],
      ],
    );
    for (const { acknowledged, cause, remedy } of ways) {
      if (acknowledged === undefined) continue;
      assert.match(
        cause ?? "",
        /reaches the host itself, at .*\d+\.\d+\.\d+\.\d+.*: that comes with publishing/,
      );
      assert.match(remedy ?? "", /the host's firewall .* or publish by a OneWayLink/);
    }
    const table = await stack.project.bulkhead(...args);
    assert.equal(table.code, 0, table.stdout);
    assert.match(table.stdout, /^crawler +=> +host +way out +- +open +EXCESS, host-open$/m);
    assert.match(table.stdout.replaceAll(/\s+/g, " "), /; host-open: crawler, front and open\. ?$/);
  });
});
