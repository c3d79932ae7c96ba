import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import { Volume, type VolumeArgs, Workload } from "../../components/index.ts";
import { flowKey, judge, reach } from "../../topology/index.ts";
import { attempt, record, refused } from "../harness/recorder.ts";
import { asDeclared, held } from "../harness/standing.ts";

const image = "acme/api:1";

describe("registration: Volume", () => {
  it("is one volume, which a change of labels does not replace", async () => {
    const recording = await record(() => new Volume("exports", { labels: { team: "a" } }));
    const { inputs, parent, options } = recording.one("docker:index/volume:Volume", "exports");
    assert.equal(parent, "exports");
    assert.deepEqual(inputs, {
      labels: [
        { label: "bulkhead.env", value: "dev" },
        { label: "bulkhead.volume", value: "exports" },
        { label: "team", value: "a" },
      ],
    });
    assert.deepEqual([options.protect, options.ignoreChanges], [false, ["labels"]]);
  });

  it("takes a driver with its options, protection, and the last word of a transform", async () => {
    const args: VolumeArgs = {
      driver: "local",
      driverOptions: { type: "nfs" },
      protectData: true,
      transform: given => ({ ...given, name: "mine" }),
    };
    const { inputs, options } = (await record(() => new Volume("exports", args))).one(
      "docker:index/volume:Volume",
      "exports",
    );
    assert.deepEqual(
      [inputs["driver"], inputs["driverOpts"], inputs["name"]],
      ["local", { type: "nfs" }, "mine"],
    );
    assert.equal(options.protect, true);
  });

  it("is known to the topology by its name, and so is who has it", async () => {
    const { topology } = await record(() => {
      const volume = new Volume("exports");
      new Workload("writer", { image, volumes: [{ volume, at: "/out" }] });
      new Workload("reader", { image, volumes: [{ volume, at: "/in", readOnly: true }] });
      new Workload("other", { image, volumes: [{ volume: output("made-elsewhere"), at: "/in" }] });
    });
    assert.deepEqual(topology.volumes, [{ id: "exports", driver: "local", external: false, labels: {} }]);
    assert.deepEqual(
      topology.workloads.map(({ id, mounts }) => [id, mounts[0]?.from, mounts[0]?.readOnly]),
      [
        ["other", { unknown: "the volume's name is an output" }, false],
        ["reader", "exports", true],
        ["writer", "exports", false],
      ],
    );
  });

  it("is meant for all who have it: what a writer hands to each of them, and nothing between readers", async () => {
    const { topology } = await record(() => {
      const volume = new Volume("exports");
      new Workload("writer", { image, volumes: [{ volume, at: "/out" }] });
      for (const reader of ["reader", "other"]) {
        new Workload(reader, { image, volumes: [{ volume, at: "/in", readOnly: true }] });
      }
    });
    const both = { port: "any", protocol: "files", via: "files", reason: "both mount volume exports" };
    assert.deepEqual(topology.flows, [
      { from: "other", to: "writer", ...both },
      { from: "reader", to: "writer", ...both },
      { from: "writer", to: "other", ...both },
      { from: "writer", to: "reader", ...both },
    ]);
    assert.deepEqual(held(topology), asDeclared);
  });

  it("is not meant by a name alone, which two may have by chance", async () => {
    const { topology } = await record(() => {
      for (const name of ["one", "two"])
        new Workload(name, { image, volumes: [{ volume: "exports", at: "/x" }] });
    });
    assert.deepEqual(judge(reach(topology)).excess.map(flowKey), ["one two any/files", "two one any/files"]);
  });

  it("is never a path of the host", async () => {
    const no = (path: string) =>
      `"${path}" is no volume; give the name of a volume: letters, digits and _.- only; a folder of the host is not mounted`;
    for (const path of ["/var/run/docker.sock", "./data", "~/data", "a/b"]) {
      const problems = await refused(
        () => new Workload("spy", { image, volumes: [{ volume: path, at: "/x" }] }),
      );
      assert.deepEqual(problems, [{ path: "volumes[0].volume", reason: no(path) }]);
    }
    const mistyped = await refused(
      () => new Workload("spy", { image, volumes: [{ volume: 5 as unknown as string, at: "/x" }] }),
    );
    assert.deepEqual(mistyped, [
      { path: "volumes[0].volume", reason: "give a Volume, or the name of one on the engine" },
    ]);
  });

  it("is no folder of the host under another name either", async () => {
    const reason =
      "this mounts a folder of the host, which no workload gets; leave the options out, and put what it is to read into files";
    for (const driverOptions of [
      { type: "none", o: "bind", device: "/var/run" },
      { o: "ro,rbind", device: "/var/run" },
    ]) {
      const problems = await refused(() => new Volume("spy", { driverOptions }));
      assert.deepEqual(problems, [{ path: "driverOptions", reason }]);
    }
    const nfs = { type: "nfs", o: "addr=10.0.0.9,ro", device: ":/exports" };
    assert.deepEqual((await attempt(() => new Volume("exports", { driverOptions: nfs }))).error, undefined);
  });

  it("is refused for everything that is wrong with it, at once", async () => {
    assert.deepEqual(await refused(() => new Volume("Exports", { driver: "", size: 1 } as VolumeArgs)), [
      { path: "name", reason: "give a DNS name: lower-case letters, digits and dashes, at most 63" },
      { path: "driver", reason: "give a driver's name" },
      {
        path: "",
        reason: "there is no size; there are driver, driverOptions, protectData, labels, transform",
      },
    ]);
  });
});
