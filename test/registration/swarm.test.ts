import assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import {
  Database,
  MultiTierApp,
  OneWayLink,
  Segment,
  type SwarmArgs,
  Workload,
  type WorkloadArgs,
} from "../../components/index.ts";
import { type Properties, reveal } from "../../provider/protocol/values.ts";
import { flowKey } from "../../topology/index.ts";
import { at, type Recording, type RunOptions, record, refused } from "../harness/recorder.ts";
import { held } from "../harness/standing.ts";

const canary = "canary-swarm-51";

/** The shop, on one engine or on a swarm: the placement is all that differs. */
function shop(placement: "engine" | SwarmArgs, options: RunOptions = {}): Promise<Recording<unknown>> {
  return record(
    () =>
      new MultiTierApp("shop", {
        placement,
        tiers: {
          web: {
            kind: "proxy",
            image: "haproxy:3.0-alpine",
            routes: [{ to: "app", check: "/health" }],
            publish: { hostPort: 8080, address: "0.0.0.0" },
          },
          app: {
            image: "acme/shop:1",
            replicas: 3,
            ports: [8080],
            entrypoint: ["/app/shop"],
            link: ["db"],
            listenVariable: "LISTEN",
            health: { command: ["/app/well"], interval: "2s" },
          },
          db: { kind: "database", image: "postgres:16", password: secret(canary) },
        },
      }),
    options,
  );
}

const swarm: SwarmArgs = { kind: "swarm" };

function inputs(recording: Recording<unknown>, name: string): Properties {
  return reveal(recording.one("Service", name).inputs) as Properties;
}

function plain(data: unknown): string {
  return Buffer.from(String(data), "base64").toString("utf8");
}

/** The text of the config that a service gets at a path. */
function fileAt(recording: Recording<unknown>, service: string, path: string): string {
  const spec = at(inputs(recording, service), "taskSpec", "containerSpec") as unknown as {
    configs: { fileName: string; configId: string }[];
  };
  const { configId } = spec.configs.find(({ fileName }) => fileName === path) ?? assert.fail(`no ${path}`);
  const made = recording.all("ServiceConfig").find(({ name }) => configId.startsWith(name));
  return plain(made?.inputs["data"]);
}

