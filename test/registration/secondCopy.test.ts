import assert from "node:assert/strict";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as own from "../../components/index.ts";
import { flowKey, judge, reach } from "../../topology/index.ts";
import { root } from "../harness/project.ts";
import { record } from "../harness/recorder.ts";

describe("registration: two copies of the package in one program", () => {
  let folder: string;
  let other: typeof own;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bulkhead-copy-"));
    for (const room of ["components", "topology"]) {
      await cp(join(root, room), join(folder, room), { recursive: true });
    }
    await cp(join(root, "package.json"), join(folder, "package.json"));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    other = (await import(pathToFileURL(join(folder, "components/index.ts")).href)) as typeof own;
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("take each other's segments, volumes, sockets and servers", async () => {
    assert.notEqual(other.Segment, own.Segment);
    const { topology } = await record(() => {
      const data = new own.Segment("data", { mutual: true });
      const socket = new own.SharedSocket("db-socket");
      const files = new own.Volume("files");
      const db = new other.Database("db", {
        image: "postgres:16",
        password: "canary",
        segments: [data],
        socket,
      });
      const volumes = [{ volume: files, at: "/files" }];
      const api = new other.Workload("api", {
        image: "acme/api:1",
        ports: [80],
        segments: [data],
        link: [db],
        volumes,
      });
      new own.Workload("desk", {
        image: "acme/desk:1",
        ports: [81],
        segments: [data],
        link: [{ to: db, over: socket }],
        volumes,
      });
      new own.Proxy("web", { image: "haproxy:3", routes: [{ to: api }], publish: {} });
    });
    assert.deepEqual(judge(reach(topology)).missing, []);
    assert.deepEqual(
      topology.networks.map(({ id }) => id),
      ["data", "web-outer", "web-to-api"],
    );
    const flows = topology.flows.map(flowKey);
    for (const flow of ["desk api 80/tcp", "api desk 81/tcp", "desk api any/files", "desk db 5432/tcp"])
      assert.ok(flows.includes(flow), flow);
  });

  it("know each other's names", async () => {
    let text = "";
    await record(() => {
      new own.Workload("api", { image: "acme/api:1" });
      try {
        new other.Workload("api", { image: "acme/api:1" });
      } catch (error) {
        text = String(error);
      }
    });
    assert.match(text, /there is a workload api in this stack already/);
  });
});
