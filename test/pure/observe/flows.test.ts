import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { attribute, Tally } from "../../../observe/flows/attribute.ts";
import { compare } from "../../../observe/flows/compare.ts";
import type { Observation } from "../../../observe/flows/report.ts";
import { observationText } from "../../../observe/flows/text.ts";
import { emptyTopology, type Flow, plainWorkload } from "../../../topology/index.ts";

const addresses = {
  workloads: new Map([
    ["10.0.0.2", "web"],
    ["10.0.0.3", "db"],
  ]),
  host: new Set(["10.0.0.1"]),
};
const outbound = { protocol: "tcp", inbound: false, local: "10.0.0.2", port: 0 } as const;
const inbound = { protocol: "tcp", inbound: true, local: "10.0.0.3", port: 5432, remotePort: 0 } as const;

describe("observed flows", () => {
  it("are between workloads, the host and the outside, from whichever end they were seen", () => {
    const call = { from: "web", to: "db", port: 5432, protocol: "tcp" };
    assert.deepEqual(
      attribute("web", { ...outbound, remote: "10.0.0.3", remotePort: 5432 }, addresses),
      call,
    );
    assert.deepEqual(attribute("db", { ...inbound, remote: "10.0.0.2" }, addresses), call);
    assert.equal(attribute("db", { ...inbound, remote: "10.0.0.1" }, addresses)?.from, "host");
    assert.equal(
      attribute("web", { ...outbound, remote: "192.0.2.1", remotePort: 443 }, addresses)?.to,
      "outside",
    );
  });

  it("are none within a container, nor to the engine's name server", () => {
    assert.equal(
      attribute("web", { ...outbound, remote: "127.0.0.11", remotePort: 53 }, addresses),
      undefined,
    );
    assert.equal(attribute("db", { ...inbound, remote: "10.0.0.3" }, addresses), undefined);
  });

  it("count once in a sample, whoever saw them", () => {
    const tally = new Tally();
    const call = { from: "web", to: "db", port: 5432, protocol: "tcp" } as const;
    tally.add([call, call]);
    tally.add([call]);
    tally.add([]);
    assert.deepEqual(tally.list(), [{ ...call, samples: 2 }]);
  });

  it("are held against what is declared", () => {
    const flow = (from: string, to: string, port: number | "any"): Flow => ({
      from,
      to,
      port,
      protocol: "tcp",
      via: "network",
    });
    const topology = {
      ...emptyTopology("shop"),
      workloads: ["web", "db", "cache"].map(plainWorkload),
      flows: [
        flow("web", "db", 5432),
        flow("web", "cache", 6379),
        flow("web", "outside", "any"),
        flow("host", "web", 80),
      ],
    };
    const seen = (from: string, to: string, port: number) => ({
      ...{ from, to, port, protocol: "tcp" as const },
      samples: 1,
    });
    const found = compare(
      [
        seen("web", "db", 5432),
        seen("db", "web", 80),
        seen("outside", "web", 80),
        seen("web", "outside", 443),
      ],
      topology,
    );
    assert.deepEqual(
      found.flows.map(({ from, to, declared }) => `${from} ${to} ${declared}`),
      ["web db true", "db web false", "outside web true", "web outside true"],
    );
    assert.deepEqual(found.unused, [{ from: "web", to: "cache", port: 6379, protocol: "tcp" }]);
    const text = observationText({ version: 1, seconds: 9, samples: 1, containers: 2, ...found });
    assert.match(text, /^db +=> +web +tcp 80 +UNDECLARED +in 1 of 1 samples$/m);
    assert.match(text, /^web +=> +cache +tcp 6379 +declared, and not seen$/m);
    assert.match(
      text,
      /To be declared, if they are meant:\n {2}db: link: \[web\] {3}\/\/ web answers on tcp 80/,
    );
  });

  it("steer no terminal by the names of workloads, which are labels of anybody", () => {
    const escape = String.fromCharCode(27);
    const flows = [
      { from: `${escape}[2J`, to: "db", port: 5432, protocol: "tcp" as const, samples: 2, declared: false },
    ];
    const text = observationText({ version: 1, seconds: 9, samples: 2, containers: 2, flows, unused: flows });
    assert.ok(!text.includes(escape), text);
  });

  it("are all a suggestion where nothing is declared", () => {
    const flows = [{ from: "web", to: "db", port: 5432, protocol: "tcp" as const, samples: 2 }];
    assert.deepEqual(compare(flows, undefined), { flows, unused: [] });
    const text = observationText({ version: 1, seconds: 9, samples: 2, containers: 2, flows, unused: [] });
    assert.match(text, /As flows:\n {2}web: link: \[db\] {3}\/\/ db answers on tcp 5432/);
  });

  it("is written as its schema says", () => {
    const schema = JSON.parse(
      readFileSync(join(import.meta.dirname, "../../../docs/schemas/observe.v1.json"), "utf8"),
    );
    const parser = z.fromJSONSchema(schema);
    const seen = { from: "web", to: "db", port: 5432, protocol: "tcp", samples: 2 } as const;
    const undeclared = { version: 1, seconds: 60, samples: 12, containers: 2, ...compare([seen], undefined) };
    const written: Observation = {
      ...{ version: 1, seconds: 60, samples: 12, containers: 2 },
      flows: [{ ...seen, declared: true }],
      unused: [{ from: "web", to: "outside", port: "any", protocol: "tcp" }],
    };
    for (const found of [undeclared, written])
      assert.deepEqual(parser.safeParse(found).error?.issues, undefined);
    assert.equal(parser.safeParse({ ...written, flows: [{ ...seen, samples: 0 }] }).success, false);
  });
});
