import assert from "node:assert/strict";
import { output, secret } from "@pulumi/pulumi";
import { Database, legacyLinkEnv, Segment, Workload } from "../../components/index.ts";
import { record } from "../harness/recorder.ts";

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
    assert.equal(result["DB_ENV_POSTGRES_PASSWORD_FILE"], "/run/secrets/postgres-password");
    assert.equal(JSON.stringify(result).includes("canary"), false);
  });
});
