import assert from "node:assert/strict";
import { noEngine } from "../harness/noEngine.ts";
import { withProject } from "../harness/project.ts";

/** Three components with faults of their own, four that have to do with them, and some that are as they should be. */
const program = `
import { Database, MultiTierApp, Proxy, Segment, Volume, Workload } from "./components/index.ts";
const data = new Volume("data", { driver: 3 as never });
const edge = new Segment("edge", { subnet: "10.0.0.0/24" });
const sound = new Segment("sound");
new Workload("well", { image: "acme/well:1", ports: [80], segments: [sound] });
const db = new Database("db", { image: "postgres:16", password: "of this test" });
const api = new Workload("api", {
  image: "acme/api:1",
  env: {},
  ports: [8080],
  segments: [edge],
  link: [db],
  volumes: [{ volume: data, at: "/data" }],
} as never);
const jobs = new Workload("jobs", { image: "acme/jobs:1", link: [{ to: api, as: "api" }], replicas: -1 });
new Workload("mail", { image: "acme/mail:1", link: [api], after: [jobs, ...api.containers()] });
const web = new Proxy("web", { image: "haproxy:3.0-alpine", segments: [{ segment: edge }], routes: [{ to: api }], publish: {} });
const shop = new MultiTierApp("shop", { tiers: { front: { image: "acme/front:1", link: ["back"], ports: [80] } } } as never);
new Workload("client", { image: "acme/client:1", link: [shop.tier("front")], environment: { HOST: api.hostname } });
export const url = web.url;
export const text = api.hostname.apply(name => \`of \${name}\`);
`;

describe("a program with faults in several components", () => {
  it("is told all of them in one run, each by its component, and of nothing else", async function () {
    this.timeout(300_000);
    await withProject(
      program,
      async project => {
        const { code, stdout, stderr } = await project.pulumi(["preview"]);
        assert.notEqual(code, 0);
        const said = stdout + stderr;
        const refused = [
          ...said.matchAll(
            /^ +error: (\w+ "\w+") cannot be created; nothing was\. Correct its arguments:$/gm,
          ),
        ];
        assert.deepEqual(
          [...new Set(refused.map(([, subject]) => subject))].sort(),
          ['MultiTierApp "shop"', 'Segment "edge"', 'Volume "data"', 'Workload "api"', 'Workload "jobs"'],
          said,
        );
        assert.match(said, / - env: .*|there is no env; .*did you mean environment\?/);
        assert.match(said, /- replicas: give 0 or more/);
        assert.match(said, /- subnet: 10\.0\.0\.0\/24 is outside the pool/);
        assert.match(said, /- tiers\.front\.link\[0\]: there is no tier "back"/);
        assert.doesNotMatch(said, /TypeError|unhandled exception|mail|client/);
      },
      noEngine,
    );
  });
});
