import assert from "node:assert/strict";
import { type Linkable, OneWayLink, ProxiedApp, Segment, Workload } from "../../components/index.ts";
import { record, refused } from "../harness/recorder.ts";

describe("registration: advice", () => {
  it("of a OneWayLink to what answers nowhere: nothing that it has", async () => {
    let text = "";
    await record(() => {
      const far = new Segment("far");
      const noport = new Workload("noport", { image: "acme/api:1", segments: [far] });
      try {
        new OneWayLink("odd", { to: noport, segment: far, image: "haproxy:3", ports: [8080] });
      } catch (error) {
        text = String(error);
      }
    });
    assert.deepEqual(text.split("\n").slice(1), ["  - to: noport answers on no port; give it ports"]);
  });

  it("of a link names everything that can be linked to, which can be", async () => {
    const all = "a Workload, a Proxy, a Database, a RemoteDatabase, a OneWayLink or a ProxiedApp";
    const link = ["api", { to: "api" }] as unknown as Linkable[];
    assert.deepEqual(await refused(() => new Workload("odd", { image: "acme/odd:1", link })), [
      { path: "link[0]", reason: `give ${all}, or { to: one of them, prefix, secrets, over }` },
      { path: "link[1].to", reason: `give ${all}` },
    ]);
    await record(() => {
      const far = new Segment("far");
      const api = new Workload("api", { image: "acme/api:1", ports: [8080], segments: [far] });
      const way = new OneWayLink("way", { to: api, segment: far, image: "haproxy:3" });
      const site = new ProxiedApp("site", {
        proxy: { image: "haproxy:3" },
        services: { pages: { image: "acme/pages:1", ports: [8080] } },
      });
      const segments = [way.nearSide(), site.frontend()];
      return new Workload("client", { image: "acme/client:1", segments, link: [way, site] });
    });
  });
});
