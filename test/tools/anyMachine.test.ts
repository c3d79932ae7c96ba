import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { hostRoutes } from "../../engine/index.ts";
import { outcomeOf, root } from "../harness/project.ts";

/** A machine with a cable to a neighbour, behind whom networks lie whose addresses tests use, too. */
const neighbour = [
  "ip link set lo up",
  "ip link add cable type veth peer name far",
  "ip link set far up",
  "ip link set cable up",
  "ip address add 192.0.2.1/24 dev cable",
  ...["10.88.0.0/16", "10.99.0.0/16"].map(range => `ip route add ${range} dev cable`),
].join(" && ");

describe("tests that need no engine", () => {
  it("know of no route of the machine they run on", () => {
    assert.deepEqual(hostRoutes({ kind: "tcp" }), []);
  });

  it("pass on a machine that routes the addresses they use elsewhere", async function () {
    this.timeout(120_000);
    const tests = `${process.execPath} test/run.ts test/registration/segment.test.ts`;
    const seen = `${process.execPath} --print "require('fs').readFileSync('/proc/net/route', 'utf8')"`;
    const child = spawn("unshare", ["--net", "sh", "-ec", `${neighbour}; ${seen}; exec ${tests}`], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { code, stdout, stderr } = await outcomeOf(child);
    assert.match(stdout, /^cable\s+0000580A\s/m, "the route is there");
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /\n[1-9]\d* passed, 0 failed\n$/);
  });
});
