import assert from "node:assert/strict";
import { inspectContainer } from "../../engine/index.ts";
import type { Examination, Fault } from "../../observe/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import { bulkhead } from "../harness/bulkhead.ts";
import { container, listensAt, network } from "../harness/byHand.ts";
import { engine } from "../harness/engine.ts";
import { freePort } from "../harness/freePort.ts";
import { root } from "../harness/project.ts";

async function examined(...args: readonly string[]): Promise<Examination & { readonly code: number | null }> {
  const { code, stdout, stderr } = await bulkhead(["doctor", ...args, "--format", "json"], { cwd: root });
  assert.notEqual(stdout, "", stderr);
  return { ...(JSON.parse(stdout) as Examination), code };
}

describe("bulkhead doctor, on faults that were made for it", function () {
  this.timeout(60_000);
  let shared: string;
  let client: string;
  let server: string;

  before(async () => {
    shared = await network("shared");
    client = await container("client", { on: shared });
    server = await container("server", { on: shared, aliases: ["backend"], Cmd: listensAt("") });
  });

  /** The fault is named, and in these words. */
  async function names(fault: Fault, what: RegExp, ...args: readonly string[]): Promise<Examination> {
    const found = await examined(...args);
    assert.deepEqual([found.conclusion?.fault, found.code], [fault, 1], JSON.stringify(found, null, 1));
    assert.match(found.conclusion?.what ?? "", what);
    assert.notEqual(found.conclusion?.remedy ?? "", "");
    return found;
  }

  it("finds nothing where nothing is the matter, and says what it looked at", async () => {
    const found = await examined(client, "backend:8000");
    assert.deepEqual([found.code, found.conclusion], [0, undefined], JSON.stringify(found, null, 1));
    const seen = found.steps.filter(({ outcome }) => outcome === "fine").map(({ name }) => name);
    for (const name of ["networks", "name servers", "name", "listeners", "call", `ping (${shared})`])
      assert.ok(seen.includes(name), `${name}: ${JSON.stringify(found.steps)}`);
  });

  it("wrong network", async () => {
    const other = await network("other");
    const lonely = await container("lonely", { on: other, Cmd: listensAt("") });
    await names("wrong network", /they share no network$/, client, `${lonely}:8000`);
  });

  it("wrong alias", async () => {
    const found = await names("wrong alias", /is called backnd; there are .*backend/, client, "backnd:8000");
    assert.match(found.conclusion?.remedy ?? "", /--alias backnd/);
  });

  it("listens on loopback", async () => {
    const shy = await container("shy", { on: shared, Cmd: listensAt("127.0.0.1") });
    await names("listens on loopback", /listens on 8000 at 127\.0\.0\.1 only/, client, `${shy}:8000`);
  });

  it("wrong port", async () => {
    await names("wrong port", /listens on \S*:8000 and not on 8001$/, client, "backend:8001");
  });

  it("server down", async () => {
    const dead = await container("dead", { on: shared, Cmd: ["-c", "raise SystemExit('no disk left')"] });
    await until(
      async () => (await inspectContainer(engine, dead))?.State.Running === false || undefined,
      10_000,
    );
    await names(
      "server down",
      /does not run \(exited, code 1\); the last it logged: no disk left$/,
      client,
      `${dead}:1`,
    );
  });

  it("crash loop", async () => {
    const looping = await container("looping", {
      on: shared,
      Cmd: ["-c", "raise SystemExit('no configuration')"],
      host: { RestartPolicy: { Name: "always" } },
    });
    const often = await until(
      async () => ((await inspectContainer(engine, looping))?.RestartCount ?? 0) >= 3 || undefined,
      30_000,
    );
    assert.equal(often, true);
    await names("crash loop", /ends again and again .*no configuration$/, looping);
  });

  it("internal network, from which nothing leads out", async () => {
    await names(
      "internal network",
      /on internal networks only .* nothing leads out/,
      client,
      "192.0.2.1:443",
    );
  });

  it("port taken, and by whom", async () => {
    const out = await network("out", false);
    const port = String(await freePort());
    const ports = { "8000/tcp": [{ HostIp: "127.0.0.1", HostPort: port }] };
    const wish = { on: out, ExposedPorts: { "8000/tcp": {} }, host: { PortBindings: ports } };
    const first = await container("first", wish);
    const second = await container("second", wish);
    await names("port taken", new RegExp(`port ${port} of the host is held by container ${first}$`), second);
  });

  it("dns server dead", async () => {
    const out = await network("out", false);
    // Nobody listens on the container's own loopback address beside the embedded server.
    const deaf = await container("deaf", { on: out, host: { Dns: ["127.0.0.2"] } });
    await names(
      "dns server dead",
      /is not resolved: no answer comes from its name servers \(127\.0\.0\.2\)$/,
      deaf,
      "db.example.com:1",
    );
  });

  it("mtu black hole", async () => {
    const narrow = await container("narrow", {
      on: shared,
      Cmd: ["-c", narrowing],
      User: "0",
      host: { CapAdd: ["NET_ADMIN"] },
    });
    const narrowed = await until(async () => {
      const { steps } = await examined(narrow);
      return steps.some(({ name }) => name === "networks") || undefined;
    }, 10_000);
    assert.equal(narrowed, true);
    await names(
      "mtu black hole",
      /packets of more than \d+ bytes to \S+ vanish without a word/,
      client,
      `${narrow}:8000`,
    );
  });

  it("unhealthy, with what its check says", async () => {
    const ill = await container("ill", {
      on: shared,
      Cmd: listensAt(""),
      Healthcheck: {
        Test: ["CMD", "python3", "-c", "raise SystemExit('the cache is cold')"],
        Interval: 200_000_000,
        Retries: 1,
      },
    });
    const unhealthy = await until(
      async () => (await inspectContainer(engine, ill))?.State.Health?.Status === "unhealthy" || undefined,
      30_000,
    );
    assert.equal(unhealthy, true);
    await names("unhealthy", /failed \d+ times in a row: the cache is cold/, client, `${ill}:8000`);
  });

  it("not on any network", async () => {
    const alone = await container("alone", { on: "none" });
    await names("not on any network", /no interface but its loopback$/, alone, "backend:8000");
  });

  it("names the container that is meant where there is none of that name, with status 2", async () => {
    const { code, stdout } = await bulkhead(["doctor", server.slice(0, -2)], { cwd: root });
    assert.equal(code, 2);
    assert.match(stdout, new RegExp(`Name another: .*${server}`));
    for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
  });
});

/** Sets its interface to shorter packets than its network's, and listens. */
const narrowing = `
import fcntl, signal, socket, struct
signal.signal(signal.SIGTERM, lambda *_: exit())
any = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(any, 0x8922, struct.pack("16si12x", b"eth0", 1200))
server = socket.create_server(("", 8000))
while True:
    server.accept()[0].close()
`;
