import assert from "node:assert/strict";
import { ComponentResource } from "@pulumi/pulumi";
import fc from "fast-check";
import { Segment, Workload, type WorkloadArgs } from "../../components/index.ts";
import { Pack } from "../../policies/pack/pack.ts";
import { readPreview, type StackResource } from "../../topology/index.ts";
import { record } from "../harness/recorder.ts";
import { stackOf } from "../harness/shownStack.ts";

/** What a program has of one workload; others link to those before it. */
interface Service {
  readonly name: string;
  readonly replicas: number;
  readonly publishes: boolean;
  /** Which of those before it this one calls. */
  readonly links: readonly boolean[];
  /** Whether its links open what is declared: without a common segment there is a rule that refuses it. */
  readonly joined: boolean;
}

interface Program {
  readonly services: readonly Service[];
  /** What all names begin with: another is every resource renamed. */
  readonly prefix: string;
  /** Whether all of it stands below a component of the program's own: otherwise every resource has moved. */
  readonly grouped: boolean;
}

const names = ["web", "api", "db", "jobs"] as const;

const service = (name: string): fc.Arbitrary<Service> =>
  fc.record({
    name: fc.constant(name),
    replicas: fc.integer({ min: 1, max: 2 }),
    publishes: fc.boolean(),
    links: fc.array(fc.boolean(), { minLength: names.length, maxLength: names.length }),
    joined: fc.boolean(),
  });

/** Some of the workloads, in any order: what one program has, another may lack, have by another order, or changed. */
const services = fc
  .shuffledSubarray([...names], { minLength: 0 })
  .chain(chosen => fc.tuple(...chosen.map(service)));

const program: fc.Arbitrary<Program> = fc.record({
  services,
  prefix: fc.constantFrom("", "", "new-"),
  grouped: fc.boolean(),
});

/** How a resource that both programs have comes to be what the second says, as Pulumi's steps. */
const ways = {
  same: ["same"],
  update: ["update"],
  // With its old state, before or after the new one.
  replacedAfter: ["create-replacement", "replace", "delete-replaced"],
  replacedBefore: ["delete-replaced", "replace", "create-replacement"],
} as const;
const way = fc.constantFrom<keyof typeof ways>("same", "update", "replacedAfter", "replacedBefore");

/** Every program registers this before all else. */
const root: StackResource = {
  urn: "urn:pulumi:dev::bulkhead-test::pulumi:pulumi:Stack::bulkhead-test-dev",
  type: "pulumi:pulumi:Stack",
};

async function stackFor({ services, prefix, grouped }: Program): Promise<StackResource[]> {
  const recording = await record(() => {
    const parent = grouped ? { parent: new ComponentResource("test:index:Group", "group") } : {};
    const made: [Workload, Segment][] = [];
    for (const { name: plain, replicas, publishes, links, joined } of services) {
      const name = `${prefix}${plain}`;
      const segment = new Segment(`${name}-net`, {}, parent);
      const called = made.filter((_, index) => links[index]);
      const args: WorkloadArgs = {
        image: "acme/any:1",
        replicas,
        ports: [8080],
        ...(publishes && replicas === 1 ? { publish: ["8080"] } : {}),
        segments: [segment, ...called.map(([, other]) => ({ segment: other, serves: !joined }))],
        link: called.map(([target]) => target),
      };
      const workload = new Workload(name, args, parent);
      made.push([workload, segment]);
    }
  });
  return [root, ...stackOf(recording)];
}

/** What the pack says when Pulumi shows it a stack after a program has registered what it has. */
function judged(registered: readonly StackResource[], shown: readonly StackResource[]): string[] {
  const pack = new Pack({ env: {}, folders: [] });
  pack.nameStack("bulkhead-test/dev");
  for (const { urn, type, inputs } of registered) pack.remember(urn, type, inputs as Record<string, unknown>);
  return pack
    .judge(shown)
    .map(({ level, rule, resource, message }) => `${level} ${rule} ${resource} ${message}`)
    .sort();
}

/** As Pulumi lists them after a refresh: what the state has, each replaced by what the program has of the same name. */
function merged(before: readonly StackResource[], after: readonly StackResource[]): StackResource[] {
  return [...new Map([...before, ...after].map(resource => [resource.urn, resource])).values()];
}

/** A program of one workload. */
const one: Program = {
  services: [{ name: "web", replicas: 1, publishes: false, links: [], joined: true }],
  prefix: "",
  grouped: false,
};

const event = (op: string, resource: StackResource) => ({
  resourcePreEvent: { metadata: { op, new: resource } },
});

describe("registration: from one program to another", () => {
  it("the pack says of the second what it says of the second alone, whatever the state still has", async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(program, program, async (first, second) => {
        const [before, after] = [await stackFor(first), await stackFor(second)];
        assert.deepEqual(judged(after, merged(before, after)), judged(after, after));
      }),
      { numRuns: 30 },
    );
  });

  it("a preview, with a refresh or without, foresees the second alone", async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(program, program, fc.boolean(), way, async (first, second, refreshes, how) => {
        const [before, after] = [await stackFor(first), await stackFor(second)];
        const kept = new Set(after.map(({ urn }) => urn));
        const old = new Map(before.map(resource => [resource.urn, resource]));
        const steps = (resource: StackResource) => {
          const there = old.get(resource.urn);
          if (there === undefined) return [event("create", resource)];
          return ways[how].map(op => event(op, op === "delete-replaced" ? there : resource));
        };
        const alone = readPreview(
          "dev",
          after.map(resource => event("create", resource)),
        );
        const events = [
          ...(refreshes ? before.map(resource => event("refresh", resource)) : []),
          ...after.flatMap(steps),
          ...before.filter(({ urn }) => !kept.has(urn)).map(resource => event("delete", resource)),
        ];
        assert.deepEqual(readPreview("dev", events), alone);
      }),
      { numRuns: 30 },
    );
  });

  it("a refresh by itself shows the stack as it is", async () => {
    const stack = await stackFor(one);
    const topology = readPreview(
      "dev",
      stack.map(resource => event("refresh", resource)),
    );
    assert.deepEqual(
      topology.workloads.map(({ id }) => id),
      ["web"],
    );
  });

  it("where there is no program, the pack judges all that it is shown", async () => {
    const stack = await stackFor(one);
    assert.deepEqual(new Set(judged([], stack).map(line => line.split(" ")[2])).has("workload/web"), true);
  });
});
