import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Input, type Inputs, type Output, output, secret } from "@pulumi/pulumi";
import {
  Database,
  type DatabaseArgs,
  type DatabaseHandle,
  legacyLinkEnv,
  OneWayLink,
  RemoteDatabase,
  type RemoteDatabaseArgs,
  Segment,
  Workload,
} from "../../components/index.ts";
import { ComponentProvider } from "../../languages/provider.ts";
import type { PackageSpec } from "../../languages/spec.ts";
import { judge as judgeByPack, policyConfig } from "../../policies/index.ts";
import { excess, flowKey, judge, reach, readResources } from "../../topology/index.ts";
import { root } from "../harness/project.ts";
import { openText, promiseOf, type Recording, record, refused } from "../harness/recorder.ts";
import { stackOf } from "../harness/shownStack.ts";
import { asDeclared, held } from "../harness/standing.ts";

const schema = JSON.parse(readFileSync(join(root, "languages/schema.json"), "utf8")) as PackageSpec;
const canary = "correct-horse-battery-staple";
const image = "acme/api:1";

const handle: DatabaseHandle = {
  engine: "postgres",
  workload: "db",
  host: "db.db-for-billing-5e1f2a3",
  port: 5432,
  user: "app",
  database: "app",
  password: canary,
  network: "db-for-billing-5e1f2a3",
};

const shared = (more: Partial<DatabaseArgs> = {}) =>
  new Database("db", { image: "postgres:16", password: secret(canary), sharedWith: ["billing"], ...more });
const remote = (more: Partial<RemoteDatabaseArgs> = {}) =>
  new RemoteDatabase("ledger", { handle: secret(handle), ...more });

function openTexts({ resources }: Recording<unknown>): string {
  return resources.map(({ inputs, outputs = {} }) => openText(inputs) + openText(outputs)).join("\n");
}

const uploadsOf = (recording: Recording<unknown>, container: string): Inputs[] =>
  recording.one("Container", container).inputs["uploads"] as Inputs[];

describe("registration: a database that another stack shares", () => {
  it("has a network for each client there, and hands each what it takes to call it", async () => {
    const recording = await record(() => shared({ sharedWith: ["billing", "reports"], user: "ledger" }));
    assert.deepEqual(recording.names("Network"), ["db-for-billing", "db-for-reports"]);
    const { networksAdvanced } = recording.one("Container", "db1").inputs;
    assert.deepEqual(networksAdvanced, [
      { name: "db-for-billing-5e1f2a3", aliases: ["db", "db1"] },
      { name: "db-for-reports-5e1f2a3", aliases: ["db", "db1"] },
    ]);
    const handles = await promiseOf(recording.result.handles);
    assert.deepEqual(handles["billing"], { ...handle, user: "ledger" });
    assert.equal(handles["reports"]?.host, "db.db-for-reports-5e1f2a3");
    assert.doesNotMatch(openTexts(recording), new RegExp(canary));
  });

  it("knows them by their names, lets them call it and nothing else, and asks nothing more of them", async () => {
    const { topology } = await record(() => {
      const db = shared();
      new Workload("api", { image, link: [db], ports: [8080], listenVariable: "LISTEN" });
    });
    assert.deepEqual(topology.flows.map(flowKey), ["api db 5432/tcp", "billing db 5432/tcp"]);
    assert.deepEqual(held(topology), asDeclared);
    const open = reach(topology).edges.filter(({ verdict }) => verdict !== "denied");
    assert.deepEqual(
      open.map(edge => `${edge.from} ${edge.to} ${edge.port}`),
      ["api db 5432", "billing db 5432"],
    );
  });

  it("tells in a topology of two databases one client that calls both", async () => {
    const { topology } = await record(() => {
      shared();
      new Database("goods", { image: "postgres:16", password: canary, sharedWith: ["billing"] });
    });
    assert.deepEqual(held(topology), asDeclared);
    const billing = topology.workloads.find(({ id }) => id === "billing");
    assert.deepEqual(
      billing?.attachments.map(({ network }) => network),
      ["db-for-billing", "goods-for-billing"],
    );
  });

  it("says what is wrong with whom it is shared with", async () => {
    const problems = await refused(() => shared({ sharedWith: ["billing", "billing", "Bill"] }));
    assert.deepEqual(problems, [
      { path: "sharedWith[2]", reason: "give a DNS name: lower-case letters, digits and dashes, at most 63" },
      { path: "sharedWith[1]", reason: "billing stands there twice; leave one out" },
    ]);
    const swarm = await refused(() => shared({ placement: { kind: "swarm" } }));
    assert.match(swarm[0]?.reason ?? "", /^on a Swarm nothing is shared with other stacks yet; leave it out/);
  });

  it("does not share a client's name with a workload, whichever comes first", async () => {
    const first = await record(() => {
      new Workload("billing", { image });
      assert.throws(() => shared(), /sharedWith\[0\]: there is a workload billing in this stack/);
    });
    assert.deepEqual(first.names("Database"), []);
    await record(() => {
      shared();
      assert.throws(() => new Workload("billing", { image }), /shared with a client billing of another one/);
    });
  });
});

