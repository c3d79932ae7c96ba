import assert from "node:assert/strict";
import {
  ArgumentError,
  Database,
  Job,
  Proxy,
  Segment,
  Workload,
  type WorkloadArgs,
} from "../../components/index.ts";
import { attempt, refused } from "../harness/recorder.ts";

const image = "acme/api:1.0.0";

/** What is said of the second of two workloads. */
async function saidOfSecond(
  first: readonly [name: string, args: Partial<WorkloadArgs>],
  second: readonly [name: string, args: Partial<WorkloadArgs>],
  apart = false,
): Promise<string | undefined> {
  const { error } = await attempt(() => {
    const segment = new Segment("one");
    const other = apart ? new Segment("two") : segment;
    new Workload(first[0], { image, segments: [segment], ...first[1] });
    new Workload(second[0], { image, segments: [other], ...second[1] });
  });
  return (error as Error | undefined)?.message.split("\n")[1]?.trim();
}

describe("registration: names of replicas", () => {
  const also = (name: string, id: string): string =>
    `${name} is a name of workload ${id} too (a replica's is its workload's and its number); choose another`;

  it("that Pulumi would have twice are refused, on whatever segments", async () => {
    for (const apart of [false, true]) {
      assert.equal(
        await saidOfSecond(["w", { replicas: 11 }], ["w1", {}], apart),
        `- name: ${also("w11", "w")}`,
      );
      assert.equal(
        await saidOfSecond(["w1", {}], ["w", { replicas: 11 }], apart),
        `- name: ${also("w11", "w1")}`,
      );
    }
    assert.equal(await saidOfSecond(["w", { replicas: 10 }], ["w1", {}]), `- name: ${also("w1", "w")}`);
    assert.equal(await saidOfSecond(["w", { replicas: 10 }], ["w1", {}], true), undefined);
  });

  it("are kept from workloads of other components, too", async () => {
    const segments = (): { segments: Segment[] } => ({ segments: [new Segment("other")] });
    const others: Readonly<Record<string, () => unknown>> = {
      Database: () => new Database("w1", { image: "postgres:16", password: "canary", ...segments() }),
      Job: () => new Job("w1", { image }),
      Proxy: () => new Proxy("w1", { image: "haproxy:3.0", routes: [], publish: {}, ...segments() }),
    };
    for (const [kind, make] of Object.entries(others)) {
      const { error } = await attempt(() => {
        new Workload("w", { image, replicas: 11 });
        make();
      });
      assert.ok(error instanceof ArgumentError, kind);
      assert.ok(
        error.errors?.some(
          ({ propertyPath, reason }) => propertyPath === "name" && reason === also("w11", "w"),
        ),
        error.message,
      );
    }
  });

  it("that lead to two workloads of one segment are refused", async () => {
    assert.equal(await saidOfSecond(["app", {}], ["app1", {}]), `- name: ${also("app1", "app")}`);
    assert.equal(
      await saidOfSecond(["app1", {}], ["shop", { hostname: "app" }]),
      `- hostname: ${also("app1", "app1")}`,
    );
    assert.equal(await saidOfSecond(["app", {}], ["app1", {}], true), undefined);
    assert.equal(await saidOfSecond(["app", {}], ["app2", {}]), undefined);
  });

  it("and of workloads are such as programs look up", async () => {
    for (const name of ["123", "localhost"]) {
      assert.deepEqual(await refused(() => new Workload(name, { image })), [
        { path: "name", reason: "no program would look this name up; give another" },
      ]);
    }
  });

  it("may be shared by workloads that are given one name", async () => {
    assert.equal(
      await saidOfSecond(["blue", { hostname: "app" }], ["green", { hostname: "app" }]),
      undefined,
    );
  });
});
