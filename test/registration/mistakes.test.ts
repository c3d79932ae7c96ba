import assert from "node:assert/strict";
import { MultiTierApp, ProxiedApp, Proxy, Workload, type WorkloadArgs } from "../../components/index.ts";
import { record, refused } from "../harness/recorder.ts";

const image = "acme/api:1";

/** What a program's mistake is told, by the components that could be made before it. */
async function told(program: () => void): Promise<string> {
  let text = "";
  await record(() => {
    try {
      program();
    } catch (error) {
      text = String(error);
    }
  });
  return text;
}

describe("registration: mistakes that are easily made", () => {
  it("one port of the host for two: refused with both names, whatever they are", async () => {
    const published = { image, ports: [80], publish: ["0.0.0.0:8080:80"] };
    const web = () => new Workload("web", published);
    const both = async (other: () => unknown) => {
      return await told(() => {
        web();
        other();
      });
    };
    const taken = "web publishes 8080 already; give another";
    assert.match(
      await both(() => new Workload("api", { ...published, publish: ["8080:80"] })),
      /^ArgumentError: Workload "api" /,
    );
    assert.ok((await both(() => new Workload("api", published))).includes(`publish[0]: ${taken}`));
    const publish = { hostPort: 8080 };
    const proxy = () =>
      new Proxy("entrance", { image, routes: [{ to: new Workload("api", { image, ports: [1] }) }], publish });
    assert.ok((await both(proxy)).includes(`publish.hostPort: ${taken}`));
    const services = { pages: { image, ports: [80] } };
    const site = () => new ProxiedApp("site", { proxy: { image, publish }, services });
    assert.ok((await both(site)).includes(`proxy.publish.hostPort: ${taken}`));
    const app = () => new MultiTierApp("shop", { tiers: { front: published } });
    assert.ok((await both(app)).includes(`tiers.front.publish[0]: ${taken}`));
    assert.equal(await both(() => new Workload("other", { ...published, publish: ["8081:80"] })), "");
    assert.equal(
      await both(() => new Workload("udp", { image, ports: ["80/udp"], publish: ["8080:80/udp"] })),
      "",
    );
  });

  it("a name that is nearly one: told which was meant", async () => {
    const meant = async (args: object) => {
      const [problem] = await refused(() => new Workload("api", { image, ...args } as WorkloadArgs));
      return /did you mean (.*)\?$/.exec(problem?.reason ?? "")?.[1];
    };
    assert.equal(await meant({ env: {} }), "environment");
    assert.equal(await meant({ enviroment: {} }), "environment");
    assert.equal(await meant({ networks: [] }), "segments");
    assert.equal(await meant({ depends_on: [], replica: 2 }), "after, replicas");
    assert.equal(await meant({ limits: { mem: 64, memmory: 64 } }), "memory");
    assert.equal(await meant({ somethingElse: 1 }), undefined);
  });

  it("name and arguments in each other's place: told their order", async () => {
    const problems = await refused(() => Reflect.construct(Workload, [{ image }, "api"]));
    assert.deepEqual(problems[0], {
      path: "name",
      reason: 'give the name first and the arguments after it: ("api", { ... })',
    });
  });

  it("a forgotten new: told by the language", () => {
    const call: (...args: unknown[]) => unknown = Object.assign(Workload);
    assert.throws(() => call("api", { image }), /Class constructor Workload cannot be invoked without 'new'/);
  });
});
