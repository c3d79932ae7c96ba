import assert from "node:assert/strict";
import {
  createContainer,
  inspectContainer,
  inspectImage,
  listContainers,
  readLogs,
  removeContainer,
  uploadFiles,
} from "../../engine/index.ts";
import type { DemoImageName } from "../../images/catalog.ts";
import { demoImage } from "../../images/reference.ts";
import { Deployed } from "../harness/deployed.ts";
import { engine, testLabels } from "../harness/engine.ts";
import type { Outcome } from "../harness/project.ts";
import { unique } from "../harness/run.ts";
import { newImageName, useImageNames } from "../provider/ownImage.ts";

/** The three kinds. MySQL's is run by MariaDB, which takes its variables and has programs of its names. */
const kinds = ["postgres", "mariadb", "mysql"] as const;
type Kind = (typeof kinds)[number];

/** Characters that a shell, SQL and a URL each take for something else. */
const first = `it's "the first" \\ $(x) %1; --`;
const second = `and 'the second' \\" \`y\` &2`;

const program = `
import { Config } from "@pulumi/pulumi";
import { Database, Workload } from "./components/index.ts";
import { demoImage } from "./images/reference.ts";
const config = new Config();
const password = config.requireSecret("password");
const sleeps = "trap exit TERM; while :; do sleep 1 & wait $!; done";
for (const engine of ["postgres", "mariadb", "mysql"] as const) {
  const own = demoImage(engine === "postgres" ? "postgres" : "mariadb");
  const db = new Database(engine, {
    engine,
    image: config.get(engine + "Image") ?? own,
    password,
    labels: { round: config.get("round") ?? "first" },
  });
  new Workload(engine + "-client", {
    image: demoImage(engine === "postgres" ? "app" : "mariadb"),
    ...(engine === "postgres"
      ? { entrypoint: ["python3", "-c", "import signal; signal.signal(signal.SIGTERM, lambda *_: exit()); signal.pause()"] }
      : { entrypoint: ["sh", "-c", sleeps] }),
    link: [db],
  });
}
`;

/** What came of a call of its server, with the password a client has: the user's name, or a refusal. */
const asksPostgres = `
import os, sys, psycopg2
try:
    password = sys.argv[1] if len(sys.argv) > 1 else open(os.environ["DB_PASS_FILE"]).read()
    c = psycopg2.connect(host=os.environ["DB_HOST"], user="app", dbname="app", password=password).cursor()
    c.execute("select current_user")
    print(c.fetchone()[0])
except psycopg2.OperationalError as error:
    print("refused" if "password authentication failed" in str(error) else error)
`;
const asksMysql = `
[ $# -gt 0 ] && MYSQL_PWD=$1 || MYSQL_PWD=$(cat "$DB_PASS_FILE")
export MYSQL_PWD
said=$(mariadb --no-defaults -h "$DB_HOST" -u app -D app -Ne 'select "app"' 2>&1) || case $said in
  *1045*) said=refused ;;
esac
echo "$said"
`;

