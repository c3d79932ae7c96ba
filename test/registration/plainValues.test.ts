import assert from "node:assert/strict";
import { output, secret } from "@pulumi/pulumi";
import { ArgumentError } from "../../components/check/problems.ts";
import { Segment, Volume, Workload } from "../../components/index.ts";
import { attempt, refused } from "../harness/recorder.ts";

const image = "acme/api:1.0.0";
const notPlain = "give a plain value: what an output holds is not known before something is made";

describe("registration: arguments that must be plain", () => {
  it("are told so where they are outputs, whatever they hold", async () => {
    const args = {
      image,
      hostname: output("api"),
      replicas: output(2),
      hardening: output({ user: "1" }),
      labels: { owner: output("team") },
      segments: output([]),
    };
    assert.deepEqual(
      (await refused(() => new Workload("api", args as never))).toSorted((a, b) =>
        a.path < b.path ? -1 : 1,
      ),
      ["hardening", "hostname", "labels.owner", "replicas", "segments"].map(path => ({
        path,
        reason: notPlain,
      })),
    );
  });

  it("are told what to give where a resource stands by itself", async () => {
    const { error } = await attempt(() => {
      const [segment, volume] = [new Segment("data"), new Volume("files")];
      new Workload("api", { image, volumes: [volume], link: [segment], segments: [volume] } as never);
    });
    assert.ok(error instanceof ArgumentError);
    assert.deepEqual(error.errors, [
      { propertyPath: "segments[0]", reason: "give a Segment, or { segment, serves, ports, aliases }" },
      {
        propertyPath: "link[0]",
        reason:
          "give a Workload, a Proxy, a Database, a RemoteDatabase, a OneWayLink or a ProxiedApp, or { to: one of them, prefix, secrets, over }",
      },
      {
        propertyPath: "volumes[0]",
        reason: "give an object with volume, at, readOnly, not a resource by itself",
      },
    ]);
  });

  it("are told what is wrong with a key, whatever stands beside it", async () => {
    const secrets = { "API KEY": secret("canary") };
    assert.deepEqual(await refused(() => new Workload("api", { image, secrets })), [
      { path: 'secrets["API KEY"]', reason: "give a file's name" },
    ]);
  });

  it("may have labels of any name but the library's own", async () => {
    const own = "the library sets this label itself; choose another name";
    assert.deepEqual(
      await refused(
        () => new Workload("api", { image, labels: { "bulkhead.workload": "x", "bulkhead.team": "y" } }),
      ),
      [{ path: 'labels["bulkhead.workload"]', reason: own }],
    );
  });
});
