import assert from "node:assert/strict";
import { inspectVolume, listVolumes, removeContainer } from "../../engine/index.ts";
import { answeringAt } from "../harness/answering.ts";
import { Deployed } from "../harness/deployed.ts";
import { engine } from "../harness/engine.ts";
import { example } from "../harness/examples.ts";
import { canary } from "../harness/shop.ts";

describe("databases, jobs, sockets and files, as the documents have them, deployed by pulumi up", () => {
  let stack: Deployed;

  before(async function () {
    this.timeout(120_000);
    const names = ["accountsPassword", "goodsPassword", "storePassword", "vaultPassword"];
    stack = await Deployed.of(
      {
        databases: await example("database", "databases"),
        job: await example("database", "job"),
        legacy: await example("database", "legacy links"),
        socket: await example("sockets-and-files", "shared socket"),
        own: await example(
          "sockets-and-files",
          "own socket",
          answeringAt("acme/signer:1.0.0", { tcp: [8080], socketVariable: "LISTEN_SOCKET" }),
        ),
        files: await example("sockets-and-files", "files"),
      },
      { secrets: Object.fromEntries(names.map(name => [name, `${canary} '${name}'`])) },
    );
  });
  after(async function () {
    this.timeout(120_000);
    await stack?.dispose();
  });

  it("database: PostgreSQL and MariaDB take what link injected, after their scripts ran", async () => {
    const env = await environment("till");
    assert.deepEqual(env, {
      DB_HOST: "accounts",
      DB_NAME: "app",
      DB_PASS_FILE: "/run/secrets/db-pass",
      DB_PORT: "5432",
      DB_URL_FILE: "/run/secrets/db-url",
      DB_USER: "app",
      GOODS_HOST: "goods",
      GOODS_NAME: "app",
      GOODS_PASS_FILE: "/run/secrets/goods-pass",
      GOODS_PORT: "3306",
      GOODS_USER: "app",
    });
    assert.equal(await stack.python("till", useAccounts, "ann"), "ann");
    assert.equal(await query("goods", "insert into goods values ('a kettle')"), "");
    assert.equal(await query("goods", "select name, current_user() from goods"), "a kettle\tapp@%");
  });

  it("database: MariaDB's administrator gets in from within alone, and with a password", async () => {
    const from = (...words: string[]) =>
      stack.inside("goods", "mariadb", "-u", "root", "-Ne", "select 1", ...words);
    assert.match((await from("--protocol=socket")).output, /Access denied for user 'root'@'localhost'/);
    const password = `MYSQL_PWD="$(cat /run/mysqld/root-password)"`;
    const root = (host: string) =>
      stack.inside("goods", "sh", "-c", `${password} mariadb -u root ${host} -NBe 'select current_user()'`);
    assert.equal((await root("--protocol=socket")).output.trim(), "root@localhost");
    assert.match((await root("--protocol=tcp -h 127.0.0.1")).output, /Access denied/);
  });

  it("database: replaced, they keep their data; the volumes are protected, and found by label", async function () {
    this.timeout(90_000);
    const before = await Promise.all(["accounts", "goods"].map(name => stack.container(name)));
    for (const { Id } of before) await removeContainer(engine, Id, { volumes: true });
    await stack.project.up("--refresh");
    const after = await Promise.all(["accounts", "goods"].map(name => stack.container(name)));
    assert.ok(after.every(({ Id }) => !before.some(old => old.Id === Id)));
    assert.equal(await stack.python("till", useAccounts, "bob"), "ann,bob");
    assert.equal(await query("goods", "select name from goods"), "a kettle");

    const destroy = await stack.project.pulumi(["destroy", "--preview-only"]);
    assert.notEqual(destroy.code, 0);
    assert.match(destroy.stdout + destroy.stderr, /accounts-data.*protected/s);
    assert.equal((await listVolumes(engine, [...stack.labels, "bulkhead.workload=accounts"])).length, 2);
  });

  it("job: has run before what waits for it, and shows its log as an output", async () => {
    const [migration] = await stack.containers("migration");
    assert.deepEqual([migration?.State.Status, migration?.State.ExitCode], ["exited", 0]);
    const desk = await stack.container("desk");
    assert.ok(Date.parse(migration?.State.FinishedAt ?? "") <= Date.parse(desk.State.StartedAt));
    const script = `import os, psycopg2; ${connect}c.execute('select count(*) from items'); print(c.fetchone()[0])`;
    assert.equal(await stack.python("desk", script), "0");
    assert.ok((await stack.project.stateText()).includes("containerLogs"));
  });

  it("job: a failure stops the deployment with its log, and the next one runs it again", async function () {
    this.timeout(120_000);
    const text = await example("database", "job");
    const desk = await stack.container("desk");
    await stack.project.writeModule(
      "job",
      text.replace("create table if not exists", "create tabel if not exists"),
    );
    for (const attempt of ["the first time", "and again"]) {
      const up = await stack.project.pulumi(["up", "--yes", "--skip-preview"]);
      assert.notEqual(up.code, 0, attempt);
      assert.match(
        up.stdout + up.stderr,
        /ended with exit code 3.*syntax error at or near "tabel"/s,
        attempt,
      );
    }
    assert.equal((await stack.container("desk")).Id, desk.Id);
    await stack.project.writeModule(
      "job",
      text
        .replace("create table if not exists", "drop table if exists")
        .replace("items (name text)", "items"),
    );
    await stack.project.up();
    const found = await stack.containers("migration");
    assert.deepEqual(
      found.map(({ State }) => [State.Status, State.ExitCode]),
      [["exited", 0]],
    );
    await stack.project.up("--expect-no-changes", "--refresh");
  });

  it("link variables: those of legacy links, with names in place of addresses", async () => {
    const env = await environment("billing");
    assert.deepEqual(env, {
      CURRENT_RATES_HOST: "rates",
      CURRENT_RATES_PORT: "8080",
      RATES_ENV_CURRENCY: "EUR",
      RATES_NAME: "/billing/rates",
      RATES_PORT: "udp://rates:5353",
      RATES_PORT_5353_UDP: "udp://rates:5353",
      RATES_PORT_5353_UDP_ADDR: "rates",
      RATES_PORT_5353_UDP_PORT: "5353",
      RATES_PORT_5353_UDP_PROTO: "udp",
      RATES_PORT_8080_TCP: "tcp://rates:8080",
      RATES_PORT_8080_TCP_ADDR: "rates",
      RATES_PORT_8080_TCP_PORT: "8080",
      RATES_PORT_8080_TCP_PROTO: "tcp",
    });
    const call = `import os, urllib.request, urllib.parse as p; u = p.urlparse(os.environ["RATES_PORT_8080_TCP"]); print(urllib.request.urlopen(f"http://{u.hostname}:{u.port}/health").status)`;
    assert.equal(await stack.python("billing", call), "200");
  });

  it("sockets: PostgreSQL over one, with a password, and with no network on either side", async () => {
    for (const workload of ["vault", "keeper"]) {
      const { output } = await stack.inside(workload, "busybox", "ls", "/sys/class/net");
      assert.equal(output.trim(), "lo", workload);
    }
    const ask = (password: string) => `
import os, psycopg2
password = ${password}
try:
    connection = psycopg2.connect(host=os.environ["DB_HOST"], port=os.environ["DB_PORT"], user=os.environ["DB_USER"], dbname=os.environ["DB_NAME"], password=password)
    cursor = connection.cursor()
    cursor.execute("select inet_server_addr() is null, current_user")
    print(cursor.fetchone())
except Exception as error:
    print(str(error).strip())
`;
    assert.equal(
      await stack.python("keeper", ask('open(os.environ["DB_PASS_FILE"]).read()')),
      "(True, 'app')",
    );
    assert.match(
      await stack.python("keeper", ask('"guessed"')),
      /password authentication failed for user "app"/,
    );
    assert.match(await stack.python("keeper", ask("None")), /no password supplied/);
  });

  it("sockets: the client side is read-only, and survives the server's replacement", async function () {
    this.timeout(60_000);
    const spoil = await stack.inside("issuer", "busybox", "rm", "-f", "/run/sockets/signing/signer.sock");
    assert.match(spoil.output, /Read-only file system/);
    const ask =
      'import os, socket; s = socket.socket(socket.AF_UNIX); s.connect(os.environ["SIGNER_SOCKET"]); print(s.recv(64).decode())';
    assert.equal(await stack.python("issuer", ask), "socket");
    const issuer = await stack.container("issuer");
    await removeContainer(engine, (await stack.container("signer")).Id, { volumes: true });
    await stack.project.up("--refresh");
    assert.equal(await stack.python("issuer", ask), "socket");
    assert.equal((await stack.container("issuer")).State.StartedAt, issuer.State.StartedAt);
  });

  it("sockets: the engine's own is never mounted, nor by a name that turns out to be its path", async function () {
    this.timeout(60_000);
    await stack.project.writeModule(
      "own",
      `import { output } from "@pulumi/pulumi";
import { Workload } from "./components/index.ts";
const volume = output("/var/run/docker.sock");
export const { hostname } = new Workload("spy", { image: "sha256:0", volumes: [{ volume, at: "/run/engine.sock" }] });`,
    );
    const preview = await stack.project.pulumi(["preview"]);
    assert.notEqual(preview.code, 0);
    assert.match(
      (preview.stdout + preview.stderr).replaceAll(/\s+/g, " "),
      /"\/var\/run\/docker\.sock" is no volume; give the name of a volume: .* a folder of the host is not mounted/,
    );
  });

  it("files: what one writes the other reads, and cannot change", async () => {
    await stack.inside("exporter", "busybox", "sh", "-c", "echo 1,2,3 > /var/exports/today.csv");
    const read = await stack.inside("publisher", "busybox", "cat", "/exports/today.csv");
    assert.equal(read.output, "1,2,3\n");
    const write = await stack.inside("publisher", "busybox", "rm", "-f", "/exports/today.csv");
    assert.match(write.output, /Read-only file system/);
    const [volume] = await listVolumes(engine, [...stack.labels, "team=finance"]);
    assert.notEqual(await inspectVolume(engine, volume?.Name ?? ""), undefined);
  });

  it("shows its secrets nowhere in plain text", async () => {
    assert.equal((await stack.project.stateText()).includes(canary), false, "the state file");
    assert.equal(stack.said.includes(canary), false, "what the deployment said");
    for (const name of ["accounts", "goods", "vault", "till", "migration", "keeper"]) {
      const text = JSON.stringify(await stack.container(name));
      assert.equal(text.includes(canary), false, `inspect of ${name}`);
    }
  });

  /** The variables of a workload's own, without those of its image. */
  async function environment(workload: string): Promise<Record<string, string>> {
    const { Config } = await stack.container(workload);
    const entries = (Config.Env ?? []).map(entry => entry.split(/=(.*)/s).slice(0, 2) as [string, string]);
    return Object.fromEntries(entries.filter(([name]) => name !== "PATH").sort());
  }

  /** What a statement answers, asked within MariaDB's container as its user. */
  async function query(workload: string, statement: string): Promise<string> {
    const client = `MYSQL_PWD="$(cat /run/mysqld/password)" exec mariadb --protocol=tcp -h 127.0.0.1 -u app -D app -NBe "$0"`;
    const { code, output } = await stack.inside(workload, "sh", "-c", client, statement);
    assert.equal(code, 0, output);
    return output.trim();
  }
});

const connect = `c = psycopg2.connect(host=os.environ["DB_HOST"], port=os.environ["DB_PORT"], user=os.environ["DB_USER"], dbname=os.environ["DB_NAME"], password=open(os.environ["DB_PASS_FILE"]).read()).cursor(); `;

/** Puts a name into the accounts, found by its URL, and says which there are. */
const useAccounts = `
import os, psycopg2, sys
with psycopg2.connect(open(os.environ["DB_URL_FILE"]).read()) as connection:
    cursor = connection.cursor()
    cursor.execute("insert into accounts values (%s)", (sys.argv[1],))
    cursor.execute("select string_agg(name, ',' order by name) from accounts")
    print(cursor.fetchone()[0])
`;
