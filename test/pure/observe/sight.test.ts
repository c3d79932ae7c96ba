import assert from "node:assert/strict";
import type { Attempted, ListeningSocket, Target } from "../../../observe/helper/answers.ts";
import type { NamespaceHelper } from "../../../observe/helper/namespaceHelper.ts";
import { judgeProbes } from "../../../observe/prober/judge.ts";
import type { Probe } from "../../../observe/prober/report.ts";
import type { Resident } from "../../../observe/prober/scene.ts";
import { type Lookout, look, type Sight } from "../../../observe/prober/sight.ts";
import { emptyTopology, plainNetwork, plainWorkload, type Topology } from "../../../topology/index.ts";
import { resident, scene } from "./scene.ts";

const port = 80;
const listening: ListeningSocket = { protocol: "tcp", address: "0.0.0.0", port, uid: 0 };

/** So many pairs of a client and its server, both of which listen; a network of its own for each pair. */
function pairs(count: number): { readonly topology: Topology; readonly residents: readonly Resident[] } {
  const ids = Array.from({ length: count }, (_, at) => ({ client: `c${at}`, server: `s${at}`, at }));
  const workload = (id: string, at: number) => ({
    ...plainWorkload(id),
    attachments: [{ network: `net${at}`, aliases: [] }],
    ports: [{ port, protocol: "tcp" as const }],
    labels: { "bulkhead.app": id },
  });
  return {
    topology: {
      ...emptyTopology("dev"),
      networks: ids.map(({ at }) => ({ ...plainNetwork(`net${at}`), internal: true, hostAddress: false })),
      workloads: ids.flatMap(({ client, server, at }) => [workload(client, at), workload(server, at)]),
      flows: ids.map(({ client, server }) => ({
        from: client,
        to: server,
        port,
        protocol: "tcp",
        via: "network",
      })),
    },
    residents: ids.flatMap(({ client, server, at }) => [
      resident(client, { [`net${at}`]: `10.9.${at}.1` }),
      resident(server, { [`net${at}`]: `10.9.${at}.2` }),
    ]),
  };
}

type Asking = "listeners" | "connect";

/** Helpers that find open what is on the same network; one of them breaks, or all that is told is that it ended. */
function lookout(count: number, dying?: { readonly id: string; readonly at?: Asking; readonly runs?: true }) {
  const { topology, residents } = pairs(count);
  const byAddress = new Map(residents.flatMap(one => Object.values(one.addresses).map(at => [at, one])));
  const byName = new Map(residents.map(one => [one.workload, one]));
  const helper = (namespace: string) => {
    const own = residents.find(one => one.namespace === namespace);
    const breaking = (what: Asking): void => {
      if (dying?.at === what && namespace === `id-${dying.id}`) throw new Error("the connection broke");
    };
    return {
      listeners: async () => {
        breaking("listeners");
        return own === undefined ? [] : [listening];
      },
      connect: async (targets: readonly Target[]): Promise<Attempted[]> => {
        breaking("connect");
        return targets.map(({ host, port: wanted }) => {
          const target = byAddress.get(host) ?? byName.get(host);
          const [net] = Object.keys(target?.addresses ?? {});
          const isNear = own !== undefined && net !== undefined && net in own.addresses;
          const addresses = Object.values(target?.addresses ?? {});
          if (isNear && wanted === port) return { found: "open", took: 1, addresses };
          return { found: byName.has(host) ? "unresolved" : "unreachable", took: 0 };
        });
      },
      network: async () => ({ links: [], routes: [], resolv: "", hosts: "" }),
      door: async () => 4000,
    } as unknown as NamespaceHelper;
  };
  const left: string[] = [];
  const helpers: Lookout["helpers"] = {
    in: async namespace => {
      assert.ok(!left.includes(namespace), `${namespace} was let go, and is asked again`);
      return helper(namespace);
    },
    leave: async namespace => {
      left.push(namespace);
    },
  };
  const options: Lookout = {
    topology,
    scene: scene(residents),
    helpers,
    ended: async () => new Set(dying === undefined || dying.runs ? [] : [`id-${dying.id}`]),
  };
  return { options, left, judged: (sight: Sight): Probe[] => judged(sight, topology, residents) };
}

function judged(
  { sockets, looked, lost }: Sight,
  topology: Topology,
  residents: readonly Resident[],
): Probe[] {
  const evidence = { topology, scene: scene(residents), sockets, lost };
  return judgeProbes(
    evidence,
    looked.flatMap(one => one.answered),
  );
}

describe("looking around", () => {
  it("asks from everybody about everybody", async () => {
    const { options, judged } = lookout(2);
    const sight = await look(options);
    const probes = judged(sight);
    assert.deepEqual(sight.lost, []);
    assert.equal(probes.length, 4 * 4, "every ordered pair, and the host");
    assert.deepEqual(
      probes.filter(({ verdict }) => verdict !== "ok").map(({ from, to, verdict }) => [from, to, verdict]),
      [
        ["s0", "c0", "excess"],
        ["s1", "c1", "excess"],
      ],
    );
  });

  it("lets everybody's helper go but the host's, while others may still ask; nobody's where more is to be asked", async () => {
    const { options, left } = lookout(2);
    await look(options);
    assert.deepEqual(left.sort(), ["id-c0", "id-c1", "id-s0", "id-s1"]);
    const more = lookout(2);
    const topology = await more.options.topology;
    const [first, ...others] = topology.workloads;
    assert.ok(first !== undefined);
    // It listens on what it does not declare.
    await look({
      ...more.options,
      topology: { ...topology, workloads: [{ ...first, ports: [] }, ...others] },
    });
    assert.deepEqual(more.left, []);
  });

  for (const at of ["listeners", "connect", undefined] as const) {
    const when = at === undefined ? "and nothing breaks" : `while it is asked (${at})`;
    it(`goes on where a container ends ${when}, and takes its silence for nothing`, async () => {
      const { options, judged } = lookout(2, { id: "s0", ...(at === undefined ? {} : { at }) });
      const sight = await look(options);
      assert.deepEqual(
        sight.lost.map(({ name }) => name),
        ["s01"],
      );
      const probes = judged(sight);
      assert.deepEqual(
        probes.filter(({ from }) => from === "s0"),
        [],
        "what was tried from it",
      );
      const toIt = probes.find(({ from, to }) => from === "c1" && to === "s0");
      assert.deepEqual([toIt?.control, toIt?.verdict], [false, "inconclusive"]);
      assert.equal(toIt?.cause, "s01 ended while it was looked at, so a closed door proves nothing");
      const others = probes.find(({ from, to }) => from === "c0" && to === "s1");
      assert.equal(others?.verdict, "ok");
    });
  }

  it("fails where a helper does whose container runs", async () => {
    const { options } = lookout(1, { id: "s0", at: "connect", runs: true });
    await assert.rejects(look(options), /^Error: the connection broke$/);
  });

  it("takes 200 containers, and their 40,000 connections", async function () {
    this.timeout(20_000);
    const { options, judged } = lookout(100);
    const heard: number[] = [];
    const sight = await look({ ...options, onProgress: done => heard.push(done) });
    const probes = judged(sight);
    assert.equal(heard.at(-1), 201);
    assert.equal(probes.length, 200 * 200);
    assert.equal(probes.filter(({ declared, verdict }) => declared && verdict === "ok").length, 100);
    assert.equal(probes.filter(({ verdict }) => verdict === "excess").length, 100);
  });
});
