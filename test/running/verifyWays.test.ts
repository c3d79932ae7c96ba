import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { connectNetwork, createNetwork, inspectContainer, listContainers } from "../../engine/index.ts";
import { type Egress, helperLabel, type Verification } from "../../observe/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import { type Fragment, plainNetwork, plainWorkload } from "../../topology/index.ts";
import { bulkhead, bulkheadProgram } from "../harness/bulkhead.ts";
import { container } from "../harness/byHand.ts";
import { engine } from "../harness/engine.ts";
import { Outside } from "../harness/outside.ts";
import { unique, uniqueSubnet } from "../harness/run.ts";
import { StackByHand } from "../harness/stackByHand.ts";

/** Takes calls and datagrams by either family, and answers no datagram. */
const serves = `
import signal, socket
signal.signal(signal.SIGTERM, lambda *_: exit())
heard = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
heard.bind(("::", 5300))
server = socket.create_server(("::", 8000), family=socket.AF_INET6, dualstack_ipv6=True)
while True:
    server.accept()[0].close()
`;

const networks = {
  /** Of both families. */
  both: { ipv4: true, internal: true },
  /** Of IPv6 alone. */
  six: { ipv4: false, internal: true },
  /** With a way out. */
  out: { ipv4: true, internal: false },
} as const;
type Net = keyof typeof networks;

const on: Readonly<Record<string, readonly Net[]>> = {
  server: ["both", "six"],
  client: ["both"],
  sixer: ["six"],
  lonely: ["out"],
};
const calls = [
  { port: 8000, protocol: "tcp" as const },
  { port: 5300, protocol: "udp" as const },
];
const declared: Fragment = {
  networks: Object.entries(networks).map(([id, { ipv4, internal }]) => ({
    ...plainNetwork(id),
    internal,
    ...(internal ? { hostAddress: false, gateway: "isolated" as const, gateway6: "isolated" as const } : {}),
    ...(ipv4 ? {} : { ipv4 }),
    ipv6: internal,
  })),
  workloads: Object.entries(on).map(([id, nets]) => ({
    ...plainWorkload(id),
    attachments: nets.map(network => ({ network, aliases: [id] })),
    ports: id === "server" ? calls : [],
    labels: { "bulkhead.app": "ways" },
  })),
  flows: [
    ...calls.map(call => ({ from: "client", to: "server", ...call, via: "network" as const })),
    { from: "sixer", to: "server", port: 8000, protocol: "tcp", via: "network" },
    { from: "lonely", to: "outside", port: "any", protocol: "tcp", via: "network" },
  ],
};

