import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { Verification } from "../../observe/index.ts";
import { until } from "../../tools/toolchain/index.ts";
import { bulkhead } from "../harness/bulkhead.ts";
import {
  askDns,
  callAgain,
  callHttp,
  callInPieces,
  callMany,
  callTcp,
  callTls,
  dnsQuestions,
  helloWithEch,
  resolve,
  sendDatagram,
} from "../harness/callsBeyond.ts";
import { Deployed } from "../harness/deployed.ts";
import { engine } from "../harness/engine.ts";
import { example } from "../harness/examples.ts";
import { freePort } from "../harness/freePort.ts";
import { asking, asksWithin, asksWorld, callEach, namesIn, publishedAt } from "../harness/listed.ts";
import { World } from "../harness/world.ts";

describe("egress by name, deployed by pulumi up", () => {
  let world: World;
  let stack: Deployed;
  let names: Record<string, string>;
  /** Of the host, where `hooks` is published. */
  let port: number;

  before(async function () {
    this.timeout(180_000);
    world = await World.begin(["api.example.com", "*.example.org", "evil.example.com"]);
    names = namesIn(world);
    await world.know(names);
    port = await freePort();
    stack = await Deployed.of({
      egress: await example("egress", "by name", asksWorld(world)),
      within: await withinWith(""),
      asker: asking(world),
      learning: await example("egress", "learning", asksWorld(world)),
      ledger: await example("egress", "by address"),
      hooks: await example("egress", "published", publishedAt(world, port)),
    });
  });
  after(async function () {
    this.timeout(120_000);
    await stack?.dispose();
    await world?.close();
  });

  /** The second example, with more in its list. */
  async function withinWith(more: string): Promise<string> {
    return await example("egress", "within", asksWithin(world, more));
  }

  /**
   * What a TLS call comes to: the address that answered, with a certificate that names him; or the name of the error.
   *
   * @param server the server name that is said; none where it is empty.
   * @param at the name that is called.
   */
  async function tls(server: string, at = server, workload = "orders"): Promise<string> {
    return await stack.python(workload, callTls, at, server, await world.certificate());
  }

  it("opens what is listed: two with TLS at one address, below a domain, plain HTTP, and TCP by its port", async () => {
    assert.equal(await tls("api.example.com"), world.first);
    assert.equal(await tls("one.example.org"), world.first);
    const page = await stack.python("orders", callHttp, "deb.example.net", "deb.example.net");
    assert.equal(page, `200 ${world.first}`);
    assert.equal(
      await stack.python("orders", callTcp, "db.example.com", "5432"),
      `hello from ${world.first}`,
    );
  });

  it("keeps everything else closed: by name, by server name, by Host, by address, over UDP and in DNS", async function () {
    this.timeout(60_000);
    const before = world.called.length;
    const asked = world.questions.length;
    // No such name, for anybody who asks.
    for (const name of ["evil.example.com", "one.example.org.evil.example.com", "sub.api.example.com"])
      assert.equal(await tls(name), "gaierror", name);
    // Past a name that is listed, by a server name that is not.
    assert.match(await tls("evil.example.com", "api.example.com"), closed);
    assert.match(await tls("", "api.example.com"), closed);
    assert.match(
      await stack.python("orders", callHttp, "deb.example.net", "evil.example.com"),
      /^403 .*unlisted/,
    );
    assert.match(
      await stack.python("orders", callHttp, "deb.example.net", "api.example.com to=1.2.3.4 refused=- "),
      /^4\d\d /,
    );
    assert.match(
      await stack.python("orders", callTcp, "api.example.com", "443", "no TLS at all\n\n\n\n\n"),
      closed,
    );
    // By address, at the port that is open by name, and at others.
    for (const [address, port] of [
      [world.first, 443],
      [world.first, 53],
      [world.inner, 443],
    ] as const)
      assert.notEqual(await stack.connects("orders", address, port), "open", `${address}:${port}`);
    assert.deepEqual(world.called.slice(before), []);
    assert.deepEqual(
      world.questions.slice(asked).filter(name => !(name in names) || name === "evil.example.com"),
      [],
      "no name that is not listed has been asked for",
    );
  });

  it("keeps IPv6 and UDP closed, which from this host lead to where they are sent", async () => {
    // From here both arrive, so that from the workload they do not is for its network alone.
    await world.isReachedFromHere();
    const before = world.called.length;
    assert.notEqual(await stack.connects("orders", world.sixth, 443), "open");
    for (const address of [world.first, world.sixth])
      assert.match(await stack.python("orders", sendDatagram, address), /^(sent|OSError)$/);
    // What comes by the relay is told in its turn: by then a datagram would have been, too.
    assert.equal(await tls("api.example.com"), world.first);
    assert.deepEqual(world.called.slice(before), [`hello ${world.first} api.example.com`]);
  });

  it("keeps DNS closed: no question of any kind gets past its resolver, nor to another server", async () => {
    const asked = world.questions.length;
    const questions = dnsQuestions("api.example.com", world.first);
    const answers = (await stack.python("orders", askDns, ...questions)).split("\n");
    // Its address and nothing else of the name that is listed; of others that there is no such name.
    const expected = [
      "0 1",
      "0 0",
      "0 0",
      "0 0",
      ...Array.from({ length: 12 }, () => "3 0"),
      "OSError",
      "OSError",
    ];
    assert.deepEqual(answers, expected, questions.join("\n"));
    assert.deepEqual(world.questions.slice(asked), []);
  });

  it("published by a relay in front: called from the host, and still with its list alone", async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    assert.equal(answer.status, 200);
    assert.equal(await tls("api.example.com", undefined, "hooks"), world.first);
    assert.notEqual(await stack.connects("hooks", world.first, 443), "open");
    assert.match(await tls("evil.example.com", "api.example.com", "hooks"), closed);
  });

  it("who is slow is waited for; who says nothing at all is given up after idleTimeout, and told", async function () {
    this.timeout(30_000);
    const page = async (path: string): Promise<string> =>
      await stack.python("hooks", callHttp, "slow.example.org", "slow.example.org", "8080", path);
    assert.equal(await page("/late"), `200 ${world.first}`);
    const began = Date.now();
    assert.match(await page("/never"), /^504 /);
    assert.match(await stack.python("hooks", callTcp, "slow.example.org", "8443", "hello"), closed);
    assert.ok(Date.now() - began < 15_000);
  });

  it("keeps closed what a listed name leads to within somebody's network, and the metadata service", async () => {
    const before = world.called.length;
    assert.match(await tls("private.example.org"), closed);
    assert.match(await tls("meta.example.org"), closed);
    assert.deepEqual(world.called.slice(before), []);
  });

  it("within: a name leads to somebody's network where it is said to, and a block is open to whatever leads there", async () => {
    const warehouse = await stack.python("reports", callTcp, "warehouse.corp.example.com", "5432");
    assert.equal(warehouse, `hello from ${world.inner}`);
    assert.equal(await tls("evil.example.com", undefined, "reports"), world.first);
    assert.match(await tls("private.example.org", undefined, "reports"), closed);
    const { length } = await stack.containers("reports-relay");
    assert.equal(length, 2);
  });

  it("refuses a hello whose true server name is encrypted, and says so", async () => {
    const before = world.called.length;
    assert.match(await stack.python("orders", helloWithEch, "api.example.com"), closed);
    // Nor where it is spread over two records.
    assert.match(await stack.python("orders", helloWithEch, "api.example.com", "split"), closed);
    assert.deepEqual(world.called.slice(before), []);
    const said = await until(async () => {
      const lines = await relayLog();
      return (
        ["encrypted-name", "split-hello", "no-server-name", "no-tls", "unlisted", "address"].every(why =>
          lines.includes(`refused=${why} `),
        ) || undefined
      );
    }, 10_000);
    assert.ok(said, await relayLog());
  });

  it("takes a hello that comes in pieces", async () => {
    const pem = await world.certificate();
    assert.equal(await stack.python("orders", callInPieces, "api.example.com", pem), world.first);
  });

  it("follows names that change, without a restart", async function () {
    this.timeout(60_000);
    await world.know({ ...names, "api.example.com": world.second });
    const moved = await until(
      async () => (await tls("api.example.com")) === world.second || undefined,
      15_000,
    );
    assert.ok(moved);
    await world.know({ ...names, "api.example.com": world.inner });
    const shut = await until(async () => closed.test(await tls("api.example.com")) || undefined, 15_000);
    assert.ok(shut, "a name that turns to a private address is closed");
    await world.know(names);
    assert.ok(await until(async () => (await tls("api.example.com")) === world.first || undefined, 15_000));
  });

  it("who is not there is refused after some seconds, and holds nobody else up", async function () {
    this.timeout(60_000);
    const began = Date.now();
    const dead = tls("dead.example.org");
    assert.equal(await tls("api.example.com"), world.first);
    assert.match(await dead, closed);
    assert.ok(Date.now() - began < 20_000);
  });

  it("dns: asks for any name, and calls none", async () => {
    assert.equal(await stack.python("asker", resolve, "evil.example.com"), world.first);
    assert.notEqual(await stack.connects("asker", world.first, 443), "open");
    assert.equal(await stack.connects("asker", "evil.example.com", 443), "OSError");
  });

  it("verify: each name is tried from its workload, and a name that is not listed at its relay", async function () {
    this.timeout(90_000);
    const { folder, env, stack: name } = stack.project;
    const { stdout, stderr } = await bulkhead(["verify", "--stack", name, "--format", "json"], {
      cwd: folder,
      env,
    });
    assert.notEqual(stdout, "", stderr);
    const { egress = [], probes } = JSON.parse(stdout) as Verification;
    const named = egress.filter(({ to }) => to.startsWith("outside "));
    assert.deepEqual(
      named.map(({ from, to, found, verdict }) => `${from} => ${to} ${found} ${verdict}`).sort(),
      [
        "hooks => outside api.example.com:443 open ok",
        "hooks => outside slow.example.org:8080 open ok",
        "hooks => outside slow.example.org:8443 open ok",
        "orders => outside api.example.com:443 open ok",
        "orders => outside db.example.com:5432 open ok",
        "orders => outside deb.example.net:80 open ok",
        "reports => outside warehouse.corp.example.com:5432 open ok",
      ],
    );
    assert.deepEqual(
      probes.filter(({ verdict, declared }) => declared && verdict !== "ok"),
      [],
    );
    const out = egress.filter(({ from, to }) => /^(orders|ledger)$/.test(from) && to === "host");
    assert.deepEqual(
      out.map(({ found, verdict }) => [found !== "open", verdict]),
      [
        [true, "ok"],
        [true, "ok"],
      ],
    );
  });

  it("egress observe: whom it called, what was refused and why, and the list that it makes", async function () {
    this.timeout(60_000);
    const { folder, env, stack: name } = stack.project;
    const { stdout } = await bulkhead(["egress", "observe", "orders", "--stack", name], { cwd: folder, env });
    assert.match(stdout, /^orders:$/m);
    assert.match(stdout, /^ {2}api\.example\.com:443 \(tls\) {2}\d+ times$/m);
    assert.match(stdout, /^ {2}evil\.example\.com:443 \(tls\) {2}once, refused: not listed$/m);
    assert.match(
      stdout,
      /^ {2}meta\.example\.org:443 .*refused: its name leads to an address that is closed$/m,
    );
    assert.match(stdout, /^ {4}\{ host: "deb\.example\.net", ports: \[80\] \},$/m);
  });

  it("a block with plain TCP: called by address at its port, and no other port or address is", async () => {
    await world.isReachedFromHere();
    const before = world.called.length;
    const { first, second, inner } = world;
    // All of these answer where they are called from the host.
    const others = [`${first}:443`, `${first}:53`, `${inner}:443`, `${inner}:5432`];
    const places = [`${first}:5432`, `${second}:5432`, ...others];
    const answers = (await stack.python("ledger", callEach, ...places)).split("\n");
    assert.deepEqual(answers.slice(0, 2), [`hello from ${first}`, `hello from ${second}`]);
    assert.deepEqual(answers.slice(2, 5), Array(3).fill("ConnectionRefusedError"));
    assert.match(answers[5] ?? "", closed);
    assert.equal(await stack.python("ledger", sendDatagram, first), "sent");
    assert.notEqual(await stack.connects("ledger", world.sixth, 443), "open");
    assert.equal(await stack.python("ledger", callEach, `${first}:5432`), `hello from ${first}`);
    assert.deepEqual(
      world.called.slice(before),
      [first, second, first].map(address => `call ${address}`),
    );
    const { folder, env, stack: name } = stack.project;
    const { stdout } = await bulkhead(["egress", "observe", "ledger", "--stack", name], { cwd: folder, env });
    assert.match(stdout, new RegExp(`^ {2}${first}:5432 \\(tcp\\) {2}2 times$`, "m"));
    assert.match(stdout, new RegExp(`^ {2}${inner}:5432 \\(tcp\\) {2}once, refused: not listed$`, "m"));
  });

  it("a block's relay: gives its rights up before it serves, and without it nobody answers", async function () {
    this.timeout(60_000);
    const relay = await stack.container("ledger-relay");
    const status = await readFile(`/proc/${relay.State.Pid}/status`, "utf8");
    assert.match(status, /^Uid:\s99\s99\s99\s99$/m);
    assert.match(status, /^CapEff:\s0+$/m);
    assert.match(status, /^CapPrm:\s0+$/m);
    assert.match(status, /^NoNewPrivs:\s1$/m);
    const before = world.called.length;
    const call = async (): Promise<string> => await stack.python("ledger", callEach, `${world.first}:5432`);
    await engine.call("stop the relay", docker => docker.getContainer(relay.Id).stop());
    assert.notEqual(await call(), `hello from ${world.first}`);
    assert.deepEqual(world.called.slice(before), []);
    await engine.call("start the relay", docker => docker.getContainer(relay.Id).start());
    assert.ok(await until(async () => (await call()) === `hello from ${world.first}` || undefined, 30_000));
  });

  it("learns: every public name is open, none is private, and what was called makes the list", async () => {
    assert.equal(await tls("evil.example.com", undefined, "importer"), world.first);
    assert.match(await tls("private.example.org", undefined, "importer"), closed);
    assert.equal(await stack.connects("importer", "db.example.com", 5432), "ConnectionRefusedError");
    assert.notEqual(await stack.connects("importer", world.first, 443), "open");
    const { folder, env, stack: name } = stack.project;
    const { stdout } = await bulkhead(["egress", "observe", "importer", "--stack", name], {
      cwd: folder,
      env,
    });
    assert.match(stdout, /^importer, which is learning:$/m);
    assert.match(stdout, /^ {2}db\.example\.com \(looked up\) {2}\w+/m);
    assert.match(stdout, /^ {4}\{ host: "evil\.example\.com", ports: \[443\] \},$/m);
    assert.doesNotMatch(stdout, /host: "(private|db)\./);
  });

  it("10,000 connections, more than a relay takes: those above are ended at once, and it goes on", async function () {
    this.timeout(90_000);
    const said = await stack.python("orders", callMany, "deb.example.net", "10000");
    const { open = 0, refused = 0, other } = JSON.parse(said) as Record<string, number>;
    assert.deepEqual([open + refused, other], [10_000, 0], said);
    // As many as its memory allows for are there at once.
    assert.ok(open >= 1000 && open <= 1400, said);
    assert.equal(await tls("api.example.com"), world.first);
    const [relay] = await stack.containers("orders-relay");
    assert.equal(relay?.RestartCount, 0);
  });

  it("a list that changes: relays and resolvers are replaced in turn, and calls go on meanwhile", async function () {
    this.timeout(120_000);
    const before = await stack.containers("reports-relay");
    const calls = stack.python("reports", callAgain, "evil.example.com", await world.certificate());
    const changed = await withinWith('{ host: "late.example.org", ports: [443] },');
    try {
      await stack.project.writeModule("within", changed);
      await stack.project.up();
    } finally {
      await stack.inside("reports", "busybox", "touch", "/tmp/enough");
    }
    const { answered, failed } = JSON.parse(await calls) as { answered: number; failed: string[] };
    assert.deepEqual(failed, []);
    assert.ok(answered > 5, String(answered));
    const after = await stack.containers("reports-relay");
    assert.deepEqual(
      after.map(({ Id }) => before.some(one => one.Id === Id)),
      [false, false],
    );
    assert.equal(await tls("late.example.org", undefined, "reports"), world.first);
  });

  it("closes with its relay: SIGKILL opens nothing, and it is back by itself", async function () {
    this.timeout(60_000);
    const relay = await stack.container("orders-relay");
    const before = world.called.length;
    process.kill(relay.State.Pid, "SIGKILL");
    const word = await tls("api.example.com");
    assert.ok(word === world.first || /Error|timeout/.test(word), word);
    for (const address of [world.first, world.inner])
      assert.notEqual(await stack.connects("orders", address, 443), "open");
    assert.ok(await until(async () => (await tls("api.example.com")) === world.first || undefined, 30_000));
    assert.ok(world.called.slice(before).every(line => line === `hello ${world.first} api.example.com`));
  });

  /** What the relay has said. */
  async function relayLog(): Promise<string> {
    const { stdout } = await stack.project.bulkhead("logs", "--stack", stack.project.stack, "orders-relay");
    return stdout;
  }
});

/** How a call ends that is refused: at once, by whom it reached. */
const closed = /^(closed|ConnectionResetError|SSLEOFError|SSLError|SSLZeroReturnError|BrokenPipeError|)$/;
