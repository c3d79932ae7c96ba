import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addressMark, type StartPlan, startScript } from "../../../components/placement/swarm/start.ts";

/** What a task's kernel says: two overlays, and the node's own bridge. */
const addresses = `Main:
  +-- 0.0.0.0/0 3 0 5
     +-- 10.64.1.0/27 2 0 2
        |-- 10.64.1.5
           /32 host LOCAL
        |-- 10.64.1.31
           /32 link BROADCAST
     |-- 10.64.2.34
        /32 host LOCAL
     |-- 127.0.0.1
        /32 host LOCAL
     |-- 172.18.0.3
        /32 host LOCAL
Local:
     |-- 10.64.1.5
        /32 host LOCAL
`;

describe("what starts a task", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bulkhead-start-"));
    writeFileSync(join(folder, "fib_trie"), addresses);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function start(plan: StartPlan) {
    const script = startScript(plan).replace("/proc/net/fib_trie", join(folder, "fib_trie"));
    writeFileSync(join(folder, "start.sh"), script);
    const { status, stdout, stderr } = spawnSync(
      "sh",
      [join(folder, "start.sh"), "sh", "-c", 'echo "$LISTEN"; echo "$1"', "-", "a word"],
      { encoding: "utf8" },
    );
    return { status, stdout, stderr };
  }

  const networks = [{ subnet: "10.64.1.0/27" }, { subnet: undefined }, { subnet: "10.64.2.32/27" }];

  it("knows its address on each network, and the one that leads to its node", () => {
    const at = [
      { network: 0, port: 80 },
      { network: 2, port: 81 },
      { network: 1, port: 82 },
    ];
    const ran = start({ networks, listen: { variable: "LISTEN", at, loopback: [80] }, files: [] });
    assert.deepEqual(ran, {
      status: 0,
      stdout: "10.64.1.5:80,10.64.2.34:81,172.18.0.3:82,127.0.0.1:80\na word\n",
      stderr: "",
    });
  });

  it("writes files with its addresses, a line for each, and all else as it is", () => {
    const [from, to] = [join(folder, "from"), join(folder, "to")];
    const text = `global\n  log %s \\n $HOME "x"\n  bind ${addressMark(0)}:8080 ssl\n  bind ${addressMark(1)}:8081\nlast`;
    writeFileSync(from, text);
    const ran = start({ networks, listen: undefined, files: [{ from, to }] });
    assert.deepEqual([ran.status, ran.stderr.replace(/.*LISTEN.*\n/, "")], [0, ""]);
    assert.equal(
      readFileSync(to, "utf8"),
      'global\n  log %s \\n $HOME "x"\n  bind 10.64.1.5:8080 ssl\n  bind 172.18.0.3:8081\nlast\n',
    );
  });

  it("starts nothing where it has no address that it is to listen at", () => {
    const ran = start({ networks: [{ subnet: "10.99.0.0/27" }], listen: undefined, files: [] });
    assert.deepEqual(ran, {
      status: 1,
      stdout: "",
      stderr: "bulkhead: this task has no address in 10.99.0.0/27\n",
    });
  });
});