describe("registration: on a Swarm", () => {
  it("the same application is services on overlays, and no container, and reach is what it was", async () => {
    const [before, after] = [await shop("engine"), await shop(swarm)];
    assert.deepEqual(after.names("Container"), []);
    assert.deepEqual(after.names("Service"), ["shop-app", "shop-db", "shop-db-keeper", "shop-web"]);
    const networks = after.all("Network").map(({ name, inputs: { driver, internal, options } }) => {
      return { name, driver, internal, options: options ?? {} };
    });
    const encrypted = { encrypted: "true" };
    assert.deepEqual(networks, [
      { name: "shop-app-db", driver: "overlay", internal: true, options: encrypted },
      { name: "shop-db-keeper-network", driver: "overlay", internal: true, options: encrypted },
      { name: "shop-web-app", driver: "overlay", internal: true, options: encrypted },
      { name: "shop-web-outer", driver: "overlay", internal: false, options: encrypted },
    ]);
    const { excess, missing } = held(after.topology);
    assert.deepEqual({ excess, missing }, { excess: [], missing: [] });
    const between = ({ topology }: Recording<unknown>): string[] =>
      topology.flows.map(flowKey).filter(key => /^shop-\w+ shop-/.test(key));
    assert.deepEqual(between(after), between(before));
  });

  it("names, replicas, limits, checks and how tasks are replaced are those of the plan", async () => {
    const service = inputs(await shop(swarm), "shop-app");
    const names = at(service, "taskSpec", "networksAdvanceds") as unknown as { aliases?: string[] }[];
    assert.deepEqual(
      names.map(({ aliases }) => aliases ?? []),
      [[], ["app"]],
    );
    assert.deepEqual(service["mode"], { replicated: { replicas: 3 } });
    const updating = { parallelism: 1, delay: "0s", monitor: "5s", order: "start-first" };
    assert.deepEqual(service["updateConfig"], { ...updating, failureAction: "rollback" });
    const { limits } = at(service, "taskSpec", "resources") as unknown as { limits: unknown };
    assert.deepEqual(limits, { memoryBytes: 256 * 1024 ** 2, nanoCpus: 1e9 });
    const spec = at(service, "taskSpec", "containerSpec") as unknown as Record<string, unknown>;
    assert.deepEqual([spec["readOnly"], spec["capDrops"]], [true, ["ALL"]]);
    assert.deepEqual(at(service, "taskSpec", "containerSpec", "healthcheck", "tests"), ["CMD", "/app/well"]);
  });

  it("secrets are secrets of the Swarm, and stand in plain text nowhere", async () => {
    const recording = await shop(swarm);
    const spec = at(inputs(recording, "shop-app"), "taskSpec", "containerSpec") as unknown as {
      secrets: { fileName: string }[];
    };
    assert.deepEqual(
      spec.secrets.map(({ fileName }) => fileName),
      ["db-pass"],
    );
    const passwords = recording.all("Secret").map(({ inputs: { data } }) => plain(reveal(data)));
    assert.deepEqual([...new Set(passwords)], [canary]);
    const others = recording.resources.filter(({ type }) => !type.endsWith(":Secret"));
    const text = JSON.stringify(
      others.map(({ inputs: all, outputs }) => reveal({ all, outputs } as Properties)),
    );
    for (const form of [canary, Buffer.from(canary).toString("base64")]) assert.ok(!text.includes(form));
  });

  it("a proxy asks for the tasks themselves, and listens at its own addresses", async () => {
    const recording = await shop(swarm);
    const config = fileAt(recording, "shop-web", "/etc/bulkhead/start/file0");
    const lines = config.split("\n").filter(line => /^ {2}(bind|server-template) /.test(line));
    assert.deepEqual(lines, [
      "  bind 127.0.0.1:8404",
      "  bind @own-address-1@:8080",
      "  server-template app- 16 tasks.app:8080",
    ]);
    const spec = at(inputs(recording, "shop-web"), "taskSpec", "containerSpec") as unknown as {
      commands: string[];
    };
    assert.deepEqual(spec.commands.slice(0, 3), ["sh", "/etc/bulkhead/start/start.sh", "haproxy"]);
  });

  it("a task looks for its addresses where its networks are, which may be elsewhere than was asked for", async () => {
    const moved = await shop(swarm, { place: subnet => subnet.replace(/^10\.\d+\./, "10.200.") });
    for (const service of ["shop-app", "shop-web"]) {
      const script = fileAt(moved, service, "/etc/bulkhead/start/start.sh");
      const firsts = [...script.matchAll(/within "\$one" (\d+) \d+/g)].map(([, first]) => Number(first));
      assert.ok(firsts.length > 0);
      assert.ok(
        firsts.every(first => first >>> 16 === (10 << 8) + 200),
        `${service}: ${script}`,
      );
    }
  });

  it("a database keeps to the node of its volume, with a task at a time", async () => {
    const service = inputs(await shop(swarm), "shop-db");
    assert.deepEqual(at(service, "taskSpec", "placement", "constraints"), ["node.id==here"]);
    assert.equal(at(service, "updateConfig", "order"), "stop-first");
  });

  it("what is said of nodes, reservations and updates reaches the service, of a tier beside its application", async () => {
    const recording = await record(
      () =>
        new MultiTierApp("shop", {
          placement: { kind: "swarm", encrypted: false, spread: ["node.labels.rack"] },
          tiers: {
            app: {
              image: "acme/shop:1",
              placement: {
                kind: "swarm",
                constraints: ["node.role!=manager"],
                perNode: 1,
                reservations: { memory: 128, cpus: 0.5 },
                update: { parallelism: 2, monitor: "30s", onFailure: "pause" },
                endpoint: "dnsrr",
              },
            },
          },
        }),
    );
    const service = inputs(recording, "shop-app");
    assert.deepEqual(at(service, "taskSpec", "placement"), {
      constraints: ["node.role!=manager"],
      prefs: ["spread=node.labels.rack"],
      maxReplicas: 1,
    });
    const { reservation } = at(service, "taskSpec", "resources") as unknown as { reservation: unknown };
    assert.deepEqual(reservation, { memoryBytes: 128 * 1024 ** 2, nanoCpus: 5e8 });
    assert.deepEqual(at(service, "endpointSpec", "mode"), "dnsrr");
    assert.equal(at(service, "updateConfig", "parallelism"), 2);
    const labels = service["labels"] as unknown as { label: string }[];
    // Endpoint and publishing are both said: there is nothing to choose.
    assert.ok(labels.every(({ label }) => label !== "bulkhead.open"));
  });

  it("what a Swarm has nothing for is refused by name, all of it at once", async () => {
    const args: WorkloadArgs = {
      image: "sha256:0011223344556677",
      placement: swarm,
      hostNetwork: { reason: "it answers DHCP broadcasts" },
      hardening: { newPrivileges: false, tmpfs: { "/run": "size=1m,uid=5" } },
      transform: given => given,
    };
    const paths = (await refused(() => new Workload("odd", args))).map(({ path }) => path);
    assert.deepEqual(paths.toSorted(), [
      "hardening.newPrivileges",
      'hardening.tmpfs["/run"]',
      "hostNetwork",
      "image",
      "transform",
    ]);
    const publishing = await refused(
      () =>
        new Workload("odd", {
          image: "acme/api:1",
          ports: [8080],
          publish: [{ port: 8080 }],
          listenVariable: "LISTEN",
          placement: { kind: "swarm", endpoint: "dnsrr", publish: "ingress" },
        }),
    );
    assert.deepEqual(publishing.map(({ path }) => path).toSorted(), [
      "listenVariable",
      "placement.endpoint",
      "publish[0]",
    ]);
  });

  it("a OneWayLink and a list of egress are refused, with what to write instead", async () => {
    const found: string[] = [];
    await record(() => {
      const api = new Workload("api", { image: "acme/api:1", ports: [8080], placement: swarm });
      const odd = [
        () => new OneWayLink("link", { to: api, image: "haproxy:3.0-alpine", placement: swarm }),
        () =>
          new Workload("out", {
            image: "acme/api:1",
            egress: [{ host: "api.example.com", ports: [443] }],
            placement: swarm,
          }),
      ];
      for (const make of odd) {
        try {
          make();
        } catch (error) {
          found.push(String(error));
        }
      }
    });
    assert.equal(found.length, 2);
    assert.match(
      found[0] ?? "",
      /placement: .*tasks of a Swarm have none; put a Proxy between the two, or share a segment/,
    );
    assert.match(found[1] ?? "", /egress: on a Swarm .*; give true, or run it on one engine/);
  });

  it("and one engine do not meet: segments and links between them are refused", async () => {
    let error: unknown;
    await record(() => {
      const data = new Segment("data");
      const db = new Database("db", { image: "postgres:16", password: "canary", segments: [data] });
      try {
        new Workload("api", { image: "acme/api:1", link: [db], segments: [data], placement: swarm });
      } catch (thrown) {
        error = thrown;
      }
    });
    assert.match(
      String(error),
      /segments\[0\]: this is to run on a Swarm, and segment data is on one engine/,
    );
    assert.match(String(error), /link\[0\]: this is to run on a Swarm, and db on one engine/);
  });

  it("a segment of another kind than internal is refused, with what to give in its place", async () => {
    const problems = await refused(
      () => new Segment("way", { kind: "egress", hostAddress: true, placement: swarm }),
    );
    assert.deepEqual(
      problems.map(({ path }) => path),
      ["kind", "hostAddress"],
    );
  });
});
