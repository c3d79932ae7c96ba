import assert from "node:assert/strict";
import fc from "fast-check";
import { MultiTierApp, type MultiTierAppArgs, type TierArgs } from "../../components/index.ts";
import { flowKey, judge, reach } from "../../topology/index.ts";
import { record } from "../harness/recorder.ts";

type Args = MultiTierAppArgs<string>;

const port = fc.record({
  port: fc.integer({ min: 1, max: 65535 }),
  protocol: fc.constantFrom("tcp", "udp"),
});
/** A first port that HTTP can go over, and perhaps some more. */
const ports = fc
  .tuple(fc.integer({ min: 1, max: 65535 }), fc.array(port, { maxLength: 2 }))
  .map(([first, others]) => [{ port: first, protocol: "tcp" as const }, ...others])
  .filter(all => new Set(all.map(({ port, protocol }) => `${port}/${protocol}`)).size === all.length);

/** What a tier may be, before its calls are known. Workloads listen by name, as those do that cannot be called back. */
const workload = fc.record({
  image: fc.constant("acme/any:1"),
  ports,
  replicas: fc.integer({ min: 0, max: 3 }),
  egress: fc.boolean(),
  listenVariable: fc.constant("LISTEN"),
  published: fc.boolean(),
});

/** Pairs of a later tier that calls an earlier one, so that there is no circle; and how each is declared. */
const calls = fc.array(
  fc.record({
    from: fc.nat(5),
    to: fc.nat(5),
    how: fc.constantFrom("link", "flow", "port"),
  }),
  { maxLength: 8 },
);

/** Applications that are right: a database, workloads, and a proxy in front. */
const application = fc
  .record({ workloads: fc.array(workload, { minLength: 1, maxLength: 5 }), calls })
  .map(({ workloads, calls }): Args => {
    const names = ["db", ...workloads.map((_, index) => `tier-${String.fromCharCode(97 + index)}`)];
    const pairs = calls
      .map(({ from, to, how }) => ({ from: Math.max(from, to), to: Math.min(from, to), how }))
      .filter(({ from, to }) => from !== to && from < names.length)
      .filter(
        (one, index, all) => all.findIndex(({ from, to }) => from === one.from && to === one.to) === index,
      );
    const name = (index: number): string => names[index] ?? "";
    const of = (index: number) => workloads[index - 1];
    const tiers: Record<string, TierArgs<string>> = {
      db: { kind: "database", image: "postgres:16", password: "canary" },
    };
    workloads.forEach(({ published, ...args }, index) => {
      const link = pairs
        .filter(({ from, how }) => from === index + 1 && how === "link")
        .map(({ to }) => name(to));
      const [{ port = 0 } = {}] = args.ports;
      tiers[name(index + 1)] = { ...args, link, publish: published ? [{ port }] : [] };
    });
    tiers["front"] = { kind: "proxy", image: "haproxy", routes: [{ to: name(1) }], publish: {} };
    const flows = pairs
      .filter(({ how }) => how !== "link")
      .map(({ from, to, how }) => ({
        from: name(from),
        to: name(to),
        port: how === "port" ? (of(to)?.ports.at(-1)?.port ?? 5432) : undefined,
      }));
    return { tiers, flows };
  });

/** The calls an application's arguments ask for. */
function asked({ tiers, flows }: Args): { readonly from: string; readonly to: string }[] {
  const ofTiers = Object.entries(tiers).flatMap(([from, tier]) => {
    if (tier.kind === "proxy") return tier.routes.map(({ to }) => ({ from, to }));
    return tier.kind === "database" ? [] : (tier.link ?? []).map(to => ({ from, to: String(to) }));
  });
  return [...ofTiers, ...(flows ?? [])];
}

describe("registration: MultiTierApp, proved", () => {
  it("lets through what is declared and nothing else, whatever the application", async () => {
    await fc.assert(
      fc.asyncProperty(application, async args => {
        const { topology } = await record(() => new MultiTierApp("shop", args));
        const { excess, missing } = judge(reach(topology));
        const found = { excess: excess.map(flowKey), missing: missing.map(flowKey) };
        assert.deepEqual(found, { excess: [], missing: [] });
        const pairs = new Set(topology.flows.map(({ from, to }) => `${from} ${to}`));
        for (const { from, to } of asked(args))
          assert(pairs.has(`shop-${from} shop-${to}`), `${from} to ${to}`);
      }),
      { numRuns: 30 },
    );
  });

  it("says so where a tier that listens everywhere could be called back", async () => {
    const { topology } = await record(
      () =>
        new MultiTierApp("shop", {
          tiers: {
            app: { image: "a", ports: [80], link: ["api"] },
            api: { image: "b", ports: [81], listenVariable: "LISTEN" },
          },
        }),
    );
    assert.deepEqual(judge(reach(topology)).excess.map(flowKey), ["shop-api shop-app 80/tcp"]);
  });

  it("says so where a route asks for one port of a tier that answers on all of them everywhere", async () => {
    const { topology } = await record(
      () =>
        new MultiTierApp("shop", {
          tiers: {
            web: { kind: "proxy", image: "haproxy", routes: [{ to: "api" }], publish: {} },
            api: { image: "b", ports: [80, 81] },
          },
        }),
    );
    assert.deepEqual(judge(reach(topology)).excess.map(flowKey), ["shop-web shop-api 81/tcp"]);
  });
});
