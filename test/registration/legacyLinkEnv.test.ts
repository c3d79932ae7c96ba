import assert from "node:assert/strict";
import { output, secret } from "@pulumi/pulumi";
import { Database, type Linkable, legacyLinkEnv, Segment, Workload } from "../../components/index.ts";
import { attempt, record, refused } from "../harness/recorder.ts";

describe("registration: legacyLinkEnv", () => {
  it("names the lowest port first, and passes on no secret, no output and no address", async () => {
    const { result } = await record(() => {
      const segments = [new Segment("data")];
      const token = secret("canary");
      const environment = { PLAIN: "1", COMPUTED: output("2"), TOKEN: token };
      const ports = [9090, "53/udp", "53/tcp"];
      const api = new Workload("user-api", { image: "acme/api:1", ports, environment, segments });
      const silent = new Workload("silent", { image: "acme/api:1" });
      return legacyLinkEnv("web", { "the-api": api, silent });
    });
    assert.deepEqual(result, {
      THE_API_NAME: "/web/the-api",
      THE_API_PORT: "tcp://user-api:53",
      THE_API_PORT_53_TCP: "tcp://user-api:53",
      THE_API_PORT_53_TCP_ADDR: "user-api",
      THE_API_PORT_53_TCP_PORT: "53",
      THE_API_PORT_53_TCP_PROTO: "tcp",
      THE_API_PORT_53_UDP: "udp://user-api:53",
      THE_API_PORT_53_UDP_ADDR: "user-api",
      THE_API_PORT_53_UDP_PORT: "53",
      THE_API_PORT_53_UDP_PROTO: "udp",
      THE_API_PORT_9090_TCP: "tcp://user-api:9090",
      THE_API_PORT_9090_TCP_ADDR: "user-api",
      THE_API_PORT_9090_TCP_PORT: "9090",
      THE_API_PORT_9090_TCP_PROTO: "tcp",
      THE_API_ENV_PLAIN: "1",
      SILENT_NAME: "/web/silent",
    });
  });

  it("of a database shows where its password is, not what it is", async () => {
    const { result } = await record(() => {
      const db = new Database("db", { image: "postgres:16", password: secret("canary") });
      return legacyLinkEnv("web", { db });
    });
    assert.equal(result["DB_PORT"], "tcp://db:5432");
    assert.equal(result["DB_ENV_POSTGRES_PASSWORD_FILE"], "/run/postgresql/password");
    assert.equal(JSON.stringify(result).includes("canary"), false);
  });

  it("says everything that is wrong with its arguments, by path", async () => {
    const links = { "one-api": {}, "two words": "db", 1: undefined };
    const wrong = "give a component that `link` takes";
    assert.deepEqual(await refused(() => legacyLinkEnv("", links as unknown as Record<string, Linkable>)), [
      { path: "consumer", reason: "give the name of the workload that gets them" },
      { path: 'links["1"]', reason: wrong },
      { path: 'links["one-api"]', reason: wrong },
      { path: 'links["two words"]', reason: wrong },
    ]);
    assert.deepEqual(await refused(() => legacyLinkEnv("web", undefined as never)), [
      { path: "links", reason: "it is missing; give an object" },
    ]);
  });

  it("refuses aliases that make no variables, or the same", async () => {
    const { error } = await attempt(() => {
      const db = new Workload("db", { image: "acme/db:1", ports: [5432] });
      legacyLinkEnv("web", { "my-db": db, my_db: db, "a.b": db });
    });
    assert.equal(
      (error as Error).message,
      [
        'legacyLinkEnv "web" cannot be created; nothing was. Correct its arguments:',
        "  - links.my_db: the variables of another alias begin with MY_DB_ too; choose another",
        '  - links["a.b"]: give an alias of letters, digits, - and _, the first no digit',
      ].join("\n"),
    );
  });
});
