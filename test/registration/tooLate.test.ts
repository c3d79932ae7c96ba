import assert from "node:assert/strict";
import { Database, Segment, Workload } from "../../components/index.ts";
import { record, refused } from "../harness/recorder.ts";

type Found = Readonly<Record<string, string>>;

/** What a component of some arguments is told, by path. */
async function told(
  component: new (name: string, args: never) => unknown,
  args: object,
): Promise<Record<string, string>> {
  const problems = await refused(() => new component("odd", { image: "acme/odd:1", ...args } as never));
  return Object.fromEntries(problems.map(({ path, reason }) => [path, reason]));
}

async function made(component: new (name: string, args: never) => unknown, args: object): Promise<void> {
  await record(() => void new component("fine", { image: "acme/fine:1", ...args } as never));
}

describe("registration: what the engine would refuse too late", () => {
  it("is a process that cannot be started, stopped or asked how it is", async () => {
    const nul = "there is a NUL character in it, which no program can be given; leave it out";
    const short = 'the engine takes no less than a millisecond; give more, such as "1s"';
    const args = {
      stopSignal: "SIGFOO",
      environment: { A: "a\0b", "B\0": "b" },
      command: ["serve", "\0"],
      graceSeconds: 86_401,
      limits: { memory: 16_777_217 },
      health: { command: ["ask\0"], interval: "1us", timeout: "0s", startPeriod: "999us", waitTimeout: 0 },
    };
    const expected: Found = {
      stopSignal: "give a signal's name, such as SIGTERM",
      "environment.A": nul,
      'environment["B\\u0000"]': "give a variable's name",
      "command[1]": nul,
      graceSeconds: "give at most 86400 seconds, which are a day",
      "limits.memory": "give at most 16777216 MiB, which are 16 TiB",
      "health.command[0]": nul,
      "health.interval": short,
      "health.timeout": short,
      "health.startPeriod": short,
      "health.waitTimeout": "give 1 or more; or set wait to false, to wait for nothing",
    };
    assert.deepEqual(await told(Workload, args), expected);
    assert.deepEqual(await told(Workload, { command: [], entrypoint: [] }), {
      command:
        "it is empty, and entrypoint too: there is nothing to run; give one of them a word, or leave it out for the image's",
    });
    for (const stopSignal of ["SIGHUP", "SIGRTMIN", "SIGRTMIN+15", "SIGRTMAX-14"])
      await made(Workload, { stopSignal });
    const health = { command: ["ask"], interval: "1ms", timeout: "1.5s", startPeriod: "0s", waitTimeout: 1 };
    await made(Workload, { health, graceSeconds: 86_400, limits: { memory: 16_777_216 }, command: [] });
  });

  it("is hardening that the kernel knows nothing of", async () => {
    const hardening = {
      capabilities: ["NET_BINDSERVICE", "CAP_CHOWN", "nothing"],
      tmpfs: { "/a": "size=banana", "/b": "mode=999", "/c": "size=1m,,ro" },
      user: "a b",
      sysctls: { "kernel.hostname": "a", "vm.swappiness": "1" },
    };
    const option = 'write it as "size=16m,mode=1777,noexec"';
    const own = "give one of net.*, fs.mqueue.*, kernel.msg*, kernel.sem and kernel.shm*";
    assert.deepEqual(await told(Workload, { hardening }), {
      "hardening.capabilities[0]":
        'there is no capability "NET_BINDSERVICE"; give one\'s name, such as NET_BIND_SERVICE',
      "hardening.capabilities[2]":
        'there is no capability "nothing"; give one\'s name, such as NET_BIND_SERVICE',
      'hardening.tmpfs["/a"]': `an in-memory folder has no option "size=banana"; ${option}`,
      'hardening.tmpfs["/b"]': `an in-memory folder has no option "mode=999"; ${option}`,
      'hardening.tmpfs["/c"]': `an in-memory folder has no option ""; ${option}`,
      "hardening.user": 'give a user, with a group or without, such as "1000:1000" or "app"',
      'hardening.sysctls["kernel.hostname"]': `a container may not set kernel.hostname, which is the host's or the engine's; ${own}`,
      'hardening.sysctls["vm.swappiness"]': `a container may not set vm.swappiness, which is the host's or the engine's; ${own}`,
    });
    for (const user of ["", "app", "1000:1000", "app:adm", "0"])
      await made(Workload, { hardening: { user } });
    await made(Workload, {
      hardening: {
        capabilities: ["ALL", "cap_bpf", "sys_time"],
        tmpfs: { "/a": "", "/b": "size=50%,nr_inodes=1k,uid=5,gid=5,mode=1777,noexec,nosuid,nodev,rw" },
        sysctls: { "net.core.somaxconn": "1", "fs.mqueue.msg_max": "1", "kernel.shm_rmid_forced": "1" },
      },
    });
  });

  it("is a volume where an in-memory folder is", async () => {
    const volumes = [{ volume: "data", at: "/tmp" }];
    assert.deepEqual(await told(Workload, { volumes }), {
      "volumes[0].at":
        "/tmp is an in-memory folder unless told otherwise; choose another place, or give hardening.tmpfs without it",
    });
    assert.deepEqual(await told(Workload, { volumes, hardening: { tmpfs: { "/tmp": "" } } }), {
      'hardening.tmpfs["/tmp"]': "there is a volume at /tmp already; choose another place",
    });
    await made(Workload, { volumes, hardening: { tmpfs: {} } });
  });

  it("is an interface's name that the kernel does not take", async () => {
    const [bridge, prefix] = ["com.docker.network.bridge.name", "com.docker.network.container_iface_prefix"];
    const problems = await refused(
      () => new Segment("odd", { driverOptions: { [bridge]: "x".repeat(16), [prefix]: "x".repeat(15) } }),
    );
    assert.deepEqual(Object.fromEntries(problems.map(({ path, reason }) => [path, reason])), {
      [`driverOptions["${bridge}"]`]: "the name of a bridge has at most 15 characters; give fewer",
      [`driverOptions["${prefix}"]`]:
        "what the names of interfaces begin with has at most 14 characters; give fewer",
    });
    const blank = await refused(() => new Segment("odd", { driverOptions: { [bridge]: "my bridge" } }));
    assert.match(blank[0]?.reason ?? "", /no blank and no slash/);
    await record(
      () => new Segment("fine", { driverOptions: { [bridge]: "x".repeat(15), [prefix]: "x".repeat(14) } }),
    );
  });

  it("is a database without a password, or with a user of too long a name", async () => {
    const empty = "it is empty; give a password";
    assert.deepEqual(
      await told(Database, { password: "", rootPassword: "", engine: "mysql", user: "u".repeat(33) }),
      {
        password: empty,
        rootPassword: empty,
        user: "mysql takes at most 32 characters; give fewer",
      },
    );
    const password = "canary";
    const mariadb = { password, engine: "mariadb" };
    assert.deepEqual(Object.keys(await told(Database, { password, user: "u".repeat(64) })), ["user"]);
    assert.deepEqual(Object.keys(await told(Database, { ...mariadb, user: "u".repeat(81) })), ["user"]);
    await made(Database, { password, user: "u".repeat(63) });
    await made(Database, { ...mariadb, user: "u".repeat(80) });
    await made(Database, { password, engine: "mysql", user: "u".repeat(32) });
  });
});