describe("registration: a database of another stack", () => {
  it("is joined by who links to it on the network for the two, with what it takes to call it", async () => {
    const recording = await record(() => {
      const ledger = remote({ url: true });
      new Workload("api", { image, link: [ledger], ports: [8080], listenVariable: "LISTEN" });
      new Workload("web", { image, ports: [8080] });
      return ledger;
    });
    assert.deepEqual(recording.names("Network"), []);
    const { envs, networksAdvanced } = recording.one("Container", "api1").inputs;
    assert.deepEqual(networksAdvanced, [{ name: "db-for-billing-5e1f2a3", aliases: [] }]);
    assert.deepEqual(envs, [
      "DB_HOST=db.db-for-billing-5e1f2a3",
      "DB_NAME=app",
      "DB_PASS_FILE=/run/secrets/db-pass",
      "DB_PORT=5432",
      "DB_URL_FILE=/run/secrets/db-url",
      "DB_USER=app",
      "LISTEN=127.0.0.1:8080",
    ]);
    assert.equal(recording.one("Container", "web1").inputs["networkMode"], "none");
    const text = JSON.stringify(uploadsOf(recording, "api1"));
    assert.match(text, new RegExp(`postgres://app:${canary}@db.db-for-billing-5e1f2a3:5432/app`));
    assert.doesNotMatch(openTexts(recording), new RegExp(canary));
    assert.equal(await promiseOf(recording.result.hostname), handle.host);
    assert.equal(await promiseOf(recording.result.networkName), handle.network);
  });

  it("is an end of reach under its own name: its client gets there, and nobody else", async () => {
    const { topology } = await record(() => {
      new Workload("api", { image, link: [remote()], ports: [8080], listenVariable: "LISTEN" });
      new Workload("web", { image, ports: [8080] });
    });
    assert.deepEqual(topology.flows.map(flowKey), ["api ledger 5432/tcp"]);
    assert.deepEqual(held(topology), asDeclared);
    const [to] = reach(topology).edges.filter(edge => edge.to === "ledger" && edge.verdict === "allowed");
    assert.equal(to?.from, "api");
    const { workloads, networks } = topology;
    assert.deepEqual(workloads.find(({ id }) => id === "ledger")?.elsewhere, { workload: "db" });
    assert.equal(networks.find(({ id }) => id === "ledger")?.engineName, handle.network);
  });

  it("is no matter of the pack here, which judges what is this stack's own", async () => {
    const recording = await record(() => {
      new Workload("api", { image, link: [remote()], ports: [8080], listenVariable: "LISTEN" });
    });
    const topology = readResources("client", stackOf(recording));
    const attached = topology.workloads.find(({ id }) => id === "api")?.attachments;
    assert.deepEqual(
      attached?.map(({ network }) => network),
      ["ledger"],
    );
    const found = judgeByPack(topology, { config: policyConfig({}) });
    assert.deepEqual(
      found.filter(({ resource }) => /ledger/.test(resource)),
      [],
    );
    assert.ok(found.some(({ resource }) => resource === "workload/api"));
  });

  it("tells that a client which listens everywhere could be called back, and two clients each other", async () => {
    const { topology } = await record(() => {
      const ledger = remote();
      for (const name of ["api", "mail"]) new Workload(name, { image, link: [ledger], ports: [8080] });
    });
    const found = excess(topology).flatMap(({ from, to }) =>
      to.some.map(one => `${from.some.join()} ${one}`),
    );
    assert.deepEqual(found.sort(), ["api,ledger mail", "ledger,mail api"]);
  });

  it("may stand behind a relay, which then is its only client", async () => {
    const { topology } = await record(() => {
      const relay = new OneWayLink("db", { to: remote(), image: "haproxy:3.0-alpine" });
      for (const name of ["api", "mail"]) {
        new Workload(name, { image, link: [relay], ports: [8080], listenVariable: "LISTEN" });
      }
    });
    assert.deepEqual(judge(reach(topology)).excess, []);
    assert.ok(topology.flows.map(flowKey).includes("db ledger 5432/tcp"));
  });

  it("waits in a preview for what is not known yet", async () => {
    const recording = await record(
      () => {
        const network = new Segment("other").networkId;
        new Workload("api", { image, link: [remote({ handle: output({ ...handle, network }) })] });
      },
      { preview: true },
    );
    assert.deepEqual(recording.topology.flows.map(flowKey), ["api ledger 5432/tcp"]);
  });

  it("says what is wrong, when it is known", async () => {
    const wrong = await refused(() => {
      new RemoteDatabase("ledger", { engine: "oracle", handle: "db" } as never);
    });
    assert.deepEqual(
      wrong.map(({ path }) => path),
      ["handle", "engine"],
    );
    const missing = await refused(() => new RemoteDatabase("ledger", {} as never));
    assert.match(
      missing[0]?.reason ?? "",
      /^it is missing; give the handle that the other stack has exported/,
    );
    const said = async (given: Input<DatabaseHandle>): Promise<string> => {
      const { result } = await record(() => remote({ handle: given }).hostname);
      return await promiseOf(result).then(
        () => assert.fail("it was taken"),
        ({ message }: Error) => message,
      );
    };
    const none = await said(secret({ password: canary }) as never);
    assert.match(none, /- handle: it is no database's handle; export one of the handles of a Database/);
    assert.doesNotMatch(none, new RegExp(canary));
    assert.match(
      await said({ ...handle, engine: "mariadb" }),
      /- engine: the handle is of a mariadb; give engine: "mariadb"/,
    );
  });

  it("has no name before it runs that legacy links could tell", async () => {
    await record(() => {
      assert.throws(() => legacyLinkEnv("api", { ledger: remote() }), /not known before it runs/);
    });
  });
});

describe("registration: a database of another stack, in another language", () => {
  it("takes what that has exported as it comes", async () => {
    const recording = await record(async () => {
      const provider = new ComponentProvider("1.0.0", schema);
      const make = async (type: string, name: string, inputs: Inputs) =>
        await provider.construct(name, `bulkhead:index:${type}`, inputs, {});
      await make("RemoteDatabase", "ledger", { handle: secret(handle) });
      await make("Workload", "api", { image, link: ["ledger"] });
      const db = await make("Database", "db", {
        image: "postgres:16",
        password: secret(canary),
        sharedWith: ["reports"],
      });
      return db.state["handles"] as Output<Record<string, DatabaseHandle>>;
    });
    assert.equal((await promiseOf(recording.result))["reports"]?.password, canary);
    assert.match(
      JSON.stringify(recording.one("Container", "api1").inputs["envs"]),
      /DB_HOST=db\.db-for-billing/,
    );
    assert.doesNotMatch(openTexts(recording), new RegExp(canary));
  });
});
