import assert from "node:assert/strict";
import { type Counters, openMetrics, sampleOf, sampleTable } from "../../../observe/index.ts";
import { countersOf } from "../../../observe/meters/sample.ts";

const web: Counters = {
  id: "1",
  name: "web1",
  workload: "web",
  tier: "front",
  at: 1000,
  cpuSeconds: 1,
  memory: 2 ** 20,
  memoryLimit: 2 ** 30,
  received: 1000,
  sent: 0,
};

describe("what workloads use", () => {
  it("is what was used between two looks, containers of a workload together", () => {
    const second = { ...web, id: "2", name: "web2" };
    const later = (one: Counters): Counters => ({ ...one, at: 3000, cpuSeconds: 2, received: 5000 });
    const sample = sampleOf([web, second], [later(web), later(second)], new Date(0));
    assert.deepEqual(sample.workloads, [
      { workload: "web", tier: "front", containers: 2, cpus: 1, memory: 2 ** 21, received: 4000, sent: 0 },
    ]);
    assert.deepEqual(sample.tiers, [{ tier: "front", cpus: 1, memory: 2 ** 21 }]);
  });

  it("is nothing yet of a container that began, or began anew, in between", () => {
    const fresh = { ...web, id: "9", at: 3000, cpuSeconds: 50 };
    const again = { ...web, at: 3000, cpuSeconds: 0.5, received: 0 };
    const { workloads } = sampleOf([web], [fresh, again], new Date(0));
    assert.deepEqual([workloads[0]?.cpus, workloads[0]?.received], [0, 0]);
  });

  it("leaves out what the kernel merely keeps of files, and is read from what there is", () => {
    const of = countersOf(web, {
      read: "1970-01-01T00:00:01Z",
      memory_stats: { usage: 100, stats: { inactive_file: 40 } },
    });
    assert.deepEqual([of.memory, of.cpuSeconds, of.received], [60, 0, 0]);
  });

  it("is a table of 80 columns", () => {
    const text = sampleTable(sampleOf([], [web], new Date(0)));
    assert.equal(
      text,
      `WORKLOAD    TIER   N  CPU   MEMORY   IN/s  OUT/s
web         front  1  0.0%  1.0 MiB  0 B   0 B
tier front            0.0%  1.0 MiB`,
    );
  });

  it("is OpenMetrics: one family after another, labels escaped, an end", () => {
    const text = openMetrics([{ ...web, tier: 'a"b\\c\nd' }]);
    const lines = text.split("\n");
    assert.equal(lines.at(-2), "# EOF");
    assert.ok(lines.includes("# TYPE bulkhead_container_cpu_seconds counter"));
    assert.ok(
      lines.includes(
        'bulkhead_container_cpu_seconds_total{container="web1",workload="web",tier="a\\"b\\\\c\\nd"} 1',
      ),
    );
    for (const line of lines.slice(0, -2))
      assert.match(line, /^(# (TYPE|UNIT|HELP) \S+ .+|[a-z_]+\{.*\} [\d.e+-]+)$/);
  });
});