describe("a database's password, changed while it runs", () => {
  let stack: Deployed;
  const names = useImageNames(newImageName(), newImageName());

  before(async function () {
    this.timeout(400_000);
    stack = await Deployed.of({ program }, { secrets: { password: first } });
  });
  after(async function () {
    this.timeout(300_000);
    await stack?.dispose();
  });

  async function asks(kind: Kind, password?: string): Promise<string> {
    const given = password === undefined ? [] : [password];
    if (kind === "postgres") return await stack.python("postgres-client", asksPostgres, ...given);
    const ran = await stack.inside(`${kind}-client`, "sh", "-c", asksMysql, "asks", ...given);
    return ran.output.trim();
  }

  const ids = (suffix: string) =>
    Promise.all(kinds.map(async kind => (await stack.container(`${kind}${suffix}`)).Id));
  const set = (key: string, value: string) =>
    stack.project.succeed(["config", "set", ...(key === "password" ? ["--secret"] : []), key, value]);
  const tries = (): Promise<Outcome> => stack.project.pulumi(["up", "--yes", "--skip-preview"]);
  const said = ({ stdout, stderr }: Outcome): string => `${stdout}${stderr}`.replace(/\s+/g, " ");

  it("lets clients in with the one it was made with", async () => {
    for (const kind of kinds) assert.equal(await asks(kind), "app", kind);
    for (const kind of kinds) assert.equal(await asks(kind, second), "refused", kind);
  });

  it("is another in the running server, which goes on, and then in its clients", async function () {
    this.timeout(300_000);
    const [servers, clients] = [await ids(""), await ids("-client")];
    await set("password", second);
    await stack.project.up();
    assert.deepEqual(await ids(""), servers, "the servers were not replaced");
    for (const [index, id] of (await ids("-client")).entries()) assert.notEqual(id, clients[index]);
    for (const kind of kinds) assert.equal(await asks(kind), "app", kind);
    for (const kind of kinds) assert.equal(await asks(kind, first), "refused", kind);
    await stack.project.up("--expect-no-changes", "--refresh");
  });

  it("stands in no environment, no log, and no state", async () => {
    const found = await listContainers(engine, stack.labels);
    const texts = await Promise.all(
      found.map(async ({ Id }) => [
        JSON.stringify(await inspectContainer(engine, Id)),
        await readLogs(engine, Id),
      ]),
    );
    const all = [...texts.flat(), await stack.project.stateText(), stack.said].join("\n");
    for (const password of ["the first", "the second"]) assert.ok(!all.includes(password), password);
  });

  it("is the same in a server whose container is replaced", async function () {
    this.timeout(300_000);
    const servers = await ids("");
    await set("round", "second");
    await stack.project.up();
    for (const [index, id] of (await ids("")).entries()) assert.notEqual(id, servers[index]);
    for (const kind of kinds) assert.equal(await asks(kind), "app", kind);
  });

  it("stays where the server refuses the new one: both ends go on, and the next deployment changes it", async function () {
    this.timeout(400_000);
    const [servers, clients] = [await ids(""), await ids("-client")];
    const settings = (value: string) =>
      stack.inside(
        "postgres",
        "psql",
        "-qU",
        "app",
        "-c",
        `alter system set default_transaction_read_only = ${value}`,
        "-c",
        "select pg_reload_conf()",
      );
    await settings("on");
    // The administrator's is another than the state says.
    const root = (from: string, to: string) =>
      stack.inside(
        "mariadb",
        "sh",
        "-c",
        `MYSQL_PWD=$1 mariadb -u root -e "alter user root@localhost identified by '$2'"`,
        "sh",
        from,
        to,
      );
    assert.equal((await root(second, "by hand")).output, "");
    await set("password", first);
    const failed = said(await tries());
    assert.match(failed, /The password was not changed/);
    assert.ok(!failed.includes("the first") && !failed.includes("the second"));
    assert.deepEqual(await ids(""), servers);
    assert.deepEqual([(await ids("-client"))[0], (await ids("-client"))[1]], clients.slice(0, 2));
    for (const kind of ["postgres", "mariadb"] as const) assert.equal(await asks(kind), "app", kind);

    await settings("off");
    assert.equal((await root("by hand", "the former")).output, "");
    const again = said(await tries());
    assert.match(again, /neither with the former password nor with the new one/);
    assert.equal(
      (
        await stack.inside(
          "mariadb",
          "sh",
          "-c",
          `MYSQL_PWD='the former' mariadb -u root -e "alter user root@localhost identified by '$(sed -e 's/\\\\/\\\\\\\\/g' -e "s/'/''/g" /run/mysqld/root-password)'"`,
        )
      ).output,
      "",
    );
    await stack.project.up();
    assert.deepEqual(await ids(""), servers);
    for (const kind of kinds) assert.equal(await asks(kind), "app", kind);
    for (const kind of kinds) assert.equal(await asks(kind, second), "refused", kind);
  });

  it("refuses a version that cannot take the data over, before the server is touched", async function () {
    this.timeout(300_000);
    const servers = await ids("");
    const [newer, older] = names;
    await versioned(newer, "postgres", "postgres", "postgres (PostgreSQL) 16.4");
    await versioned(older, "mariadb", "mariadbd", "mariadbd  Ver 10.6.2-MariaDB for Linux");
    await set("postgresImage", newer);
    await set("mariadbImage", older);
    const refusal = said(
      await stack.project.pulumi(["up", "--yes", "--skip-preview", "--continue-on-error"]),
    );
    assert.match(
      refusal,
      /The data is PostgreSQL 15's, and PostgreSQL 16 does not read it\. Nothing was changed, and the server goes on\./,
    );
    assert.match(
      refusal,
      /The data is 10\.11\.\S+'s, and mariadb 10\.6 does not read what a newer one wrote\./,
    );
    assert.deepEqual(await ids(""), servers);
    for (const kind of kinds) assert.equal(await asks(kind), "app", kind);
    await stack.project.succeed(["config", "rm", "postgresImage"]);
    await stack.project.succeed(["config", "rm", "mariadbImage"]);
    await stack.project.up();
    assert.deepEqual(await ids(""), servers);
  });
});

/** An image whose server says that it is of another version. */
async function versioned(name: string, from: DemoImageName, server: string, version: string): Promise<void> {
  const id = await createContainer(engine, {
    name: unique("template"),
    Image: demoImage(from),
    Labels: testLabels,
    HostConfig: {},
  });
  try {
    const container = await inspectContainer(engine, id);
    assert(container !== undefined);
    const script = `#!/bin/busybox sh\necho "${version}"\n`;
    await uploadFiles(engine, container, [
      { path: `/usr/local/bin/${server}`, content: Buffer.from(script), mode: 0o755 },
    ]);
    const [, repo = "", tag = ""] = /^(.*):([^:]+)$/.exec(name) ?? [];
    await engine.call("make an image", docker => docker.getContainer(id).commit({ repo, tag }));
    assert.notEqual(await inspectImage(engine, name), undefined);
  } finally {
    await removeContainer(engine, id, { volumes: true });
  }
}