describe("verify, by both families and protocols, to the outside, and again and again", function () {
  this.timeout(120_000);
  const stack = new StackByHand();
  const names = new Map<string, string>();
  const made = new Map<Net, string>();
  let outside: Outside;

  before(async () => {
    outside = await Outside.listen("elsewhere");
    await stack.declare(declared);
    for (const [id, { ipv4, internal }] of Object.entries(networks)) {
      const Name = unique(id);
      made.set(id as Net, Name);
      const six = `fd42:${randomBytes(2).toString("hex")}:${randomBytes(2).toString("hex")}::/64`;
      await createNetwork(engine, {
        Name,
        Internal: internal,
        EnableIPv6: internal,
        ...(ipv4 ? {} : { EnableIPv4: false }),
        IPAM: {
          Config: [
            ...(ipv4 ? [{ Subnet: uniqueSubnet().subnet }] : []),
            ...(internal ? [{ Subnet: six }] : []),
          ],
        },
        Options: internal
          ? {
              "com.docker.network.bridge.gateway_mode_ipv4": "isolated",
              "com.docker.network.bridge.gateway_mode_ipv6": "isolated",
            }
          : {},
        Labels: stack.labels({ "bulkhead.segment": id }),
      });
    }
    for (const [id, [first, ...others]] of Object.entries(on)) {
      const name = await container(id, {
        on: made.get(first ?? "both") ?? "",
        aliases: [id],
        ...(id === "server" ? { Cmd: ["-c", serves] } : {}),
        Labels: stack.labels({ "bulkhead.workload": id, "bulkhead.app": "ways" }),
      });
      names.set(id, name);
      for (const net of others) await connectNetwork(engine, made.get(net) ?? "", name, { Aliases: [id] });
    }
  });
  after(async () => {
    stack.dispose();
    await outside?.close();
  });

  async function verified(...args: readonly string[]): Promise<Verification> {
    const { stdout, stderr } = await bulkhead(
      ["verify", "--stack", stack.name, "--format", "json", ...args],
      { cwd: stack.folder },
    );
    assert.notEqual(stdout, "", stderr);
    return JSON.parse(stdout) as Verification;
  }

  it("tells what arrives by IPv6 and by UDP, answered or not, from what does not; and who gets outside", async () => {
    const {
      probes,
      egress = [],
      changes,
    } = await verified("--outside", `${outside.address}:${outside.port}`);
    assert.deepEqual(changes, undefined);
    const toServer = probes.filter(({ to, from }) => to === "server" && from !== "host");
    assert.deepEqual(
      toServer.map(({ from, protocol, declared, found, verdict }) => {
        // A datagram that nobody answers may be silently lost, or refused on its way.
        return [from, protocol, declared, found === "open" ? "open" : "closed", verdict];
      }),
      [
        ["client", "tcp", true, "open", "ok"],
        ["client", "udp", true, "open", "ok"],
        ["lonely", "tcp", false, "closed", "ok"],
        ["lonely", "udp", false, "closed", "ok"],
        ["sixer", "tcp", true, "open", "ok"],
        // What plain networks cannot keep apart: it may call on one port, and gets through on another.
        ["sixer", "udp", false, "open", "excess"],
      ],
      JSON.stringify(toServer, null, 1),
    );
    assert.match(toServer.at(-1)?.cause ?? "", /at (server|fd42:[0-9a-f:]+):5300, by (name|address)/);
    const ways = egress.filter(({ to }) => to === "outside");
    const word = ({ from, declared, found, verdict }: Egress) => [from, declared, found === "open", verdict];
    assert.deepEqual(ways.map(word), [
      ["client", false, false, "ok"],
      ["lonely", true, true, "ok"],
      ["server", false, false, "ok"],
      ["sixer", false, false, "ok"],
    ]);
    assert.ok(outside.callers.length >= 2, "the host and lonely were there");
  });

  it("--watch: says it each time, what was changed in between too, and ends as the last time did", async () => {
    const [command = "", ...args] = [...bulkheadProgram, "verify", "--stack", stack.name, "--watch", "0.5"];
    const child = spawn(command, args, { cwd: stack.folder, stdio: ["ignore", "pipe", "inherit"] });
    let written = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      written += text;
    });
    const ended = new Promise<number | null>(resolve => child.on("close", resolve));
    const byHand = new RegExp(
      `^CHANGED {2}lonely: container\\s+${names.get("lonely")}\\s+was connected by hand`,
      "m",
    );
    try {
      const first = await until(async () => /^\S+Z: status 1$/m.exec(written) ?? undefined, 30_000);
      assert.ok(first !== null && first !== undefined, written);
      assert.doesNotMatch(written, byHand);
      await connectNetwork(engine, made.get("six") ?? "", names.get("lonely") ?? "", {});
      const second = await until(async () => byHand.exec(written) ?? undefined, 30_000);
      assert.ok(second !== undefined, written);
    } finally {
      child.kill("SIGINT");
    }
    assert.equal(await ended, 1, written);
    assert.match(written, /^lonely +=> +server +tcp 8000 +- +open +EXCESS$/m);
  });

  it("names a container that ends while it is looked at, and counts nothing that was tried from it", async () => {
    const args = ["verify", "--stack", stack.name, "--format", "json"];
    const verifying = bulkhead(args, { cwd: stack.folder });
    const id = (await inspectContainer(engine, names.get("sixer") ?? ""))?.Id ?? "";
    const looked = await until(async () => ((await isLookedAt(id)) ? true : undefined), 30_000);
    assert.equal(looked, true);
    await engine.call("kill it", docker => docker.getContainer(id).kill());
    const { code, stdout, stderr } = await verifying;
    assert.equal(code, 1, stderr);
    const { probes, changes = [] } = JSON.parse(stdout) as Verification;
    const ended = changes.find(({ subject, kind }) => subject === "sixer" && kind === "stopped");
    assert.match(ended?.cause ?? "", /^container \S+ ended while it was looked at, so nothing was tried/);
    assert.deepEqual(
      probes.filter(({ from }) => from === "sixer"),
      [],
    );
    assert.ok(probes.some(({ from, verdict }) => from === "client" && verdict === "ok"));
  });
});

/** Whether a helper has been made in a container's namespace. */
async function isLookedAt(id: string): Promise<boolean> {
  const helpers = await listContainers(engine, [helperLabel]);
  return helpers.some(({ HostConfig }) => HostConfig.NetworkMode === `container:${id}`);
}
